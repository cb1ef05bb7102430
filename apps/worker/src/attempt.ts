import type { TaskFailure } from '@englog/domain';
import { AttemptError } from './handlers/handler';
import type { AbortReason, Handler, HandlerContext, TaskInput } from './handlers/handler';

/** The fence: names one delivery of a task in every report about it. */
export interface AttemptRef {
  taskId: string;
  attempt: number;
}

export const keyOf = ({ taskId, attempt }: AttemptRef): string => `${taskId}#${attempt}`;

export interface OfferedTask extends TaskInput {
  /** Running time it is given, from its receipt. */
  timeoutMs: number;
}

export type AttemptEnd =
  | { kind: 'completed'; resultJson: string }
  | { kind: 'failed'; failure: TaskFailure }
  | { kind: 'cancelled' }
  /** Unfinished and unspent: another worker, or this one later, is to run it. */
  | { kind: 'handed_back'; why: string; retryAfterMs: number };

/** What is kept until the API has taken it. */
export interface AttemptReport extends AttemptRef {
  startedAt: number;
  endedAt: number;
  end: AttemptEnd;
}

/** How a handler left: `abandoned` when it did not within the time an aborted one is given. */
export type Leaving = { result: unknown } | { error: unknown } | 'abandoned';

const maxMessage = 2_000;
const failed = (code: string, message: string, retryable: boolean): AttemptEnd => ({
  kind: 'failed',
  failure: { code, message: message.slice(0, maxMessage), retryable },
});
const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

const withResult = (result: unknown, maxBytes: number): AttemptEnd => {
  let json: string | undefined;
  try {
    json = JSON.stringify(result);
  } catch (error) {
    return failed('invalid_result', `the result is no JSON document: ${messageOf(error)}`, false);
  }
  if (json === undefined) return failed('invalid_result', 'the handler returned no result', false);
  const bytes = Buffer.byteLength(json);
  return bytes > maxBytes
    ? failed('result_too_large', `the result has ${bytes} bytes; the API takes ${maxBytes}`, false)
    : { kind: 'completed', resultJson: json };
};

const withError = (error: unknown): AttemptEnd => {
  if (!(error instanceof AttemptError)) return failed('handler_error', messageOf(error), true);
  if (error.handBackMs !== null) return { kind: 'handed_back', why: error.message, retryAfterMs: error.handBackMs };
  return failed(error.failure.code, error.failure.message, error.failure.retryable);
};

/**
 * What is reported, by why it was told to stop (null: it was not) and how it left. Null: nothing, since the attempt is no
 * longer ours. A deadline counts even if a result came a moment later; a shutdown lets a result through.
 */
export const endOf = (reason: AbortReason | null, leaving: Leaving, maxResultBytes: number): AttemptEnd | null => {
  switch (reason) {
    case 'lease_lost':
      return null;
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'deadline':
      return failed('deadline_exceeded', 'the attempt did not finish within its time', true);
    case 'shutdown':
      return leaving !== 'abandoned' && 'result' in leaving
        ? withResult(leaving.result, maxResultBytes)
        : { kind: 'handed_back', why: 'the worker is shutting down', retryAfterMs: 0 };
    case null:
      if (leaving === 'abandoned') return failed('handler_error', 'the handler was abandoned', true);
      return 'result' in leaving ? withResult(leaving.result, maxResultBytes) : withError(leaving.error);
  }
};

export interface AttemptOptions {
  handler: Handler;
  context: HandlerContext;
  controller: AbortController;
  timeoutMs: number;
  /** How long an aborted handler may take to leave before it is reported without it. */
  abandonMs: number;
}

const longestTimerMs = 2 ** 31 - 1;

/**
 * Runs the handler under its deadline; never rejects. One timer an attempt: first its deadline, then, once aborted, the
 * time to leave. A handler that ignores its signal is left behind: nobody can stop it, but its task need not wait for it.
 */
export const runAttempt = ({ handler, context, controller, timeoutMs, abandonMs }: AttemptOptions): Promise<Leaving> =>
  new Promise((resolve) => {
    const { signal } = controller;
    const abort = (): void => controller.abort('deadline' satisfies AbortReason);
    let timer = setTimeout(abort, Math.min(timeoutMs, longestTimerMs));
    const onAbort = (): void => {
      clearTimeout(timer);
      timer = setTimeout(leave, abandonMs, 'abandoned');
    };
    const leave = (leaving: Leaving): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(leaving);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const running = async (): Promise<unknown> => handler(context);
    running().then(
      (result) => leave({ result }),
      (error: unknown) => leave({ error }),
    );
  });
