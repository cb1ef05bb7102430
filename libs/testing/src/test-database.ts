import { randomUUID } from 'node:crypto';
import { queryPostgres } from './postgres/query-postgres';

export interface TestDatabase {
  readonly url: string;
  /** Removes it, cutting whoever is still connected. */
  drop(): Promise<void>;
}

/** A database of its own for a test file, on the run's PostgreSQL (jest's globalSetup, or any whose address is given). */
export async function createTestDatabase(serverUrl = process.env.ENGLOG_TEST_DATABASE_URL): Promise<TestDatabase> {
  if (!serverUrl) {
    throw new Error('ENGLOG_TEST_DATABASE_URL is not set: name libs/testing/src/jest/global-setup.ts as globalSetup');
  }
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await queryPostgres(serverUrl, `create database ${name} template template0`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      await queryPostgres(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}
