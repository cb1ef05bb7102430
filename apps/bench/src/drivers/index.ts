import type { Driver } from './driver';
import { englog } from './englog';
import { peer } from './peer';

export const drivers: Driver[] = [
  englog,
  peer({ name: 'bullmq-redis', store: 'redis', note: 'BullMQ 6 on Redis, AOF each second' }),
  peer({ name: 'bullmq-postgres', store: 'postgres', note: 'BullMQ 6 on PostgreSQL' }),
  peer({ name: 'pg-boss', store: 'postgres', note: 'pg-boss 12, fetches of 50, polling each 0.5 s, its least' }),
  peer({ name: 'pg-boss-notify', store: 'postgres', note: 'the same, woken by LISTEN/NOTIFY' }),
  peer({ name: 'graphile-worker', store: 'postgres', note: 'graphile-worker 0.18' }),
  peer({ name: 'graphile-worker-local-queue', store: 'postgres', note: 'graphile-worker 0.18, local queue of 200' }),
];
