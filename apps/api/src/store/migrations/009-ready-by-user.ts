import { sql } from 'kysely';
import type { Kysely } from 'kysely';

/** For the claim under limits that goes from user to user. Tasks inserted leased never enter it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index tasks_ready_by_user on tasks (lane, user_id, order_key, id) where state = 'ready'`.execute(db);
}
