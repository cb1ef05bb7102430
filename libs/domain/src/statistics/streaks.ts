import { weekdayOf } from './local-clock';

export interface Streak {
  from: string;
  to: string;
  /** Days with time on them; a weekend without does not break a streak and does not count. */
  days: number;
}

const dayMs = 86_400_000;
const numberOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs;

const weekdaysBetween = (after: number, before: number): number => {
  // Whole weeks by arithmetic, the rest by counting.
  const between = Math.max(0, before - after - 1);
  let count = Math.floor(between / 7) * 5;
  for (let day = after + 1 + Math.floor(between / 7) * 7; day < before; day += 1) if (weekdayOf(day) < 5) count += 1;
  return count;
};

/** Runs of logged days; `days` in order, as `2026-03-02`. */
export const streaksOf = (days: readonly string[]): Streak[] => {
  const streaks: Streak[] = [];
  for (const day of days) {
    const last = streaks.at(-1);
    if (last && weekdaysBetween(numberOf(last.to), numberOf(day)) === 0) {
      last.to = day;
      last.days += 1;
    } else streaks.push({ from: day, to: day, days: 1 });
  }
  return streaks;
};

/** Monday-to-Friday days of `calendar` that have no time logged. */
export const emptyWeekdays = (calendar: readonly string[], logged: ReadonlyMap<string, number>): string[] =>
  calendar.filter((day) => weekdayOf(numberOf(day)) < 5 && !logged.has(day));
