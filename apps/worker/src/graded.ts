import type { Logger } from 'pino';

/** 1, 3, 10, 30, 100, …: the counts worth a line when the same thing goes on and on. */
export const isMilestone = (count: number): boolean => {
  let base = 1;
  while (base * 10 <= count) base *= 10;
  return count === base || count === base * 3;
};

export interface GradedLog {
  /** Tells a trouble: the first time, then at milestones of its count; a new `why` is told at once. */
  tell(why: string, fields?: Record<string, unknown>): void;
  /** It is over: one line with how often and how long, if it was ever told. */
  over(message: string): void;
  /** Since the last time it was over. */
  readonly count: number;
}

/** A trouble that may repeat for hours must not fill the log: repeats are counted and graded. */
export const createGradedLog = (log: Logger, message: string): GradedLog => {
  let count = 0;
  let same = 0;
  let lastWhy = '';
  let since = 0;
  return {
    get count() {
      return count;
    },
    tell(why, fields = {}) {
      if (count === 0) since = performance.now();
      count += 1;
      same = why === lastWhy ? same + 1 : 1;
      lastWhy = why;
      const repeats = count > 1 ? { times: count, ms: Math.round(performance.now() - since) } : {};
      if (isMilestone(same)) log.warn({ ...fields, why, ...repeats }, message);
      else log.debug({ ...fields, why, ...repeats }, message);
    },
    over(text) {
      if (count > 0) log.info({ times: count, ms: Math.round(performance.now() - since), why: lastWhy }, text);
      count = 0;
      same = 0;
      lastWhy = '';
    },
  };
};

export const whyOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
