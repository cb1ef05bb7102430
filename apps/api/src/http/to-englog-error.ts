import { EnglogError } from '@englog/domain';

/** Connections that broke or were refused, and PostgreSQL that starts, stops, or has no connection left (SQLSTATE 08, 53, 57P). */
const awayCodes = /^(?:ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08\w{3}|53\w{3}|57P0\d)$/;
/** What pg says without a code. */
const awayMessages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Anything thrown as our error: a database that is away is `unavailable` (come back), not our mistake. */
export const toEnglogError = (thrown: unknown): EnglogError => {
  if (thrown instanceof EnglogError) return thrown;
  const { code, message } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as {
    code?: unknown;
    message?: unknown;
  };
  if (awayCodes.test(String(code ?? '')) || awayMessages.test(String(message ?? '')))
    return new EnglogError('unavailable', 'The database is away', { cause: thrown, retryAfterMs: 2_000 });
  return EnglogError.from(thrown);
};
