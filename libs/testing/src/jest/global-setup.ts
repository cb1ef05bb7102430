/**
 * jest's `globalSetup`: one PostgreSQL and one Redis a run, shared by every test file through
 * ENGLOG_TEST_DATABASE_URL and ENGLOG_TEST_REDIS_URL. An address already in the environment is used as it is;
 * a server this machine lacks is left out, and what needs it is skipped (see requirements.ts).
 */
import { findPostgresBin } from '../postgres/binaries';
import { startPostgres } from '../postgres/start-postgres';
import { findRedisServer, startRedis } from '../start-redis';
import { testServers } from './servers';

// jest asks for a default export here.
export default async function globalSetup(): Promise<void> {
  const { ENGLOG_TEST_DATABASE_URL, ENGLOG_TEST_REDIS_URL } = process.env;
  const servers = testServers();
  await Promise.all([
    !ENGLOG_TEST_DATABASE_URL && findPostgresBin() && startPostgres().then((postgres) => (servers.postgres = postgres)),
    !ENGLOG_TEST_REDIS_URL && findRedisServer() && startRedis().then((redis) => (servers.redis = redis)),
  ]);
  if (servers.postgres) process.env.ENGLOG_TEST_DATABASE_URL = servers.postgres.url;
  if (servers.redis) process.env.ENGLOG_TEST_REDIS_URL = servers.redis.url;
}
