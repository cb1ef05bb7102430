import { dayAfter, daysFrom, weekdayOf } from '../log';
import type { Days, LoggedEntry } from '../log';
import { focusOf } from './focus';
import type { NaiveFocus } from './focus';
import { entriesIn, minutesBy, minutesOf, sumMinutes } from './minutes';
import type { Minute } from './minutes';

/** What the minutes of a period add up to. All sums are in minutes. */
export interface NaiveSheet {
  days: Days;
  minutes: Minute[];
  entries: LoggedEntry[];
  total: number;
  /** What counting overlapping entries in full would have added. */
  doubled: number;
  by: Record<'type' | 'project' | 'tag' | 'value' | 'impact' | 'day' | 'hour' | 'weekday', Map<string, number>>;
  points: number;
  pointsByType: Map<string, number>;
  focus: NaiveFocus;
}

const points = { low: 1, medium: 2, high: 4, critical: 8 };

export function sheetOf(log: readonly LoggedEntry[], days: Days): NaiveSheet {
  const minutes = minutesOf(log, days);
  const pointsByType = new Map<string, number>();
  for (const type of new Set(log.map((entry) => entry.type)))
    pointsByType.set(
      type,
      sumMinutes(minutes, (entry) => (entry.type === type ? points[entry.value_rating] : 0)),
    );
  return {
    days,
    minutes,
    entries: entriesIn(minutes),
    total: minutes.length,
    doubled: minutes.reduce((sum, { entries }) => sum + entries.length - 1, 0),
    by: {
      type: minutesBy(minutes, (entry) => [entry.type]),
      project: minutesBy(minutes, (entry) => [entry.project ?? '']),
      tag: minutesBy(minutes, (entry) => entry.tags),
      value: minutesBy(minutes, (entry) => [entry.value_rating]),
      impact: minutesBy(minutes, (entry) => [entry.impact_level]),
      day: minutesBy(minutes, (_, { day }) => [day]),
      hour: minutesBy(minutes, (_, { hour }) => [String(hour)]),
      weekday: minutesBy(minutes, (_, { weekday }) => [String(weekday)]),
    },
    points: sumMinutes(minutes, (entry) => points[entry.value_rating]),
    pointsByType,
    focus: focusOf(minutes),
  };
}

/** As many days right before. */
export const daysBefore = ({ start, end, timeZone }: Days): Days => {
  const length = daysFrom(start, end).length;
  return { start: dayAfter(start, -length), end: dayAfter(start, -1), timeZone };
};

/** The same weekdays, as few whole weeks earlier as clear the period. */
export const weekdaysBefore = ({ start, end, timeZone }: Days): Days => {
  const weeks = Math.ceil(daysFrom(start, end).length / 7);
  return { start: dayAfter(start, -7 * weeks), end: dayAfter(end, -7 * weeks), timeZone };
};

/** Monday to Friday without a minute. */
export const emptyWeekdays = ({ days, by }: NaiveSheet): string[] =>
  daysFrom(days.start, days.end).filter((day) => weekdayOf(day) <= 5 && !by.day.has(day));

/** The most days in a row with time on them; a weekend without any neither counts nor ends it. */
export function longestStreak({ days, by }: NaiveSheet): number {
  let [current, longest] = [0, 0];
  for (const day of daysFrom(days.start, days.end)) {
    if (by.day.has(day)) current += 1;
    else if (weekdayOf(day) <= 5) current = 0;
    longest = Math.max(longest, current);
  }
  return longest;
}
