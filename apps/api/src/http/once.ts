import { createHash } from 'node:crypto';
import { EnglogError } from '@englog/domain';
import type { CreatedTasks, OnceKey } from '../dispatch/dispatch';
import type { KeyUses } from '../store/idempotency';
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

/** What time alone may have turned: a deadline that has passed, a backlog that is full now, a limit that was lowered. */
const mayPass: readonly unknown[] = ['invalid_argument', 'payload_too_large', 'resource_exhausted'];

/** Creates, or answers with what the key created before where the same request would be refused by now. */
export const createOnce = async (
  uses: KeyUses,
  once: OnceKey | undefined,
  create: () => Promise<CreatedTasks>,
): Promise<CreatedTasks> => {
  try {
    return await create();
  } catch (error) {
    if (once === undefined || !(error instanceof EnglogError) || !mayPass.includes(error.code)) throw error;
    const ids = await uses.createdBefore(once);
    if (ids === null) throw error;
    return { ids, replayed: true };
  }
};

/** When a UUIDv7 was made, epoch ms. */
export const bornAt = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

/** Tells the client that this answer's ids are those of its first call. */
export const replayHeader = (replayed: boolean): Record<string, string> =>
  replayed ? { 'idempotency-replayed': 'true' } : {};
