import type { Goal } from '../payloads';
import { measureFocus } from '../statistics/focus';
import type { Focus } from '../statistics/focus';
import type { Period } from '../statistics/period';
import { asFarAs, periodBefore } from '../statistics/period';
import { clip } from '../statistics/span';
import type { Span } from '../statistics/span';
import { summarise } from '../statistics/timesheet';
import type { Timesheet } from '../statistics/timesheet';
import { changeFacts } from './change-facts';
import type { Fact } from './fact';
import { focusFacts } from './focus-facts';
import { goalFacts, judgeGoal } from './goals';
import type { GoalOutcome } from './goals';
import { rhythmFacts } from './rhythm-facts';
import { measureWordGoals, themeFacts } from './theme-facts';
import { timeFacts } from './time-facts';
import { valueFacts } from './value-facts';

export interface FactsInput {
  spans: readonly Span[];
  period: Period;
  /** Entries of the period before; left out, nothing is compared. */
  before?: readonly Span[];
  /** Which period they are of; the one that ends where this one starts, when left out. */
  periodBefore?: Period;
  goals?: readonly Goal[];
  /** Goals given in words alone. */
  wordGoals?: readonly string[];
  /** Epoch ms; of a period that is not over at it nothing is told as ended. Left out, the period is over. */
  now?: number;
}

export interface ComputedFacts {
  facts: Fact[];
  sheet: Timesheet;
  focus: Focus;
  goals: GoalOutcome[];
  before: { sheet: Timesheet; focus: Focus } | null;
  /** When it was computed; Infinity for a period taken to be over. */
  now: number;
}

/** Everything that is known of a period, computed from its entries; pure. */
export const computeFacts = (input: FactsInput): ComputedFacts => {
  const spans = clip(input.spans, input.period);
  const sheet = summarise(spans, input.period);
  const focus = measureFocus(spans);
  const now = input.now ?? Infinity;
  const isOver = now >= input.period.to;
  const goals = (input.goals ?? []).map((goal) => judgeGoal(sheet, goal, isOver));
  // Time may be logged ahead.
  const reached = spans.reduce((latest, span) => Math.max(latest, span.to), now);
  const earlier = input.before
    ? asFarAs(input.periodBefore ?? periodBefore(input.period), input.period, reached)
    : null;
  const before = earlier
    ? { sheet: summarise(input.before ?? [], earlier), focus: measureFocus(clip(input.before ?? [], earlier)) }
    : null;
  const facts = [
    ...timeFacts(sheet),
    ...focusFacts(spans, focus),
    ...valueFacts(sheet),
    ...rhythmFacts(sheet, now),
    ...themeFacts(spans),
    ...goalFacts(goals, measureWordGoals(spans, input.wordGoals ?? [])),
    ...(before
      ? changeFacts(
          { sheet, focusMinutes: focus.focusMinutes },
          { sheet: before.sheet, focusMinutes: before.focus.focusMinutes },
          isOver,
        )
      : []),
  ];
  return { facts, sheet, focus, goals, before, now };
};
