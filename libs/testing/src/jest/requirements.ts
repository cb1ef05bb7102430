/**
 * Tests that need a server this machine may not have. There they are skipped, told in jest's summary; with
 * ENGLOG_TEST_REQUIRE_ALL=1 (CI's setting where both are installed) a missing server fails instead.
 */
import { findPostgresBin } from '../postgres/binaries';
import { findRedisServer } from '../start-redis';

const requireAll = process.env.ENGLOG_TEST_REQUIRE_ALL === '1';

/** `describe`, where a real PostgreSQL can be had. */
export const describeWithPostgres = describeWhere(Boolean(process.env.ENGLOG_TEST_DATABASE_URL ?? findPostgresBin()));

/** `describe`, where a real Redis can be had. */
export const describeWithRedis = describeWhere(Boolean(process.env.ENGLOG_TEST_REDIS_URL ?? findRedisServer()));

function describeWhere(available: boolean): typeof describe | typeof describe.skip {
  // Outside jest (the bench, a program) there is nothing to describe.
  if (typeof describe === 'undefined') return undefined as never;
  return available || requireAll ? describe : describe.skip;
}
