import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** Gives up after this long; 5,000 ms when not told. */
  timeoutMs?: number;
  /** Pause between two looks; 10 ms when not told. */
  intervalMs?: number;
  /** What is awaited, for the error a reader of a failed test sees. */
  what?: string;
}

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/**
 * Looks at a condition until it holds, and answers what it returned.
 * A condition that throws counts as "not yet"; its last error is the cause of the timeout's.
 */
export async function waitFor<T>(condition: () => T | Promise<T>, options: WaitOptions = {}): Promise<Truthy<T>> {
  const { timeoutMs = 5_000, intervalMs = 10, what = 'the condition' } = options;
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const value = await condition();
      if (value) return value as Truthy<T>;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= giveUpAt) throw new Error(timeoutMessage(what, timeoutMs, cause), { cause });
    await delay(intervalMs);
  }
}

function timeoutMessage(what: string, timeoutMs: number, cause: unknown): string {
  const reason = cause === undefined ? '' : `: ${(cause as Error).message ?? String(cause)}`;
  return `waited ${timeoutMs} ms for ${what}${reason}`;
}
