/** What idle workers cost: the API's processor time and the database's transactions, beside an API with none. */
import { setTimeout as delay } from 'node:timers/promises';
import { queryPostgres } from '@englog/testing';
import type { BenchEnv } from '../drivers/driver';
import { cpuMsOf, memoryMbOf } from '../machine/process-usage';
import { Openings } from '../openings';
import { startEnglog, type Englog } from './start-englog';

export interface IdleCost {
  workers: number;
  /** Of one core, 0..1. */
  apiCpu: number;
  transactionsPerSecond: number;
  apiMemoryMb: number;
}

export interface IdleResult {
  none: IdleCost;
  many: IdleCost;
}

/** Two heartbeats of the default interval. */
const windowMs = 60_000;
const quickWindowMs = 5_000;

export async function measureIdleWorkers(env: BenchEnv, workers: number): Promise<IdleResult> {
  return Openings.during(async (openings) => {
    try {
      const englog = await startEnglog(env, openings);
      const forMs = workers < 100 ? quickWindowMs : windowMs;
      const none = await costOver(englog, 0, forMs);
      await englog.startIdleWorkers(workers);
      return { none, many: await costOver(englog, workers, forMs) };
    } finally {
      await openings.stop();
    }
  });
}

async function costOver({ api, postgres }: Englog, workers: number, forMs: number): Promise<IdleCost> {
  const before = { cpuMs: cpuMsOf(api.pid), transactions: await transactions(postgres.url), at: performance.now() };
  await delay(forMs);
  const elapsedMs = performance.now() - before.at;
  return {
    workers,
    apiCpu: (cpuMsOf(api.pid) - before.cpuMs) / elapsedMs,
    transactionsPerSecond: ((await transactions(postgres.url)) - before.transactions) / (elapsedMs / 1_000),
    apiMemoryMb: memoryMbOf(api.pid),
  };
}

/** By every session but this measurement's own, as far as the server's counters have them (they lag by a second or so). */
async function transactions(url: string): Promise<number> {
  const [row] = await queryPostgres(url, `select sum(xact_commit + xact_rollback)::float8 as n from pg_stat_database`);
  return (row as { n: number }).n;
}
