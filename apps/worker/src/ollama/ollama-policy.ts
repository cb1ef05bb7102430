import { createPolicy } from '@englog/resilience';
import type { BackoffOptions, BreakerOptions, Policy } from '@englog/resilience';
import { isServerFailure, isWorthRetrying } from './ollama-error';

export type OllamaPolicyOptions = BackoffOptions & BreakerOptions & { retry_max_attempts: number };

/** An attempt falls back sooner than the link gives up: its user waits. */
const maxTries = 3;

/** Tries again only while nothing of an answer has come; opens when the server, not the model or the request, is at fault. */
export const createOllamaPolicy = (options: OllamaPolicyOptions): Policy =>
  createPolicy({
    name: 'ollama',
    retry_initial_interval: options.retry_initial_interval,
    retry_max_interval: options.retry_max_interval,
    retry_multiplier: options.retry_multiplier,
    retry_max_attempts: Math.min(options.retry_max_attempts, maxTries),
    circuit_breaker_threshold: options.circuit_breaker_threshold,
    circuit_breaker_timeout: options.circuit_breaker_timeout,
    isFailure: isServerFailure,
    isRetryable: isWorthRetrying,
  });
