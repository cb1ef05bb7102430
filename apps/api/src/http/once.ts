import { createHash } from 'node:crypto';
import { EnglogError } from '@englog/domain';
import type { OnceKey } from '../dispatch/dispatch';
import type { Call } from './endpoint';
import { pathOf } from './endpoint';

const header = 'Idempotency-Key';

/** The same for bodies that differ only in the order of their fields. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return { fields: fields.map(([key, inner]) => [key, canonical(inner)]) };
};

/**
 * The call's Idempotency-Key, or undefined without one.
 * @throws EnglogError `invalid_argument` when it is not 1 to 255 printable characters
 */
export const onceOf = (call: Call, scope: string): OnceKey | undefined => {
  const key = call.request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(key)) {
    const message = 'must be 1 to 255 printable characters';
    throw new EnglogError('invalid_argument', `${header} ${message}`, { fields: [{ field: header, message }] });
  }
  const content = JSON.stringify([pathOf(call), canonical(call.body)]);
  const fingerprint = createHash('sha256').update(content).digest('hex');
  return { userId: call.principal.userId, scope, key, fingerprint };
};

/** Tells the client that this answer's ids are those of its first call. */
export const replayHeader = (replayed: boolean): Record<string, string> =>
  replayed ? { 'idempotency-replayed': 'true' } : {};
