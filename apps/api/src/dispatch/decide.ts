import type { AttemptOutcome, TaskFailure } from '@englog/domain';

export interface BackoffOptions {
  initialMs: number;
  maxMs: number;
}

export type AfterAttempt =
  | { kind: 'fail'; error: TaskFailure; spent: boolean }
  | { kind: 'return'; outcome: AttemptOutcome; error: TaskFailure | null; spent: boolean; delayMs: number };

export interface FailedAttempt {
  failure: TaskFailure;
  outcome: 'failed' | 'deadline_exceeded';
  attemptsSpent: number;
  maxAttempts: number;
  /** The handler's own wish, or null. */
  retryAfterMs: number | null;
  /** To the task's own deadline, or null. */
  expiresInMs: number | null;
  /** 0..1 */
  random: number;
}

/** After a handler's own failure or its deadline: another attempt after a backoff, or the end. */
export function afterFailure(attempt: FailedAttempt, backoff: BackoffOptions): AfterAttempt {
  const { failure, outcome } = attempt;
  const spent = attempt.attemptsSpent + 1;
  if (!failure.retryable || spent >= attempt.maxAttempts) return { kind: 'fail', error: failure, spent: true };
  const delayMs = attempt.retryAfterMs ?? backoffMs(spent, attempt.random, backoff);
  // That it ran out of time tells more than that it then waited for an attempt that cannot come.
  if (outcome === 'deadline_exceeded' && attempt.expiresInMs !== null && attempt.expiresInMs <= delayMs)
    return { kind: 'fail', error: failure, spent: true };
  return { kind: 'return', outcome, error: failure, spent: true, delayMs };
}

/** To a deadline in epoch ms; null where there is none. */
export const expiresInMs = (expiresAt: number | null, nowMs: number): number | null =>
  expiresAt === null ? null : expiresAt - nowMs;

/** Exponential with the whole delay jittered between half and full, so that tasks that failed together come back apart. */
export function backoffMs(spent: number, random: number, { initialMs, maxMs }: BackoffOptions): number {
  const full = Math.min(maxMs, initialMs * 2 ** (spent - 1));
  return Math.round(full * (0.5 + random / 2));
}

/** The database's clock may be behind ours, and it alone says what is due. */
const askAgainMs = 10;

/** In how many ms to look whether a task of this time is due: also when its time has come by our clock. */
export const dueInMs = (runAt: number, nowMs: number): number => (runAt > nowMs ? runAt - nowMs : askAgainMs);

/** After its worker was lost: back without an attempt spent, unless it has lost `maxLosses` workers in a row. */
export function afterLoss(losses: number, workerId: string, maxLosses: number): AfterAttempt {
  const lost = losses + 1;
  const error: TaskFailure = { code: 'worker_lost', message: `worker ${workerId} was lost`, retryable: true };
  if (lost < maxLosses) return { kind: 'return', outcome: 'worker_lost', error, spent: false, delayMs: 0 };
  const message = `${lost} workers in a row were lost while running it, the last was ${workerId}`;
  return { kind: 'fail', error: { code: 'worker_lost', message, retryable: false }, spent: false };
}

/** Handed back by the worker, or never acknowledged: interruption is not failure. */
export const afterInterruption = (
  outcome: 'handed_back' | 'not_acknowledged',
  message: string,
  delayMs: number,
): AfterAttempt => ({
  kind: 'return',
  outcome,
  error: { code: outcome, message, retryable: true },
  spent: false,
  delayMs,
});
