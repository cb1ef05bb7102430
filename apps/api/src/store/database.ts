import { Kysely, PostgresDialect } from 'kysely';
import type { PostgresPool } from 'kysely';
import type { Logger } from 'pino';
import { openDataFolder } from './data-folder';
import { openPglitePool } from './pglite-pool';
import { openPostgresPool } from './database-postgres';
import type { Schema } from './schema';
import type { Statement } from './sql';

export interface DatabaseOptions {
  /** Undefined: the embedded PostgreSQL in `dataDir`. */
  url: string | undefined;
  dataDir: string;
  poolSize: number;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
  log: Logger;
  /** Gives up waiting for a PostgreSQL that is still starting. */
  signal?: AbortSignal;
}

export interface Database {
  db: Kysely<Schema>;
  kind: 'postgres' | 'embedded';
  /** One statement on the pool, past the query builder. */
  query<Row>(statement: Statement, values: unknown[]): Promise<Row[]>;
  /** Resolves if the database cannot be used any more, e.g. another process took the data folder's lock. */
  broken: Promise<Error>;
  close(): Promise<void>;
}

/** What both kinds of pool can do; the rest of a Database is the same for both. */
export interface SqlPool extends PostgresPool {
  query<Row>(statement: Statement, values: unknown[]): Promise<Row[]>;
}

const never = new Promise<Error>(() => undefined);

/**
 * Opens the database and proves that it answers; brings no table up to date: `migrate` does.
 * @throws EnglogError `unavailable` when PostgreSQL cannot be reached or another process holds the data folder
 */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  if (options.url !== undefined) {
    const pool = await openPostgresPool({ ...options, url: options.url });
    return { ...onPool(pool), kind: 'postgres', broken: never };
  }
  const folder = await openDataFolder(options.dataDir);
  try {
    const pool = await openPglitePool({ path: folder.databasePath, acquireTimeoutMs: options.statementTimeoutMs });
    const { close, ...rest } = onPool(pool);
    const closeBoth = async (): Promise<void> => {
      await close();
      await folder.close();
    };
    return { ...rest, kind: 'embedded', broken: folder.lost, close: closeBoth };
  } catch (error) {
    await folder.close();
    throw error;
  }
};

const onPool = (pool: SqlPool): Pick<Database, 'db' | 'query' | 'close'> => {
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  let closing: Promise<void> | null = null;
  // Kysely ends the pool only if it was ever used through Kysely; the pool's own end may be called twice.
  const close = (): Promise<void> => (closing ??= db.destroy().then(() => pool.end()));
  return { db, query: (statement, values) => pool.query(statement, values), close };
};
