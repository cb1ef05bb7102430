import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * `tasks` holds only what waits or runs: small rows, moved to `finished_tasks` in the statement that ends them, so that
 * the claim stays one index range scan and retention drops whole partitions.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Tasks of equal requirements wait in one lane; there are few, and they are never deleted.
  `create table lanes (
    id integer generated always as identity primary key,
    key text not null unique,
    pool text not null,
    capability text not null,
    labels jsonb not null,
    model text,
    needs_ollama boolean not null
  )`,
  // No foreign key on lane: it would cost a lookup a task for rows that are never deleted.
  `create table tasks (
    id uuid primary key,
    state text not null check (state in ('scheduled', 'ready', 'leased', 'running')),
    lane integer not null,
    order_key bigint not null,
    turn bigint not null,
    type text not null,
    user_id text not null,
    priority smallint not null,
    payload text not null,
    created_at timestamptz not null default now(),
    run_at timestamptz,
    due_at timestamptz,
    timeout_ms bigint not null,
    expires_at timestamptz,
    max_attempts smallint not null,
    attempt integer not null default 0,
    attempts_spent smallint not null default 0,
    losses smallint not null default 0,
    session_id uuid,
    worker_id text,
    leased_at timestamptz,
    started_at timestamptz,
    history jsonb
  ) with (
    fillfactor = 85,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 20000
  )`,
  `create index tasks_ready on tasks (lane, order_key, id) where state = 'ready'`,
  `create index tasks_due on tasks (due_at) where state = 'scheduled'`,
  `create index tasks_session on tasks (session_id) where session_id is not null`,
  `create index tasks_expiry on tasks (expires_at) where expires_at is not null`,
  `create index tasks_user on tasks (user_id, id)`,
  `create table finished_tasks (
    id uuid not null,
    status text not null check (status in ('completed', 'failed', 'cancelled')),
    lane integer not null,
    type text not null,
    user_id text not null,
    priority smallint not null,
    payload text not null,
    created_at timestamptz not null,
    run_at timestamptz,
    timeout_ms bigint not null,
    expires_at timestamptz,
    max_attempts smallint not null,
    attempt integer not null,
    attempts_spent smallint not null,
    session_id uuid,
    worker_id text,
    leased_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz not null,
    result text,
    error jsonb,
    history jsonb
  ) partition by range (finished_at)`,
  `create table finished_tasks_default partition of finished_tasks default`,
  `create index finished_tasks_id on finished_tasks (id)`,
  `create index finished_tasks_user on finished_tasks (user_id, id)`,
  // A session is one registration of a worker; its token is stored hashed and one is live for each worker.
  `create table worker_sessions (
    session_id uuid primary key,
    worker_id text not null,
    worker_name text not null,
    token_hash text not null,
    replica_id uuid not null,
    version text not null,
    capabilities text[] not null,
    pools text[] not null,
    labels jsonb not null,
    models jsonb not null,
    slots integer not null,
    link_version integer not null,
    instance_id text not null,
    state text not null,
    status text not null default 'unspecified',
    stats jsonb,
    registered_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    lease_expires_at timestamptz not null,
    ended_at timestamptz
  )`,
  `create unique index worker_sessions_live on worker_sessions (worker_id) where ended_at is null`,
  `create unique index worker_sessions_token on worker_sessions (token_hash) where ended_at is null`,
  `create index worker_sessions_ended on worker_sessions (ended_at) where ended_at is not null`,
  // Each replica's pulse; virtual_time keeps the turns of all replicas together.
  `create table replicas (
    replica_id uuid primary key,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    virtual_time bigint not null
  )`,
  // The last good answer to a question, by content address.
  `create table stored_answers (
    question_key text not null,
    user_id text not null,
    result text not null,
    answered_at timestamptz not null default now(),
    primary key (user_id, question_key)
  )`,
];
