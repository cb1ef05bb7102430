import { EnglogError } from '@englog/domain';
import type { ErrorCode } from '@englog/domain';
import { ServerError, Status } from 'nice-grpc-common';

const statusByCode: Record<ErrorCode, Status> = {
  invalid_argument: Status.INVALID_ARGUMENT,
  unauthenticated: Status.UNAUTHENTICATED,
  permission_denied: Status.PERMISSION_DENIED,
  not_found: Status.NOT_FOUND,
  conflict: Status.ALREADY_EXISTS,
  payload_too_large: Status.RESOURCE_EXHAUSTED,
  resource_exhausted: Status.RESOURCE_EXHAUSTED,
  unavailable: Status.UNAVAILABLE,
  deadline_exceeded: Status.DEADLINE_EXCEEDED,
  internal: Status.INTERNAL,
};

/** What a worker is told. An error that is no EnglogError is a fault of ours or of the database: try again. */
export function toServerError(error: unknown): ServerError {
  if (error instanceof ServerError) return error;
  if (error instanceof EnglogError) return new ServerError(statusByCode[error.code], error.message);
  return new ServerError(Status.UNAVAILABLE, 'the API cannot do this right now');
}
