import type { StoreUrls } from '../stacks/stack';

export function storeUrls({
  BENCH_POSTGRES_URL: postgresUrl = '',
  BENCH_REDIS_URL: redisUrl = '',
}: NodeJS.ProcessEnv): StoreUrls {
  return { postgresUrl, redisUrl };
}
