import { EnglogError } from '@englog/domain';
import type { EntryType, ImpactLevel, LogEntry, NewEntry, ValueRating } from '@englog/domain';
import type { Selectable } from 'kysely';
import type { LogEntriesTable } from './schema-entries';
import { isUuid } from './uuid';

export type EntryRow = Selectable<LogEntriesTable>;

/** No entry is longer: what overlaps a period starts at most this long before it, which bounds the index scan. */
export const maxEntryMs = 24 * 3_600_000;

/** Minutes to two places: a sum over a week is still right to the minute. */
const minutesBetween = (from: Date, to: Date): number => Math.round((to.getTime() - from.getTime()) / 600) / 100;

export const toLogEntry = (row: EntryRow): LogEntry => ({
  id: row.id,
  user_id: row.user_id,
  project: row.project,
  title: row.title,
  description: row.description,
  type: row.type as EntryType,
  start_time: row.start_time.toISOString(),
  end_time: row.end_time.toISOString(),
  duration_minutes: minutesBetween(row.start_time, row.end_time),
  value_rating: row.value_rating as ValueRating,
  impact_level: row.impact_level as ImpactLevel,
  tags: row.tags,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

/** The columns a client sets. Times are kept to the millisecond, which is what a cursor carries. */
export const toColumns = (entry: NewEntry) => ({
  project: entry.project ?? null,
  title: entry.title,
  description: entry.description ?? null,
  type: entry.type,
  start_time: new Date(entry.start_time),
  end_time: new Date(entry.end_time),
  value_rating: entry.value_rating,
  impact_level: entry.impact_level,
  tags: entry.tags,
});

/** Where a page ends: the order is newest start first, then id. */
export interface EntryCursor {
  startTime: Date;
  id: string;
}

export const toCursor = ({ start_time, id }: EntryRow): string =>
  Buffer.from(`${start_time.getTime()} ${id}`).toString('base64url');

/** @throws EnglogError `invalid_argument` naming `cursor` */
export const fromCursor = (cursor: string): EntryCursor => {
  const [ms = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const startTime = new Date(/^-?\d{1,16}$/.test(ms) ? Number(ms) : Number.NaN);
  if (Number.isNaN(startTime.getTime()) || !isUuid(id)) {
    throw new EnglogError('invalid_argument', 'cursor is not one this list gave', {
      fields: [{ field: 'cursor', message: 'is not one this list gave' }],
    });
  }
  return { startTime, id };
};
