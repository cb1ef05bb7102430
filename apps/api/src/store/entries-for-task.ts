import type { LogEntry } from '@englog/domain';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { maxEntryMs, toLogEntry } from './entry-rows';
import type { EntryRow } from './entry-rows';
import type { Schema } from './schema';
import { isUuid } from './uuid';

/** Which of a user's entries a task is about: some by id, or those that overlap [from, to), epoch ms. */
export type EntrySelection = { userId: string; entryIds: string[] } | { userId: string; from: number; to: number };

export interface SelectedEntries {
  /** By start time, up to 500 at a time; the next batch is read when it is asked for. */
  batches: AsyncIterable<LogEntry[]>;
  /** Ids asked for that do not exist or are another user's. Complete once `batches` has ended. */
  missingIds(): string[];
}

type Db = Kysely<Schema>;

const batchRows = 500;

/** Ids alone are small and sorted once; the entries themselves come a batch at a time. */
const sortedIds = async (db: Db, userId: string, asked: string[]): Promise<string[]> => {
  const rows = await db
    .selectFrom('log_entries')
    .select('id')
    .where('user_id', '=', userId)
    .where('id', '=', sql<string>`any(${asked}::uuid[])`)
    .orderBy('start_time')
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
};

async function* byId(db: Db, userId: string, entryIds: string[], seen: Set<string>): AsyncGenerator<LogEntry[]> {
  const found = await sortedIds(db, userId, entryIds.filter(isUuid));
  for (let from = 0; from < found.length; from += batchRows) {
    const rows = await db
      .selectFrom('log_entries')
      .selectAll()
      .where('user_id', '=', userId)
      .where('id', '=', sql<string>`any(${found.slice(from, from + batchRows)}::uuid[])`)
      .orderBy('start_time')
      .orderBy('id')
      .execute();
    for (const { id } of rows) seen.add(id);
    if (rows.length > 0) yield rows.map(toLogEntry);
  }
}

async function* byPeriod(db: Db, userId: string, from: number, to: number): AsyncGenerator<LogEntry[]> {
  let last: EntryRow | undefined;
  do {
    let query = db
      .selectFrom('log_entries')
      .selectAll()
      .where('user_id', '=', userId)
      .where('start_time', '<', new Date(to))
      .where('start_time', '>', new Date(from - maxEntryMs))
      .where('end_time', '>', new Date(from));
    if (last) query = query.where(sql<boolean>`(start_time, id) > (${last.start_time}::timestamptz, ${last.id}::uuid)`);
    const rows = await query.orderBy('start_time').orderBy('id').limit(batchRows).execute();
    if (rows.length > 0) yield rows.map(toLogEntry);
    last = rows.length === batchRows ? rows.at(-1) : undefined;
  } while (last);
}

export const selectForTask = (db: Db, selection: EntrySelection): SelectedEntries => {
  if (!('entryIds' in selection)) {
    const { userId, from, to } = selection;
    return { batches: byPeriod(db, userId, from, to), missingIds: () => [] };
  }
  const { userId, entryIds } = selection;
  const seen = new Set<string>();
  return {
    batches: byId(db, userId, entryIds, seen),
    missingIds: () => [...new Set(entryIds)].filter((id) => !seen.has(id.toLowerCase())),
  };
};
