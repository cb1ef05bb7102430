import type { Generated } from 'kysely';

/** Row types of the tables in migrations/001-log-entries.ts. */
export interface LogEntriesTable {
  id: string;
  user_id: string;
  project: string | null;
  title: string;
  description: string | null;
  type: string;
  start_time: Date;
  end_time: Date;
  value_rating: string;
  impact_level: string;
  tags: string[];
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface IdempotencyKeysTable {
  user_id: string;
  scope: string;
  key: string;
  fingerprint: string;
  ids: string[];
  created_at: Generated<Date>;
}

export interface EntrySchema {
  log_entries: LogEntriesTable;
  idempotency_keys: IdempotencyKeysTable;
}
