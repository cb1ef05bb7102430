/** What a deep backlog costs: dispatch beside that of an empty queue, and the API's memory as the backlog grows. */
import type { Client } from '../client/client';
import { startClient } from '../client/client';
import type { BenchEnv } from '../drivers/driver';
import { memoryMbOf } from '../machine/process-usage';
import { Openings } from '../openings';
import type { BenchOptions } from '../options';
import { startEnglog, type Englog } from './start-englog';

export interface BacklogResult {
  /** Pending tasks while it was measured, at the start. */
  pending: number;
  createdPerSecond: number;
  /** Handler starts a second, nothing being posted. */
  dispatchedPerSecond: number;
  /** Handler starts a second while the client posts single tasks from all its connections. */
  dispatchedUnderLoadPerSecond: number;
  apiMemoryMb: { empty: number; halfFilled: number; filled: number; afterwards: number };
}

export interface BacklogComparison {
  deep: BacklogResult;
  /** The same with only as many pending tasks as are measured. */
  shallow: BacklogResult;
}

const batchSize = 1_000;

export async function measureBacklog(env: BenchEnv, options: BenchOptions): Promise<BacklogComparison> {
  const shallow = await measureOne(env, options, 3 * options.tasks);
  return { shallow, deep: await measureOne(env, options, options.backlog) };
}

async function measureOne(env: BenchEnv, options: BenchOptions, pending: number): Promise<BacklogResult> {
  return Openings.during(async (openings) => {
    const client = await openings.add(
      startClient({ node: env.node, program: env.programs.client, socketPath: env.reportsSocket }),
    );
    const englog = await startEnglog(env, openings);
    try {
      return await measure(englog, client, { ...options, pending });
    } finally {
      await openings.stop();
    }
  });
}

async function measure(
  englog: Englog,
  client: Client,
  options: BenchOptions & { pending: number },
): Promise<BacklogResult> {
  const { pending, tasks, connections, timeoutMs } = options;
  const { baseUrl } = englog;
  const apiMemory = () => memoryMbOf(englog.api.pid);
  const empty = apiMemory();
  const fill = { kind: 'flood', baseUrl, connections: 4, request: englog.batch(batchSize), forget: true } as const;
  const batches = Math.ceil(pending / batchSize / 2);
  const firstHalf = await client.ask({ ...fill, count: batches });
  const halfFilled = apiMemory();
  const filling = await client.ask({ ...fill, count: batches });
  const filled = apiMemory();
  await englog.startWorker();
  const starts = async (count: number) => client.ask({ kind: 'await_starts', count, timeoutMs });
  const warm = await starts(Math.ceil(tasks / 4));
  const alone = await starts(warm.started + tasks);
  const flood = client.ask({ kind: 'flood', baseUrl, connections, count: tasks, request: englog.single, forget: true });
  const { firstSentUs, lastAcceptedUs, startedMeanwhile } = await flood;
  const rate = (count: number, us: number) => count / (us / 1e6);
  return {
    pending,
    createdPerSecond: rate(firstHalf.accepted + filling.accepted, filling.lastAcceptedUs - firstHalf.firstSentUs),
    dispatchedPerSecond: rate(alone.started - warm.started, alone.lastStartUs - warm.lastStartUs),
    dispatchedUnderLoadPerSecond: rate(startedMeanwhile, lastAcceptedUs - firstSentUs),
    apiMemoryMb: { empty, halfFilled, filled, afterwards: apiMemory() },
  };
}
