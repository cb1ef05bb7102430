import { bullmqPostgres } from './bullmq-postgres';
import { bullmqRedis } from './bullmq-redis';
import { graphileWorker } from './graphile-worker';
import { pgBoss } from './pg-boss';
import type { Stack } from './stack';

export const stacks: Record<string, Stack> = {
  'bullmq-redis': bullmqRedis,
  'bullmq-postgres': bullmqPostgres,
  'pg-boss': pgBoss({ notify: false }),
  'pg-boss-notify': pgBoss({ notify: true }),
  'graphile-worker': graphileWorker({ localQueue: false }),
  'graphile-worker-local-queue': graphileWorker({ localQueue: true }),
};

export function stackNamed(name: string | undefined): Stack {
  const stack = name === undefined ? undefined : stacks[name];
  if (!stack) throw new Error(`no stack ${name}; there are ${Object.keys(stacks).join(', ')}`);
  return stack;
}
