export { backoff } from './backoff';
export type { BackoffOptions } from './backoff';
export type { BreakerOptions } from './breaker';
export type { BreakerState } from './events';
export { createPolicy } from './policy';
export type { Policy, PolicyOptions } from './policy';
export { isBreakerOpen, PolicyError } from './policy-error';
export type { PolicyErrorKind } from './policy-error';
export { untilAborted, wait } from './wait';
