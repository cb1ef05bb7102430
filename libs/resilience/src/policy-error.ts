export type PolicyErrorKind = 'breaker_open' | 'bulkhead_full' | 'timeout' | 'aborted';

/** What a policy itself rejects with; everything else a caller sees is the protected function's own error. */
export class PolicyError extends Error {
  readonly kind: PolicyErrorKind;
  readonly policy: string;
  /** When another call has a chance, in milliseconds from now; 0 where that is not known. */
  readonly retryAfterMs: number;

  constructor(
    kind: PolicyErrorKind,
    policy: string,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PolicyError';
    this.kind = kind;
    this.policy = policy;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

const isKind = (error: unknown, kind: PolicyErrorKind): error is PolicyError =>
  error instanceof PolicyError && error.kind === kind;

export const isBreakerOpen = (error: unknown): error is PolicyError => isKind(error, 'breaker_open');
export const isBulkheadFull = (error: unknown): error is PolicyError => isKind(error, 'bulkhead_full');
export const isTimeout = (error: unknown): error is PolicyError => isKind(error, 'timeout');
/** The caller's own signal ended the call. */
export const isAborted = (error: unknown): error is PolicyError => isKind(error, 'aborted');
