import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table preferences (
    user_id text primary key,
    settings jsonb not null,
    updated_at timestamptz not null default now()
  )`,
  // When an alert is put on its user's live feed; null when that is done, or never to be.
  `alter table alerts add column push_at timestamptz`,
  `create index alerts_to_push on alerts (push_at) where push_at is not null`,
];
