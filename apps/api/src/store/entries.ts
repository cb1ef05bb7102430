import { EnglogError } from '@englog/domain';
import type { LogEntry, NewEntry } from '@englog/domain';
import { sql } from 'kysely';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { selectForTask } from './entries-for-task';
import type { EntrySelection, SelectedEntries } from './entries-for-task';
import { fromCursor, maxEntryMs, toColumns, toCursor, toLogEntry } from './entry-rows';
import type { EntryRow } from './entry-rows';
import { createdBefore, once } from './idempotency';
import type { KeyUse, KeyUses } from './idempotency';
import type { EntryFilter, Page } from './records';
import type { Schema } from './schema';
import { sqlIn } from './sql';
import { isUuid } from './uuid';

export interface CreatedEntries {
  entries: LogEntry[];
  /** True when an earlier call with this key had created them. */
  replayed: boolean;
}

export interface EntryStore extends KeyUses {
  /**
   * All or nothing, in the order given. With a key already used, the entries it created then, as they are now.
   * @throws EnglogError `conflict` when the key was used with another body, `invalid_argument` for text that cannot be stored
   */
  create(userId: string, entries: NewEntry[], use?: KeyUse): Promise<CreatedEntries>;
  find(id: string): Promise<LogEntry | null>;
  /** Latest start first. */
  list(filter: EntryFilter): Promise<Page<LogEntry>>;
  /** Null when there is none. The owner stays. */
  update(id: string, entry: NewEntry): Promise<LogEntry | null>;
  delete(id: string): Promise<boolean>;
  selectForTask(selection: EntrySelection): SelectedEntries;
}

type Db = Kysely<Schema>;

/** Rows of one statement: enough to make the round trip cheap, few enough to keep its text small. */
const rowsAStatement = 1000;

/** PostgreSQL holds neither NUL nor half of a surrogate pair: bad input, not our failure. */
const refuseBadText = (error: unknown): never => {
  const { code } = error as { code?: string };
  if (code !== '22021' && code !== '22P05' && code !== '22P02') throw error;
  throw new EnglogError('invalid_argument', 'An entry holds text that cannot be stored: a NUL or half a character', {
    cause: error,
  });
};

const insertRows = async (db: Db, userId: string, entries: NewEntry[], ids: string[]): Promise<EntryRow[]> => {
  const rows = entries.map((entry, index) => ({ id: ids[index], user_id: userId, ...toColumns(entry) }));
  const inserted: EntryRow[] = [];
  for (let from = 0; from < rows.length; from += rowsAStatement) {
    const chunk = JSON.stringify(rows.slice(from, from + rowsAStatement));
    const result = await sql<EntryRow>`
      insert into log_entries (id, user_id, project, title, description, type, start_time, end_time, value_rating, impact_level, tags)
      select * from jsonb_to_recordset(${chunk}::jsonb) as t(id uuid, user_id text, project text, title text, description text,
        type text, start_time timestamptz, end_time timestamptz, value_rating text, impact_level text, tags text[])
      returning *`.execute(db);
    inserted.push(...result.rows);
  }
  return inserted;
};

const selectRows = (db: Db, ids: string[]): Promise<EntryRow[]> =>
  db
    .selectFrom('log_entries')
    .selectAll()
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();

const inOrder = (ids: string[], rows: EntryRow[]): LogEntry[] => {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []).map(toLogEntry);
};

const filtered = (db: Db, filter: EntryFilter): SelectQueryBuilder<Schema, 'log_entries', EntryRow> => {
  const { userId, project, type, tag, from, to, cursor } = filter;
  let query = db.selectFrom('log_entries').selectAll();
  if (userId !== undefined) query = query.where('user_id', '=', userId);
  if (project !== undefined) query = query.where('project', '=', project);
  if (type !== undefined) query = query.where('type', '=', type);
  if (tag !== undefined) query = query.where(sql<boolean>`${tag} = any(tags)`);
  if (to !== undefined) query = query.where('start_time', '<', new Date(to));
  if (from !== undefined) {
    query = query.where('end_time', '>', new Date(from)).where('start_time', '>', new Date(from - maxEntryMs));
  }
  if (cursor !== undefined) {
    const { startTime, id } = fromCursor(cursor);
    query = query.where(sql<boolean>`(start_time, id) < (${startTime}::timestamptz, ${id}::uuid)`);
  }
  return query;
};

const createEntries = (
  db: Db,
  userId: string,
  entries: NewEntry[],
  use: KeyUse | undefined,
): Promise<CreatedEntries> => {
  const fresh = entries.map(() => uuidv7());
  return db
    .transaction()
    .execute(async (trx) => {
      const { ids, replayed } = use ? await once(sqlIn(trx), use, fresh) : { ids: fresh, replayed: false };
      const rows = replayed ? await selectRows(trx, ids) : await insertRows(trx, userId, entries, ids);
      return { entries: inOrder(ids, rows), replayed };
    })
    .catch(refuseBadText);
};

/** Log entries in PostgreSQL. An id that is no UUID is one that nobody has. */
export const createEntryStore = (db: Db): EntryStore => ({
  create: (userId, entries, use) => createEntries(db, userId, entries, use),
  createdBefore: (use) => createdBefore(sqlIn(db), use),
  find: async (id) => {
    if (!isUuid(id)) return null;
    const row = await db.selectFrom('log_entries').selectAll().where('id', '=', id).executeTakeFirst();
    return row ? toLogEntry(row) : null;
  },
  list: async (filter) => {
    const ordered = filtered(db, filter).orderBy('start_time', 'desc').orderBy('id', 'desc');
    const rows = await ordered.limit(filter.limit + 1).execute();
    const items = rows.slice(0, filter.limit);
    const last = items.at(-1);
    return { items: items.map(toLogEntry), nextCursor: rows.length > items.length && last ? toCursor(last) : null };
  },
  update: async (id, entry) => {
    if (!isUuid(id)) return null;
    const row = await db
      .updateTable('log_entries')
      .set({ ...toColumns(entry), updated_at: sql<Date>`now()` })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
      .catch(refuseBadText);
    return row ? toLogEntry(row) : null;
  },
  delete: async (id) => {
    if (!isUuid(id)) return false;
    const { numDeletedRows } = await db.deleteFrom('log_entries').where('id', '=', id).executeTakeFirst();
    return numDeletedRows > 0n;
  },
  selectForTask: (selection) => selectForTask(db, selection),
});
