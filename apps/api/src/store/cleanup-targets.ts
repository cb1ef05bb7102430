import type { CleanupPolicy } from '@englog/domain';

export type CleanupTarget = CleanupPolicy['target'];

/** A table that cleanup reaches. Running and waiting tasks are in none of them. */
export interface TargetTable {
  /** What a row's age is counted from. */
  ageColumn: string;
  /** When the row came to be: one younger than the cleanup task is never touched. */
  bornColumn: string;
  /** What a batch goes on from: unique, indexed, in this order. */
  keys: { name: string; type: 'uuid' | 'text' }[];
  /** SQL: the bytes of the row's long columns, which are not read for it. */
  bytes: string;
}

const id = [{ name: 'id', type: 'uuid' as const }];
const text = (...names: string[]) => names.map((name) => ({ name, type: 'text' as const }));

export const targetTables: Record<CleanupTarget, TargetTable> = {
  finished_tasks: {
    ageColumn: 'finished_at',
    bornColumn: 'finished_at',
    keys: id,
    bytes: 'octet_length(payload) + coalesce(octet_length(result), 0)',
  },
  log_entries: {
    ageColumn: 'start_time',
    bornColumn: 'created_at',
    keys: id,
    bytes: 'coalesce(octet_length(description), 0)',
  },
  idempotency_keys: {
    ageColumn: 'created_at',
    bornColumn: 'created_at',
    keys: text('user_id', 'scope', 'key'),
    bytes: '40 * cardinality(ids)',
  },
  stored_answers: {
    ageColumn: 'answered_at',
    bornColumn: 'answered_at',
    keys: text('user_id', 'question_key'),
    bytes: 'octet_length(result)',
  },
  alerts: { ageColumn: 'created_at', bornColumn: 'created_at', keys: id, bytes: 'octet_length(body)' },
  schedules: { ageColumn: 'created_at', bornColumn: 'created_at', keys: id, bytes: 'octet_length(task)' },
  preferences: { ageColumn: 'updated_at', bornColumn: 'updated_at', keys: text('user_id'), bytes: '0' },
};
