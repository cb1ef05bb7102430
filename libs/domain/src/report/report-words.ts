import { quantity, roundTo } from '../facts/fact';
import type { GoalOutcome } from '../facts/goals';
import type { ReportModel } from './report-model';

const unit = (goal: GoalOutcome): string => (goal.unit === 'hours' ? 'h' : '%');

/** `Deep work (project atlas): met, 12.5 of 10 h` */
export const goalLine = (goal: GoalOutcome): string => {
  const figures = `${goal.actual} of ${goal.target} ${unit(goal)}`;
  if (goal.open) return `${goal.name} (${goal.by} ${goal.value}): still open, ${figures} so far`;
  const outcome = goal.met ? 'met' : `missed by ${-goal.difference} ${unit(goal)}`;
  return `${goal.name} (${goal.by} ${goal.value}): ${outcome}, ${figures}`;
};

export const comparedWith = ({ before }: ReportModel): string =>
  before ? `Compared with ${before.period.start_date} to ${before.period.end_date}` : 'No entries in the period before';

/** How time logged twice is counted; empty where none is. Documents of other workers may not say. */
const overlapLine = ({ totals }: ReportModel): string =>
  totals.overlap_minutes > 0
    ? ` Time logged more than once (${quantity(roundTo(totals.overlap_minutes / 60, 2), 'hours')}) counts once: entries that overlap share it equally.`
    : '';

/** Whose words the narrative is, and how overlaps are counted. The figures are always computed. */
export const sourceLine = (report: ReportModel): string => `${wordsLine(report)}${overlapLine(report)}`;

const wordsLine = ({ narrative }: ReportModel): string => {
  const count = narrative.dropped_claims;
  const dropped =
    count > 0 ? ` Left out, as the log does not bear it out: ${count} ${count === 1 ? 'sentence' : 'sentences'}.` : '';
  switch (narrative.source) {
    case 'model':
    case 'fallback_model':
      return `Figures computed from the log; words by ${narrative.model ?? 'a model'}, checked against them.${dropped}`;
    case 'cache':
      return `Figures computed from the log; words by ${narrative.model ?? 'a model'}, ${narrative.age_seconds ?? 0} seconds old.`;
    case 'rules':
      return `Figures and words computed from the log; no model’s words were used.${dropped}`;
  }
};

/** As many rows of a table as somebody reads; the day-by-day table, which is the CSV, has more. */
export const shownRows = 500;
export const shownDayRows = 2_000;

/** Empty when all are shown. */
export const moreLine = (count: number, shown: number, elsewhere: 'CSV' | 'JSON'): string =>
  count > shown ? `… and ${(count - shown).toLocaleString('en')} more (the ${elsewhere} has all)` : '';
