import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Whose each email's or webhook's key is. Claimed before it is sent and marked after: a claim left standing is one of
  // which nobody knows. The worker is who may say what became of it, with its lease lost too.
  `create table notification_keys (
    user_id text not null,
    channel text not null,
    key text not null,
    task_id uuid not null,
    attempt integer not null,
    worker_id text not null,
    state text not null check (state in ('claimed', 'sent')),
    at timestamptz not null default now(),
    primary key (user_id, channel, key)
  )`,
  `create index notification_keys_by_age on notification_keys (at)`,
  `create index notification_keys_by_task on notification_keys (task_id)`,
];
