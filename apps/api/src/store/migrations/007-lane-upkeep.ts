import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Labels and models are the clients' words: a lane nobody uses is retired. Its row stays, since finished tasks name it,
  // and comes back under the same id when it is asked for again. The defaults are constants: no row is rewritten.
  `alter table lanes
    add column last_used timestamptz not null default now(),
    add column retired_at timestamptz,
    add column made_by text,
    add column made_at timestamptz not null default now()`,
  `create index lanes_live on lanes (id) where retired_at is null`,
  `create index lanes_made on lanes (made_by, made_at) where retired_at is null`,
];
