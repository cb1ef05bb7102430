/** A log as the evaluation makes it: plain records, so that nothing here rests on the code that is judged. */
export interface LoggedEntry {
  title: string;
  project: string | null;
  type: string;
  start_time: string;
  end_time: string;
  value_rating: 'low' | 'medium' | 'high' | 'critical';
  impact_level: 'personal' | 'team' | 'department' | 'company';
  tags: string[];
}

export interface GoalAsked {
  name: string;
  by: 'project' | 'type' | 'tag';
  value: string;
  target_hours?: number;
  target_share?: number;
}

/** Whole local days, the last included. */
export interface Days {
  start: string;
  end: string;
  timeZone: string;
}

const minuteMs = 60_000;

/** `at` is UTC to the minute; an hour of development unless told otherwise. */
export function logged(at: string, minutes: number, change: Partial<LoggedEntry> = {}): LoggedEntry {
  const start = Date.parse(at);
  if (Number.isNaN(start)) throw new Error(`no time: ${at}`);
  return {
    title: 'Login flow',
    project: 'atlas',
    type: 'development',
    start_time: new Date(start).toISOString(),
    end_time: new Date(start + minutes * minuteMs).toISOString(),
    value_rating: 'medium',
    impact_level: 'personal',
    tags: [],
    ...change,
  };
}

const dayMs = 86_400_000;

/** `2026-03-02` and so many days: `2026-03-05`. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

export const daysFrom = (start: string, end: string): string[] => {
  const days: string[] = [];
  for (let day = start; day <= end; day = dayAfter(day, 1)) days.push(day);
  return days;
};

/** 1 is Monday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

/** The same numbers every time: a linear congruential generator (Numerical Recipes). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
