import { dayOrInstant, goalFields, timeZone } from './payload-fields';
import { periodOf } from './statistics/period';

export interface ContextProblem {
  path: PropertyKey[];
  message: string;
}

type Fields = Record<string, unknown>;
interface Schema {
  safeParse(value: unknown): { error?: { issues: { path: PropertyKey[]; message: string }[] } };
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const problemsOf = (schema: Schema, value: unknown, path: PropertyKey[]): ContextProblem[] =>
  (schema.safeParse(value).error?.issues ?? []).map((issue) => ({
    path: [...path, ...issue.path],
    message: issue.message,
  }));

/** A goal with a target is one to be measured; any other is words. */
const goalProblems = (goals: unknown): ContextProblem[] =>
  (Array.isArray(goals) ? goals : []).flatMap((goal: unknown, index) =>
    isObject(goal) && ('target_hours' in goal || 'target_share' in goal)
      ? problemsOf(goalFields, goal, ['goals', index])
      : [],
  );

const isReversed = (start: unknown, end: unknown, zone: string): boolean => {
  if (!dayOrInstant.safeParse(start).success || !dayOrInstant.safeParse(end).success) return false;
  const { from, to } = periodOf({ start_date: String(start), end_date: String(end), time_zone: zone });
  return to <= from;
};

/** Of `date_range` or, as they may also stand, of `start` and `end` beside the rest, which mean dates only where both are. */
const rangeProblems = (context: Fields, zone: string): ContextProblem[] => {
  const { date_range: range = context } = context;
  if (!isObject(range)) return [];
  const path = range === context ? [] : ['date_range'];
  const startName = 'start_date' in range ? 'start_date' : 'start';
  const endName = 'end_date' in range ? 'end_date' : 'end';
  const [start, end] = [range[startName], range[endName]];
  if (isReversed(start, end, zone)) return [{ path: [...path, endName], message: `must not be before ${startName}` }];
  if (range === context || (start === undefined && end === undefined)) return [];
  return [
    ...problemsOf(dayOrInstant, start, [...path, startName]),
    ...problemsOf(dayOrInstant, end, [...path, endName]),
  ];
};

/** What is wrong with the parts of an insight's context that are understood; whatever else it holds is free. */
export const contextProblems = (context: Fields): ContextProblem[] => {
  const { time_zone: zone } = context;
  const badZone = zone === undefined || zone === null ? [] : problemsOf(timeZone, zone, ['time_zone']);
  const known = badZone.length === 0 && typeof zone === 'string' ? zone : 'UTC';
  return [...badZone, ...goalProblems(context['goals']), ...rangeProblems(context, known)];
};
