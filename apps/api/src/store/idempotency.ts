import { EnglogError } from '@englog/domain';
import type { Sql, Statement } from './sql';

/** One use of an Idempotency-Key. */
export interface KeyUse {
  userId: string;
  scope: string;
  key: string;
  fingerprint: string;
}

export interface OnceOutcome {
  /** The first use's ids, in its order. */
  ids: string[];
  replayed: boolean;
}

const insert: Statement = {
  name: 'once_insert',
  text: `insert into idempotency_keys (user_id, scope, key, fingerprint, ids) values ($1, $2, $3, $4, $5::uuid[])
         on conflict (user_id, scope, key) do nothing returning 1`,
};
const select: Statement = {
  name: 'once_select',
  text: 'select fingerprint, ids from idempotency_keys where user_id = $1 and scope = $2 and key = $3',
};
/** Between the two statements the sweep may have removed an expired key; twice in a row it does not. */
const tries = 3;

export interface KeyUses {
  /** Ids of what an earlier use of the key created, or null when there was none, or one with another body. */
  createdBefore(use: KeyUse): Promise<string[] | null>;
}

export const createdBefore = async (
  sql: Sql,
  { userId, scope, key, fingerprint }: KeyUse,
): Promise<string[] | null> => {
  const [first] = await sql.query<{ fingerprint: string; ids: string[] }>(select, [userId, scope, key]);
  return first?.fingerprint === fingerprint ? first.ids : null;
};

/**
 * Records what a key created, in the caller's transaction and before it creates it: the same key a second time gives the
 * first one's ids. A use that is still under way elsewhere is waited for, so of two at once one creates.
 * @throws EnglogError `conflict` when the key was used with another body
 */
export const once = async (
  sql: Sql,
  { userId, scope, key, fingerprint }: KeyUse,
  ids: string[],
): Promise<OnceOutcome> => {
  for (let left = tries; left > 0; left -= 1) {
    const inserted = await sql.query(insert, [userId, scope, key, fingerprint, ids]);
    if (inserted.length > 0) return { ids, replayed: false };
    const [first] = await sql.query<{ fingerprint: string; ids: string[] }>(select, [userId, scope, key]);
    if (first === undefined) continue;
    if (first.fingerprint !== fingerprint) {
      throw new EnglogError('conflict', 'This Idempotency-Key was used with another request body', {
        fields: [{ field: 'Idempotency-Key', message: 'was used with another request body' }],
      });
    }
    return { ids: first.ids, replayed: true };
  }
  throw new EnglogError('unavailable', 'The Idempotency-Key could not be recorded', { retryAfterMs: 1000 });
};
