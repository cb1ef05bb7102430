import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // `version` is the fence of a firing: it grows with each change, so a firing made from an older reading changes nothing.
  `create table schedules (
    id uuid primary key,
    user_id text not null,
    name text not null,
    cron text not null,
    time_zone text not null,
    task text not null,
    catch_up text not null check (catch_up in ('none', 'once', 'all')),
    enabled boolean not null,
    version integer not null default 1,
    next_at timestamptz,
    last_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index schedules_due on schedules (next_at, id) where next_at is not null`,
  `create index schedules_user on schedules (user_id, id)`,
  // The unique key is what keeps an alert from being delivered twice.
  `create table alerts (
    id uuid primary key,
    user_id text not null,
    key text not null,
    title text not null,
    body text not null,
    created_at timestamptz not null default now(),
    unique (user_id, key)
  )`,
  `create index alerts_user on alerts (user_id, id)`,
  `create index alerts_by_age on alerts (created_at)`,
  // Where each cleanup task is: written in the transaction that deletes, so a crash repeats nothing and loses no count.
  `create table cleanup_progress (
    task_id uuid primary key,
    state jsonb not null,
    updated_at timestamptz not null default now()
  )`,
];
