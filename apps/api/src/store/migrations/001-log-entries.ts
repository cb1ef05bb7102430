import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table log_entries (
    id uuid primary key,
    user_id text not null,
    project text,
    title text not null,
    description text,
    type text not null,
    start_time timestamptz not null,
    end_time timestamptz not null,
    value_rating text not null,
    impact_level text not null,
    tags text[] not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (end_time > start_time and end_time <= start_time + interval '24 hours')
  )`,
  // A user's entries in order of time: lists, periods and pages are one range scan.
  `create index log_entries_by_user on log_entries (user_id, start_time, id)`,
  // An administrator's list over everybody.
  `create index log_entries_by_time on log_entries (start_time, id)`,
  `create table idempotency_keys (
    user_id text not null,
    scope text not null,
    key text not null,
    fingerprint text not null,
    ids uuid[] not null,
    created_at timestamptz not null default now(),
    primary key (user_id, scope, key)
  )`,
  `create index idempotency_keys_by_age on idempotency_keys (created_at)`,
];
