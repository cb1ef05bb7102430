import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@englog/runtime';
import { createTestDatabase, describeWithPostgres } from '@englog/testing';
import { openDatabase } from './database';
import type { Database } from './database';
import { migrate } from './migrate';

export interface DatabaseFixture {
  database: Database;
  /** A second way in, as another replica has; on the embedded one the same. */
  another(): Promise<Database>;
  close(): Promise<void>;
}

/** What a test of the store runs on: `describe.each(databaseKinds)`. */
export const databaseKinds: Database['kind'][] =
  describeWithPostgres === describe.skip ? ['embedded'] : ['embedded', 'postgres'];

const options = {
  poolSize: 10,
  connectTimeoutMs: 5000,
  statementTimeoutMs: 20_000,
  log: createLogger({ name: 'test', level: 'silent' }),
};

/** An empty, migrated database of its own for one test file. */
export const openDatabaseFixture = async (kind: Database['kind'], isMigrated = true): Promise<DatabaseFixture> => {
  const fixture = kind === 'postgres' ? await openPostgres() : await openEmbedded();
  if (isMigrated) await migrate(fixture.database.db);
  return fixture;
};

const openPostgres = async (): Promise<DatabaseFixture> => {
  const { url, drop } = await createTestDatabase();
  const open = () => openDatabase({ ...options, url, dataDir: '' });
  const opened = [await open()];
  const another = async (): Promise<Database> => {
    const more = await open();
    opened.push(more);
    return more;
  };
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((database) => database.close()));
    await drop();
  };
  return { database: opened[0] as Database, another, close };
};

const openEmbedded = async (): Promise<DatabaseFixture> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'englog-data-'));
  const database = await openDatabase({ ...options, url: undefined, dataDir });
  const close = async (): Promise<void> => {
    await database.close();
    await rm(dataDir, { recursive: true });
  };
  return { database, another: () => Promise.resolve(database), close };
};
