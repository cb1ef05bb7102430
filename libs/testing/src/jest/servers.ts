import type { Postgres } from '../postgres/start-postgres';
import type { Redis } from '../start-redis';

export interface TestServers {
  postgres?: Postgres;
  redis?: Redis;
}

const key = Symbol.for('englog.test-servers');

/** What global-setup started and global-teardown ends: jest loads the two apart, so only the process itself can hold it. */
export function testServers(): TestServers {
  const holder = globalThis as { [key]?: TestServers };
  return (holder[key] ??= {});
}
