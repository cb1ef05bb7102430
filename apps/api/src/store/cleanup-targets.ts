import type { CleanupPolicy } from '@englog/domain';

export type CleanupTarget = CleanupPolicy['target'];
/** What a batch does in its transaction: rows, archived and deleted. */
export type RowTarget = Exclude<CleanupTarget, 'tasks' | 'events'>;

/** Where the rows of a target are. Running and waiting tasks are in none of them. */
export interface TargetTable {
  table: string;
  /** What a row's age is counted from. */
  ageColumn: string;
  /** When the row came to be: one younger than the cleanup task is never touched. */
  bornColumn: string;
  /** What a batch goes on from: unique, indexed, in this order. */
  keys: { name: string; type: 'uuid' | 'text' }[];
  /** SQL: the bytes of the row's long columns, which are not read for it. */
  bytes: string;
  /** Only this column of the row, where it has one, is archived and emptied; the row stays. */
  column?: string;
}

const id = [{ name: 'id', type: 'uuid' as const }];
const text = (...names: string[]) => names.map((name) => ({ name, type: 'text' as const }));

export const targetTables: Record<RowTarget, TargetTable> = {
  finished_tasks: {
    table: 'finished_tasks',
    ageColumn: 'finished_at',
    bornColumn: 'finished_at',
    keys: id,
    bytes: 'octet_length(payload) + coalesce(octet_length(result), 0)',
  },
  attempts: {
    table: 'finished_tasks',
    ageColumn: 'finished_at',
    bornColumn: 'finished_at',
    keys: id,
    bytes: 'pg_column_size(history)',
    column: 'history',
  },
  log_entries: {
    table: 'log_entries',
    ageColumn: 'start_time',
    bornColumn: 'created_at',
    keys: id,
    bytes: 'coalesce(octet_length(description), 0)',
  },
  idempotency_keys: {
    table: 'idempotency_keys',
    ageColumn: 'created_at',
    bornColumn: 'created_at',
    keys: text('user_id', 'scope', 'key'),
    bytes: '40 * cardinality(ids)',
  },
  notification_keys: {
    table: 'notification_keys',
    ageColumn: 'at',
    bornColumn: 'at',
    keys: text('user_id', 'channel', 'key'),
    bytes: '0',
  },
  stored_answers: {
    table: 'stored_answers',
    ageColumn: 'answered_at',
    bornColumn: 'answered_at',
    keys: text('user_id', 'question_key'),
    bytes: 'octet_length(result)',
  },
  alerts: {
    table: 'alerts',
    ageColumn: 'created_at',
    bornColumn: 'created_at',
    keys: id,
    bytes: 'octet_length(body)',
  },
  schedules: {
    table: 'schedules',
    ageColumn: 'created_at',
    bornColumn: 'created_at',
    keys: id,
    bytes: 'octet_length(task)',
  },
  preferences: {
    table: 'preferences',
    ageColumn: 'updated_at',
    bornColumn: 'updated_at',
    keys: text('user_id'),
    bytes: '0',
  },
};

/** What waits or runs: counted like rows, and ended one by one by the dispatcher. */
export const liveTasks: TargetTable = {
  table: 'tasks',
  ageColumn: 'created_at',
  bornColumn: 'created_at',
  keys: id,
  bytes: '0',
};

export const isRowTarget = (target: string): target is RowTarget => Object.hasOwn(targetTables, target);
