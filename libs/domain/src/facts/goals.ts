import type { Goal } from '../payloads';
import type { Timesheet } from '../statistics/timesheet';
import type { Fact } from './fact';
import { nameOf, quoted, roundTo, toFact } from './fact';

export interface GoalOutcome {
  name: string;
  by: Goal['by'];
  value: string;
  unit: 'hours' | 'percent';
  target: number;
  actual: number;
  met: boolean;
  /** actual − target: negative is what was missing. */
  difference: number;
  /** The period is not over, and how the goal ends not certain. */
  open?: true;
}

const minutesFor = (sheet: Timesheet, goal: Goal): number => {
  const parts: ReadonlyMap<string, number> = { project: sheet.byProject, type: sheet.byType, tag: sheet.byTag }[
    goal.by
  ];
  const wanted = goal.value.toLowerCase();
  return [...parts].reduce((sum, [name, minutes]) => (name.toLowerCase() === wanted ? sum + minutes : sum), 0);
};

/** Met is decided on exact minutes, before rounding. Hours once reached stay reached; all else is open until the period is over. */
export const judgeGoal = (sheet: Timesheet, goal: Goal, isOver = true): GoalOutcome => {
  const minutes = minutesFor(sheet, goal);
  const inHours = goal.target_hours !== undefined;
  const actual = inHours ? minutes / 60 : sheet.minutes === 0 ? 0 : (minutes / sheet.minutes) * 100;
  const target = inHours ? (goal.target_hours ?? 0) : (goal.target_share ?? 0) * 100;
  // A billionth forgives what dividing cost.
  const met = actual - target >= -1e-9;
  return {
    name: goal.name,
    by: goal.by,
    value: goal.value,
    unit: inHours ? 'hours' : 'percent',
    target: roundTo(target, 2),
    actual: roundTo(actual, 2),
    met,
    difference: roundTo(actual - target, 2),
    ...(isOver || (inHours && met) ? {} : { open: true as const }),
  };
};

/** A goal in words alone: what was logged on entries that share a word with it. */
export interface WordGoal {
  text: string;
  minutes: number;
}

export const goalFacts = (outcomes: readonly GoalOutcome[], wordGoals: readonly WordGoal[] = []): Fact[] => [
  ...outcomes.flatMap((outcome, index) => {
    const subject = { kind: 'goal', name: nameOf(outcome.name) } as const;
    const number = String(index + 1);
    if (outcome.open)
      return [
        toFact({
          kind: 'goal.open',
          key: number,
          label: `Goal ${nameOf(outcome.name)}`,
          value: outcome.actual,
          unit: outcome.unit,
          subject,
          words: (figure) => `Goal ${quoted(outcome.name)}, still open: ${figure} so far.`,
        }),
      ];
    return [
      toFact({
        kind: outcome.met ? 'goal.met' : 'goal.missed',
        key: number,
        label: `Goal ${nameOf(outcome.name)}`,
        value: outcome.actual,
        unit: outcome.unit,
        subject,
        words: (figure) => `Goal ${quoted(outcome.name)}, ${outcome.met ? 'met' : 'missed'}: ${figure} done.`,
      }),
      ...(outcome.met
        ? []
        : [
            toFact({
              kind: 'goal.short',
              key: number,
              label: `Missing to ${nameOf(outcome.name)}`,
              value: -outcome.difference,
              unit: outcome.unit,
              subject,
              words: (figure) => `Goal ${quoted(outcome.name)}, missed: ${figure} short of the target.`,
            }),
          ]),
    ];
  }),
  ...wordGoals.map((goal, index) =>
    toFact({
      kind: 'goal.words',
      key: String(outcomes.length + index + 1),
      label: `Goal ${nameOf(goal.text)}`,
      value: goal.minutes / 60,
      unit: 'hours',
      subject: { kind: 'goal', name: nameOf(goal.text) },
      words: (figure) => `Time on entries that share words with the goal ${quoted(goal.text)}: ${figure}.`,
    }),
  ),
];
