import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Few among many: whoever asks for the failed or the cancelled walks these alone. A completed task has no entry in it.
  `create index finished_tasks_not_completed on finished_tasks (id) where status in ('failed', 'cancelled')`,
  `create index stored_answers_by_age on stored_answers (answered_at)`,
];
