import { EnglogError } from '@englog/domain';
import { Migrator, sql } from 'kysely';
import type { Kysely } from 'kysely';
import { migrations } from './migrations';
import type { Sql } from './sql';

/** Any constant of ours: replicas that start at once queue here, before Kysely looks at its own tables. */
const lockId = '7310215588321903';

/**
 * Brings the tables up to date, in one transaction, by one replica at a time; answers the names of what it applied.
 * Refuses a database that a newer version has migrated.
 */
export const migrate = <Schema>(db: Kysely<Schema>): Promise<string[]> =>
  db.connection().execute(async (connection) => {
    // Waiting for another replica and building an index on many rows may outlast any sensible statement timeout.
    await sql`set statement_timeout = 0`.execute(connection);
    await sql`select pg_advisory_lock(${lockId}::bigint)`.execute(connection);
    try {
      const migrator = new Migrator({ db: connection, provider: { getMigrations: () => Promise.resolve(migrations) } });
      const { error, results = [] } = await migrator.migrateToLatest();
      if (error !== undefined) throw error;
      return results.map(({ migrationName }) => migrationName);
    } finally {
      await sql`select pg_advisory_unlock(${lockId}::bigint)`.execute(connection);
      await sql`reset statement_timeout`.execute(connection);
    }
  });

/**
 * For a command that changes rows and no table.
 * @throws EnglogError `unavailable` unless the tables are this version's
 */
export const requireMigrated = async (on: Sql): Promise<void> => {
  const ask = <Row>(text: string) => on.query<Row>({ name: '', text }, []);
  const [found] = await ask<{ there: boolean }>(`select to_regclass('kysely_migration') is not null as there`);
  const rows = found?.there ? await ask<{ name: string }>('select name from kysely_migration') : [];
  const applied = new Set(rows.map(({ name }) => name));
  if (Object.keys(migrations).some((name) => !applied.has(name)))
    throw new EnglogError(
      'unavailable',
      'the database lacks tables of this version: start the API once, which makes them',
    );
  if (applied.size > Object.keys(migrations).length)
    throw new EnglogError('unavailable', 'the database is of a newer version');
};
