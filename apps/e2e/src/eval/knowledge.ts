import type { EvalCase } from './cases/case';
import type { Known } from './naive/expected';
import { createLocalTime } from './naive/local-time';
import { daysBefore, sheetOf, weekdaysBefore } from './naive/sheet';

/** What is true of a case, by the minutes of its log. */
export interface Knowledge {
  /** A report's and an analysis's: against as many days right before. */
  report: Known;
  /** An insight's, of all entries in the period: against the same weekdays of earlier weeks. */
  insight: Known;
  /** Indexes of the entries in the period. */
  inside: number[];
}

export function expectedKnowledge({ log, days, goals, wordGoals = [] }: EvalCase): Knowledge {
  const now = sheetOf(log, days);
  const asked = new Set(now.entries);
  const weekdays = sheetOf(log, weekdaysBefore(days));
  const worded = wordGoals.map((name) => ({ name, by: 'tag' as const, value: name }));
  const orNone = (before: Known['before']): Known['before'] => (before?.entries.length === 0 ? null : before);
  const isOver = createLocalTime(days.timeZone)(Math.floor(Date.now() / 60_000)).day > days.end;
  return {
    report: { now, before: sheetOf(log, daysBefore(days)), goals, isOver },
    insight: { now, before: orNone(weekdays), goals: [...goals, ...worded], isOver },
    inside: log.flatMap((entry, index) => (asked.has(entry) ? [index] : [])),
  };
}
