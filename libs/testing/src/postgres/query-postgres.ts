// eslint-disable-next-line no-restricted-imports -- the lib that makes test databases has to speak to their server
import { Client } from 'pg';

/** One statement on a connection of its own, with bounded waits. */
export async function queryPostgres(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}
