import { createPolicy } from '@englog/resilience';
import type { BackoffOptions, BreakerOptions, BreakerState, Policy } from '@englog/resilience';
import { isModelFailure, isServerFailure, isWorthRetrying } from './ollama-error';

export type OllamaPolicyOptions = BackoffOptions & BreakerOptions & { retry_max_attempts: number };

export interface OllamaPolicy {
  /** Tries again only while nothing of an answer has come. */
  execute<T>(model: string, fn: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** The server's breaker. */
  state(): BreakerState;
  /** The models whose own breaker is not closed. */
  failingModels(): string[];
  /** Until this model may be asked again, by its own breaker and the server's; 0 when it may now. */
  retryAfterMs(model: string): number;
}

/** An attempt falls back sooner than the link gives up: its user waits. */
const maxTries = 3;
/** Tasks may name any model; of those asked longest ago the breaker is forgotten. */
const maxModels = 100;

/**
 * A breaker for the server, which counts each try that finds nobody there, and one for each model, which counts questions
 * it failed with all their tries: a model out of memory must not keep the fallback model from being asked.
 */
export const createOllamaPolicy = (options: OllamaPolicyOptions): OllamaPolicy => {
  const { circuit_breaker_threshold, circuit_breaker_timeout } = options;
  const breaker = { circuit_breaker_threshold, circuit_breaker_timeout };
  const server = createPolicy({
    name: 'ollama',
    ...options,
    retry_max_attempts: Math.min(options.retry_max_attempts, maxTries),
    isFailure: isServerFailure,
    isRetryable: isWorthRetrying,
  });
  const models = new Map<string, Policy>();
  const policyOf = (model: string): Policy => {
    const policy =
      models.get(model) ?? createPolicy({ name: `ollama ${model}`, ...breaker, isFailure: isModelFailure });
    models.delete(model);
    models.set(model, policy);
    for (const [oldest] of models) {
      if (models.size <= maxModels) break;
      models.delete(oldest);
    }
    return policy;
  };
  return {
    execute: (model, fn, signal) => policyOf(model).execute((inner) => server.execute(fn, inner), signal),
    state: () => server.state(),
    failingModels: () => [...models].filter(([, policy]) => policy.state() !== 'closed').map(([name]) => name),
    retryAfterMs: (model) => Math.max(server.retryAfterMs(), models.get(model)?.retryAfterMs() ?? 0),
  };
};
