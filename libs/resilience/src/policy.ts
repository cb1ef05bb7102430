import { bulkhead, handleWhen, isBulkheadRejectedError, retry, timeout, TimeoutStrategy } from 'cockatiel';
import { backoff } from './backoff';
import type { BackoffOptions } from './backoff';
import { createBreaker } from './breaker';
import type { Breaker, BreakerOptions, IsFailure } from './breaker';
import { createEvents, why } from './events';
import type { BreakerState, PolicyEvents, PolicyListener } from './events';
import { PolicyError } from './policy-error';
import { untilAborted, wait } from './wait';

/**
 * A layer exists when its options are given; times are milliseconds. From the outside in: fallback, retry, bulkhead,
 * breaker, timeout. The names are those of the configuration's `resilience` block, so that block can be spread in.
 */
export interface PolicyOptions extends Partial<BackoffOptions>, Partial<BreakerOptions> {
  /** What it protects, for events and messages, e.g. `ollama`. */
  name: string;
  /** Tries in all, the first included; `Infinity` for ever. Needs the three interval options. */
  retry_max_attempts?: number;
  /** A try that takes longer is aborted and fails. */
  timeout?: number;
  /** Calls at the same time. */
  bulkhead_limit?: number;
  /** Calls that may wait for their turn beyond the limit; 0 by default. */
  bulkhead_queue?: number;
  /** What an error means to the breaker: false when the peer answered, as a success; null when it says nothing of the peer. */
  isFailure?: IsFailure;
  /** False for an error another try cannot mend. An open breaker and a full bulkhead are never tried again. */
  isRetryable?: (error: unknown) => boolean;
}

