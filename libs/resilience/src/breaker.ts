import { CircuitState, circuitBreaker, ConsecutiveBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel';
import type { IBackoff } from 'cockatiel';
import type { BreakerState, PolicyEvents } from './events';
import { why } from './events';
import { PolicyError } from './policy-error';

export interface BreakerOptions {
  /** Failures in a row that open it. */
  circuit_breaker_threshold: number;
  /** How long it stays open before one call may probe, in milliseconds. */
  circuit_breaker_timeout: number;
}

export interface Breaker {
  run<T>(fn: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** `half_open` as soon as a call would be let through as the probe. */
  state(): BreakerState;
  /** Until the next probe may go, in milliseconds; 0 when calls are let through. */
  retryAfterMs(): number;
}

/** Says nothing about the peer: the caller went away, or the error was not the peer's. Never seen outside this file. */
class NoWord {
  constructor(readonly error: unknown) {}
}

const named: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Isolated]: 'open',
};

/** cockatiel's own wait is by the wall clock, which may be set; ours, by one that may not, stands before it. */
const noWait: IBackoff<unknown> = { duration: -Infinity, next: () => noWait };

/** Null: the error says nothing about the peer. */
export type IsFailure = (error: unknown) => boolean | null;

/**
 * Closed, open, half-open with exactly one probe at a time; other calls meanwhile are rejected, not queued behind it.
 * An error that `isFailure` denies (the peer answered, it just said no) counts as a success. A call its caller withdrew,
 * or that ended with an error of which `isFailure` knows nothing, counts as nothing while closed; such a probe proves
 * nothing, so the breaker opens again.
 */
export const createBreaker = (
  name: string,
  options: BreakerOptions,
  isFailure: IsFailure,
  events: PolicyEvents,
): Breaker => {
  let openedAt = 0;
  let lastWhy = '';
  let seen: BreakerState = 'closed';
  const failed = (error: unknown): boolean =>
    error instanceof NoWord ? circuit.state === CircuitState.HalfOpen : isFailure(error) === true;
  const inARow = new ConsecutiveBreaker(options.circuit_breaker_threshold);
  const circuit = circuitBreaker(handleWhen(failed), {
    breaker: inARow,
    halfOpenAfter: noWait,
  });
  circuit.onStateChange((changed) => {
    const to = named[changed];
    if (to === 'open') openedAt = performance.now();
    events.emit({
      kind: 'breaker',
      from: seen,
      to,
      why: to === 'open' ? lastWhy : to === 'closed' ? 'a call succeeded' : 'probing',
    });
    seen = to;
  });

  const retryAfterMs = (): number =>
    circuit.state === CircuitState.Open
      ? Math.max(0, Math.ceil(openedAt + options.circuit_breaker_timeout - performance.now()))
      : 0;
  const rejection = (): PolicyError => {
    events.emit({ kind: 'rejected', by: 'breaker' });
    const text = `${name} is not called: its breaker is open (${lastWhy})`;
    return new PolicyError('breaker_open', name, text, { retryAfterMs: retryAfterMs() });
  };
  const attempt = async <T>(fn: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    try {
      return await fn();
    } catch (error) {
      const isPeers = signal.aborted ? null : isFailure(error);
      if (isPeers === null) throw new NoWord(error);
      if (isPeers) lastWhy = why(error);
      // cockatiel counts an error it does not handle as nothing
      else inARow.success();
      throw error;
    }
  };

  return {
    async run(fn, signal) {
      // cockatiel would queue callers behind the probe and drop their signals
      if (circuit.state === CircuitState.HalfOpen || retryAfterMs() > 0) throw rejection();
      try {
        return await circuit.execute(() => attempt(fn, signal), signal);
      } catch (error) {
        if (error instanceof NoWord) throw error.error;
        throw isBrokenCircuitError(error as Error) ? rejection() : error;
      }
    },
    state: () => (circuit.state === CircuitState.Open && retryAfterMs() === 0 ? 'half_open' : named[circuit.state]),
    retryAfterMs,
  };
};
