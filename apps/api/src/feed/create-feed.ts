import type { Logger } from 'pino';
import type { Feed } from './feed';
import { MemoryFeed } from './memory-feed';
import { RedisFeed } from './redis-feed';

export interface FeedConfig {
  /** Undefined: live events within this process only. */
  url?: string | undefined;
  /** Milliseconds. */
  command_timeout: number;
  events_kept: number;
}

/** Some 3 MB when they are full of ordinary events. */
const eventsInProcess = 10_000;
/** A full stream of ordinary events has about half of that. */
const bytesAtRedis = 64 * 1024 * 1024;
/** What a follower may be behind before it is cut and comes back by itself. */
const queueCapacity = 1000;

/** The feed that the `redis` block of the configuration asks for; not started. */
export const createFeed = ({ url, command_timeout, events_kept }: FeedConfig, log: Logger): Feed => {
  const eventsKept = Math.min(events_kept, eventsInProcess);
  if (url === undefined) return new MemoryFeed({ eventsKept, queueCapacity, startedAt: Date.now() });
  return new RedisFeed({
    url,
    commandTimeoutMs: command_timeout,
    entriesKept: events_kept,
    bytesKept: bytesAtRedis,
    eventsKept,
    queueCapacity,
    log,
  });
};