export interface Policy {
  readonly name: string;
  /** `fn` must pass its signal on: it is aborted by the caller's signal and by the timeout. */
  execute<T>(fn: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** The same, but a failure is answered by `fallback`; only the caller's own abort rejects. */
  executeOr<T, F>(
    fn: (signal: AbortSignal) => Promise<T>,
    fallback: (error: unknown) => F | Promise<F>,
    signal?: AbortSignal,
  ): Promise<T | F>;
  /** The breaker's; `closed` without one. `half_open` as soon as the next call would be the probe. */
  state(): BreakerState;
  /** Until the breaker lets the next call through; 0 when it would now. */
  retryAfterMs(): number;
  /** Returns what ends the subscription. */
  onChange(listener: PolicyListener): () => void;
}

/** One layer: runs what is inside it. */
type Layer = <T>(inner: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) => Promise<T>;

const always = (): boolean => true;

/** Whether it was the time is seen from the signal it gave: it aborts for nothing else while the caller's has not. */
const timeoutLayer = (name: string, afterMs: number, events: PolicyEvents): Layer => {
  const policy = timeout(afterMs, { strategy: TimeoutStrategy.Cooperative, abortOnReturn: false });
  return async (inner, signal) => {
    let own: AbortSignal | undefined;
    try {
      return await policy.execute(({ signal: both }) => inner((own = both)), signal);
    } catch (error) {
      if (signal.aborted || !own?.aborted) throw error;
      events.emit({ kind: 'timeout', afterMs });
      throw new PolicyError('timeout', name, `${name} did not answer within ${afterMs} ms`);
    }
  };
};

const breakerLayer =
  (breaker: Breaker): Layer =>
  (inner, signal) =>
    breaker.run(() => inner(signal), signal);

const bulkheadLayer = (name: string, limit: number, queue: number, events: PolicyEvents): Layer => {
  const policy = bulkhead(limit, queue);
  return async (inner, signal) => {
    try {
      return await untilAborted(
        policy.execute(() => inner(signal), signal),
        signal,
      );
    } catch (error) {
      if (!isBulkheadRejectedError(error as Error)) throw error;
      events.emit({ kind: 'rejected', by: 'bulkhead' });
      throw new PolicyError('bulkhead_full', name, `${name} has ${limit} calls running and ${queue} waiting`);
    }
  };
};

/** cockatiel's own wait between tries ignores the signal, so its backoff is zero and the wait is ours. */
const retryLayer = (
  options: BackoffOptions & { attempts: number },
  isRetryable: (error: unknown) => boolean,
  events: PolicyEvents,
): Layer => {
  const mendable = (error: unknown): boolean =>
    !(error instanceof PolicyError && error.kind !== 'timeout') && isRetryable(error);
  const policy = retry(handleWhen(mendable), { maxAttempts: options.attempts - 1 });
  return async (inner, signal) => {
    const delays = backoff(options);
    let lastError: unknown;
    let tries = 0;
    const once = async (attempt: number): Promise<Awaited<ReturnType<typeof inner>>> => {
      if (attempt > 0) {
        const delayMs = delays.next().value;
        events.emit({ kind: 'retry', attempt: attempt + 1, delayMs, why: why(lastError) });
        if (!(await wait(delayMs, signal))) throw lastError;
      }
      tries = attempt + 1;
      return await inner(signal);
    };
    try {
      return await policy.execute(
        ({ attempt }) =>
          once(attempt).catch((error: unknown) => {
            lastError = error;
            throw error;
          }),
        signal,
      );
    } catch (error) {
      if (!signal.aborted && tries > 1) events.emit({ kind: 'gave_up', attempts: tries, why: why(error) });
      throw error;
    }
  };
};

const layersOf = (options: PolicyOptions, breaker: Breaker | null, events: PolicyEvents): Layer[] => {
  const { name, retry_initial_interval, retry_max_interval, retry_multiplier, retry_max_attempts } = options;
  const layers: Layer[] = [];
  if (retry_initial_interval !== undefined && retry_max_interval !== undefined && retry_multiplier !== undefined) {
    const attempts = Math.max(1, retry_max_attempts ?? 1);
    const intervals = { retry_initial_interval, retry_max_interval, retry_multiplier, attempts };
    layers.push(retryLayer(intervals, options.isRetryable ?? always, events));
  }
  if (options.bulkhead_limit !== undefined) {
    layers.push(bulkheadLayer(name, options.bulkhead_limit, options.bulkhead_queue ?? 0, events));
  }
  if (breaker) layers.push(breakerLayer(breaker));
  if (options.timeout !== undefined) layers.push(timeoutLayer(name, options.timeout, events));
  return layers;
};

/** Builds a policy. It starts nothing and holds no timer while no call is under way. */
export const createPolicy = (options: PolicyOptions): Policy => {
  const { name, circuit_breaker_threshold, circuit_breaker_timeout } = options;
  const events = createEvents(name);
  const breaker =
    circuit_breaker_threshold === undefined || circuit_breaker_timeout === undefined
      ? null
      : createBreaker(
          name,
          { circuit_breaker_threshold, circuit_breaker_timeout },
          options.isFailure ?? always,
          events,
        );
  const layers = layersOf(options, breaker, events);

  const execute: Policy['execute'] = async (fn, signal = new AbortController().signal) => {
    type Result = Awaited<ReturnType<typeof fn>>;
    const whole = layers.reduceRight<(signal: AbortSignal) => Promise<Result>>(
      (inner, layer) => (outer) => layer(inner, outer),
      (inner) => untilAborted(fn(inner) as Promise<Result>, inner),
    );
    try {
      signal.throwIfAborted();
      return await whole(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new PolicyError('aborted', name, `${name}: the caller withdrew`, { cause: signal.reason });
    }
  };

  return {
    name,
    execute,
    async executeOr(fn, fallback, signal) {
      try {
        return await execute(fn, signal);
      } catch (error) {
        if (signal?.aborted) throw error;
        events.emit({ kind: 'fallback', why: why(error) });
        return await fallback(error);
      }
    },
    state: () => breaker?.state() ?? 'closed',
    retryAfterMs: () => breaker?.retryAfterMs() ?? 0,
    onChange: events.onChange,
  };
};
