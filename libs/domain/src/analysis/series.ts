import type { Period } from '../statistics/period';
import { daysOf, endedPart } from '../statistics/period';
import { weekdayOf } from '../statistics/local-clock';

export interface Series {
  /** `week`: whole weeks from Monday; `day`: Monday to Friday. */
  step: 'week' | 'day';
  /** First day of each step. */
  starts: string[];
  values: number[];
}

const minWeeks = 8;
const weekday = (day: string): number => weekdayOf(Date.parse(day) / 86_400_000);

/**
 * Hours by whole week when there are at least eight, else by working day: a series whose steps are alike, so that
 * weekends and half weeks at its ends make no trend. Days without time count as zero; days and weeks that have not
 * ended at `now` are left out.
 */
export const seriesOf = (minutesByDay: ReadonlyMap<string, number>, period: Period, now: number): Series => {
  const days = daysOf(endedPart(period, now));
  const hours = (day: string | undefined): number => (minutesByDay.get(day ?? '') ?? 0) / 60;
  const firstMonday = days.findIndex((day) => weekday(day) === 0);
  const weeks = firstMonday < 0 ? 0 : Math.floor((days.length - firstMonday) / 7);
  if (weeks >= minWeeks) {
    const starts = Array.from({ length: weeks }, (_, week) => firstMonday + week * 7);
    const total = (start: number): number => days.slice(start, start + 7).reduce((sum, day) => sum + hours(day), 0);
    return { step: 'week', starts: starts.map((start) => days[start] ?? ''), values: starts.map(total) };
  }
  const working = days.filter((day) => weekday(day) < 5);
  return { step: 'day', starts: working, values: working.map(hours) };
};
