import { Status } from 'nice-grpc-common';
import { whyOf } from '../graded';

/** The gRPC status of a call that failed, or null when it is something else: an abort, for one, whose `code` is 20. */
export const statusOf = (error: unknown): Status | null => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'number' && Status[code] !== undefined ? code : null;
};

/** The API does not know the worker, or not by this token: register again. */
export const isSessionLost = (error: unknown): boolean => {
  const status = statusOf(error);
  return status === Status.NOT_FOUND || status === Status.UNAUTHENTICATED;
};

/** Says nothing of the request itself: the connection or the peer was away. */
export const isTransport = (error: unknown): boolean => {
  const status = statusOf(error);
  const away: (Status | null)[] = [
    Status.UNAVAILABLE,
    Status.CANCELLED,
    Status.DEADLINE_EXCEEDED,
    Status.INTERNAL,
    Status.UNKNOWN,
    Status.ABORTED,
  ];
  return status === null || away.includes(status);
};

/** OpenSSL's own text names a thread and ends with a line break: what went wrong is one part of it. */
const withoutOpenSsl = (text: string): string =>
  /[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(text)?.[1] ?? text;

const lastErrorOf = (text: string): string =>
  withoutOpenSsl(
    /Last error: (?:Error: )?(.*?)\s*(?: \(\d{4}-[^)]*\))?(?:\. Resolution note.*)?$/s.exec(text)?.[1] ?? text,
  );

const connectTexts: [RegExp, string][] = [
  [
    /^Failed to connect$|ECONNRESET|socket hang up/,
    'it closed the connection at once: does it want TLS, or another certificate?',
  ],
  [/ECONNREFUSED/, 'nothing listens there (connection refused)'],
  [/ENOTFOUND|EAI_AGAIN|Name resolution failed/, 'the name cannot be resolved'],
  [/EHOSTUNREACH|ENETUNREACH/, 'no route to the host'],
  [/ETIMEDOUT|timed out/i, 'no answer in time'],
  [/wrong version number|packet length too long/i, 'it does not speak TLS there, but tls_enabled is true'],
  [/self.signed|unable to (get|verify)|certificate/i, 'its certificate is not trusted'],
  [/altnames|does not match/i, 'its certificate is for another name'],
  [/alert (certificate required|handshake failure)/i, 'it wants a certificate of this worker (grpc.client_cert_file)'],
  [
    /alert (unknown ca|bad certificate|certificate (?:unknown|expired|revoked)|unsupported certificate)/i,
    'it does not take this worker’s certificate',
  ],
];

/**
 * One clear, stable sentence (no ports of this side, no times) of why a call failed, so that repeats can be counted.
 */
export const explain = (error: unknown): string => {
  const details =
    typeof error === 'object' && error !== null && 'details' in error && typeof error.details === 'string'
      ? error.details
      : whyOf(error);
  const text = lastErrorOf(details);
  if (/No connection established|Failed to connect|Name resolution failed|ECONNREFUSED|timed out/i.test(details)) {
    const known = connectTexts.findLast(([pattern]) => pattern.test(text));
    return known ? `${known[1]}: ${text}` : text;
  }
  const status = statusOf(error);
  if (status === Status.DEADLINE_EXCEEDED) return 'no answer in time';
  return status === null ? text : `${Status[status]}: ${text}`;
};

/** The same for a refused registration, with what to do about it. */
export const explainRegistration = (error: unknown): string => {
  const why = explain(error);
  switch (statusOf(error)) {
    case Status.UNAUTHENTICATED:
    case Status.PERMISSION_DENIED:
      return `the API refuses this worker's join token or certificate: check ENGLOG_JOIN_TOKEN (${why})`;
    case Status.RESOURCE_EXHAUSTED:
      return `the API takes no more workers (${why})`;
    default:
      return why;
  }
};
