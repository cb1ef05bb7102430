/** The one error class. Codes map totally to an HTTP status (http/problem.ts) and a gRPC status (grpc/status.ts). */
export const errorCodes = [
  'invalid_argument',
  'unauthenticated',
  'permission_denied',
  'not_found',
  'conflict',
  'payload_too_large',
  'resource_exhausted',
  'unavailable',
  'deadline_exceeded',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export interface FieldError {
  /** JSON path with dots, e.g. `entry_ids.0` */
  field: string;
  message: string;
}

export interface EnglogErrorOptions {
  cause?: unknown;
  fields?: FieldError[];
  retryAfterMs?: number;
}

export class EnglogError extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldError[];
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, options: EnglogErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EnglogError';
    this.code = code;
    this.fields = options.fields ?? [];
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  static from(unknown: unknown): EnglogError {
    if (unknown instanceof EnglogError) return unknown;
    const message = unknown instanceof Error ? unknown.message : String(unknown);
    return new EnglogError('internal', message, { cause: unknown });
  }
}
