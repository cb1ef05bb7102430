import { summaryOf } from '@englog/domain';
import type { EnglogError, ErrorCode, FieldError, ProblemAnswer } from '@englog/domain';
import type { ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';

/** Total: a new error code does not compile until it has a status. */
export const statusByCode: Record<ErrorCode, number> = {
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  conflict: 409,
  payload_too_large: 413,
  resource_exhausted: 429,
  internal: 500,
  unavailable: 503,
  deadline_exceeded: 504,
};

/** What HTTP itself refuses, for which the domain has no code. */
export type ProtocolProblem = 'method_not_allowed' | 'not_acceptable' | 'unsupported_media_type';
const statusByProtocol: Record<ProtocolProblem, number> = {
  method_not_allowed: 405,
  not_acceptable: 406,
  unsupported_media_type: 415,
};

export interface ProblemInput {
  code: ErrorCode | ProtocolProblem;
  detail: string;
  fields?: FieldError[];
  headers?: Record<string, string>;
}

/** Where the response goes: enough of a call to tell its caller what went wrong. */
export interface ProblemTarget {
  response: ServerResponse;
  /** Path of the request, without its query. */
  path: string;
  reqId: string;
}

const statusOf = (code: ErrorCode | ProtocolProblem): number =>
  code in statusByProtocol ? statusByProtocol[code as ProtocolProblem] : statusByCode[code as ErrorCode];

export const toProblem = (input: ProblemInput, path: string, reqId: string): ProblemAnswer => {
  const status = statusOf(input.code);
  return {
    type: `urn:englog:problem:${input.code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: input.detail,
    instance: path,
    errors: input.fields ?? [],
    error: input.detail,
    request_id: reqId,
  };
};

/** Answers with RFC 9457 problem+json; does nothing when the answer has already begun. */
export const sendProblem = (target: ProblemTarget, input: ProblemInput): void => {
  const { response, path, reqId } = target;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify(toProblem(input, path, reqId));
  response.writeHead(statusOf(input.code), {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...input.headers,
  });
  response.end(body);
};

const challenge = (error: EnglogError): Record<string, string> =>
  error.code === 'unauthenticated'
    ? {
        'www-authenticate': `Bearer realm="englog", error="invalid_token", error_description="${error.message.replace(/["\\]/g, '')}"`,
      }
    : {};

const retryAfter = (error: EnglogError): Record<string, string> => {
  const status = statusByCode[error.code];
  if (status !== 429 && status !== 503) return {};
  return { 'retry-after': String(Math.max(1, Math.ceil((error.retryAfterMs ?? 1_000) / 1_000))) };
};

/** What a client may know of an error. The inside of an unexpected one stays inside. */
export const problemOf = (error: EnglogError): ProblemInput => ({
  code: error.code,
  detail:
    error.code === 'internal'
      ? 'Something went wrong on our side; the request_id names it in our log'
      : error.message || summaryOf(error.fields),
  fields: error.fields,
  headers: { ...challenge(error), ...retryAfter(error) },
});
