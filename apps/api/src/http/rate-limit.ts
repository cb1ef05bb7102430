import { EnglogError } from '@englog/domain';
import { LRUCache } from 'lru-cache';

export interface RateLimit {
  /** @throws EnglogError `resource_exhausted` with the time to wait */
  take(userId: string): void;
}

interface Bucket {
  tokens: number;
  at: number;
}
const maxUsers = 100_000;

/**
 * A token bucket a user, in this replica: a minute's worth may come at once. 0 for no limit.
 * Bounded: beyond `maxUsers` the longest unseen user starts afresh.
 */
export const createRateLimit = (perMinute: number, now = () => performance.now()): RateLimit => {
  if (perMinute <= 0) return { take: () => undefined };
  const buckets = new LRUCache<string, Bucket>({ max: maxUsers });
  const perMs = perMinute / 60_000;
  return {
    take: (userId) => {
      const time = now();
      const bucket = buckets.get(userId) ?? { tokens: perMinute, at: time };
      const tokens = Math.min(perMinute, bucket.tokens + Math.max(0, time - bucket.at) * perMs);
      buckets.set(userId, { tokens: tokens < 1 ? tokens : tokens - 1, at: time });
      if (tokens >= 1) return;
      const retryAfterMs = (1 - tokens) / perMs;
      throw new EnglogError('resource_exhausted', `More than ${perMinute} requests a minute`, { retryAfterMs });
    },
  };
};
