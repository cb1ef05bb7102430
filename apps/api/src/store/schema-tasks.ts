import type { Generated } from 'kysely';

/** Row types of the tables in migrations/002-tasks.ts and 007-lane-upkeep.ts. bigint columns arrive as strings, jsonb parsed, timestamptz as Date. */
export interface LanesTable {
  id: Generated<number>;
  key: string;
  pool: string;
  capability: string;
  labels: Record<string, string>;
  model: string | null;
  needs_ollama: boolean;
  last_used: Generated<Date>;
  /** Nobody had used it for a while: not offered to workers until someone does. */
  retired_at: Date | null;
  /** A hash of the user whose task brought it; null where that does not count, and once it was retired. */
  made_by: string | null;
  made_at: Generated<Date>;
}

interface TaskColumns {
  id: string;
  lane: number;
  type: string;
  user_id: string;
  priority: number;
  payload: string;
  created_at: Date;
  run_at: Date | null;
  timeout_ms: string;
  expires_at: Date | null;
  max_attempts: number;
  attempt: number;
  attempts_spent: number;
  session_id: string | null;
  worker_id: string | null;
  leased_at: Date | null;
  started_at: Date | null;
  history: HistoryRecord[] | null;
}

export interface TasksTable extends TaskColumns {
  state: 'scheduled' | 'ready' | 'leased' | 'running';
  order_key: string;
  turn: string;
  due_at: Date | null;
  losses: number;
}

export interface FinishedTasksTable extends TaskColumns {
  status: 'completed' | 'failed' | 'cancelled';
  finished_at: Date;
  result: string | null;
  error: { code: string; message: string; retryable: boolean } | null;
}

/** One ended attempt in `history`; the latest attempt stands in the row's own columns. */
export interface HistoryRecord {
  attempt: number;
  worker_id: string;
  started_at: string | null;
  ended_at: string;
  outcome: string;
  error: { code: string; message: string; retryable: boolean } | null;
}

export interface WorkerSessionsTable {
  session_id: string;
  worker_id: string;
  worker_name: string;
  token_hash: string;
  replica_id: string;
  version: string;
  capabilities: string[];
  pools: string[];
  labels: Record<string, string>;
  models: { name: string; loaded: boolean }[];
  slots: number;
  link_version: number;
  instance_id: string;
  state: 'registered' | 'connected' | 'away' | 'ended';
  status: string;
  stats: Record<string, unknown> | null;
  registered_at: Generated<Date>;
  last_seen_at: Generated<Date>;
  lease_expires_at: Date;
  ended_at: Date | null;
}

export interface ReplicasTable {
  replica_id: string;
  started_at: Generated<Date>;
  seen_at: Generated<Date>;
  virtual_time: string;
}

export interface StoredAnswersTable {
  question_key: string;
  user_id: string;
  result: string;
  answered_at: Generated<Date>;
}

export interface TaskSchema {
  lanes: LanesTable;
  tasks: TasksTable;
  finished_tasks: FinishedTasksTable;
  worker_sessions: WorkerSessionsTable;
  replicas: ReplicasTable;
  stored_answers: StoredAnswersTable;
}
