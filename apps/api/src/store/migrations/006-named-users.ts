import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // The tasks that may name other users than their own: an erasure walks these and no others.
  `create index tasks_naming on tasks (id) where type in ('notification', 'cleanup')`,
  `create index finished_tasks_naming on finished_tasks (id) where type in ('notification', 'cleanup')`,
];
