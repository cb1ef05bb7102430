/** Waiting times between tries, in milliseconds, named as in the configuration's `resilience` block. */
export interface BackoffOptions {
  retry_initial_interval: number;
  retry_max_interval: number;
  retry_multiplier: number;
}

/**
 * An endless series of waits: exponential up to the maximum, each drawn evenly from the upper half of its step, so that
 * a fleet that lost the same peer comes back spread out and yet nobody retries at once.
 */
export function* backoff(options: BackoffOptions, random: () => number = Math.random): Generator<number, never> {
  let step = Math.min(options.retry_initial_interval, options.retry_max_interval);
  for (;;) {
    yield Math.round(step / 2 + (random() * step) / 2);
    step = Math.min(step * Math.max(options.retry_multiplier, 1), options.retry_max_interval);
  }
}
