import { laterWeek } from '../free/later/week';
import { freeInsights, freeWeek } from '../free/week';
import { factOf } from './case';
import type { EvalCase } from './case';

/** How much of what is true and freely worded is kept, and whether any of its nearest false neighbours is published. */
export const freeCases: readonly EvalCase[] = [
  {
    name: 'a week in free words',
    days: freeWeek.days,
    log: freeWeek.log,
    goals: freeWeek.goals,
    insights: freeInsights,
    focusAreas: ['atlas', 'borealis', 'focus', 'collaboration'],
    languages: ['free:en', 'free:de', 'free:fr'],
    planted: [
      { name: '25.75 h', isFound: ({ report }) => report.totals.hours === 25.75 },
      {
        name: '4.8 h more than before',
        isFound: ({ report }) => factOf(report.facts, 'change.total')?.value === 4.8,
      },
      { name: 'a goal met, one missed by 2.5 h', isFound: ({ report }) => report.goals[1]?.difference === -2.5 },
    ],
    isShort: true,
  },
  {
    name: 'another week in free words',
    days: laterWeek.days,
    log: laterWeek.log,
    goals: laterWeek.goals,
    insights: freeInsights,
    focusAreas: ['helios', 'nimbus', 'focus', 'collaboration'],
    languages: ['seen:en', 'seen:de', 'seen:fr', 'held-back:en', 'held-back:de', 'held-back:fr'],
    planted: [
      { name: '27.5 h', isFound: ({ report }) => report.totals.hours === 27.5 },
      {
        name: '4.5 h less than before',
        isFound: ({ report }) => factOf(report.facts, 'change.total')?.value === -4.5,
      },
      { name: 'a goal met, one missed by 2.5 h', isFound: ({ report }) => report.goals[1]?.difference === -2.5 },
    ],
  },
];
