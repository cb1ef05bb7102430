import { join } from 'node:path';
import { startPostgres, startRedis, startScriptedOllama, startTcpProxy } from '@englog/testing';
import type { TcpProxy } from '@englog/testing';
import { ApiApp } from '../harness/api-app';
import { preload, requireBuilt } from '../harness/built';
import { startCountingServer } from '../harness/counting-server';
import { Openings } from '../harness/openings';
import { RunCounter } from '../harness/run-counter';
import { scratchFolder } from '../harness/scratch';
import { WorkerApp } from '../harness/worker-app';
import type { Timing } from './timing';
import { slotsOfWorker, World } from './world';
import type { WorldKind, WorldParts } from './world';

const workerIds = ['worker-a', 'worker-b', 'worker-c'];
/** A year's report over thousands of projects asks for more than the defaults allow. */
const roomForLargeResults = { ENGLOG_LIMITS_MAX_RESULT_BYTES: '16MiB' };

/** Starts a world of the built programs; resolves when all of it works. */
export async function openWorld(kind: WorldKind, timing: Timing): Promise<World> {
  requireBuilt('api', 'worker');
  const openings = new Openings();
  try {
    const surroundings = await startSurroundings(kind, openings);
    const shared = { kind, timing, openings, ...surroundings };
    const apis = await createApis(shared);
    const { workers, lanes } = await createWorkers(shared, apis);
    const world = new World({ ...shared, apis, workers, lanes });
    for (const api of apis) await api.start();
    await Promise.all(workers.map((worker) => worker.start()));
    return world;
  } catch (error) {
    await openings.close().catch(() => undefined);
    throw error;
  }
}

type Shared = Omit<WorldParts, 'apis' | 'workers' | 'lanes'>;

async function startSurroundings(
  kind: WorldKind,
  openings: Openings,
): Promise<Omit<Shared, 'kind' | 'timing' | 'openings'>> {
  const folder = await scratchFolder(openings);
  const runs = new RunCounter();
  const ollama = openings.add(await startScriptedOllama());
  const webhooks = openings.add(await startCountingServer(runs));
  const shared = { folder, runs, ollama, webhookUrl: webhooks.url };
  if (kind === 'embedded') return { ...shared, postgres: null, redis: null };
  // What a crash of PostgreSQL may lose must be what it may lose in production: nothing.
  const postgres = openings.add(await startPostgres({ durable: true }));
  return { ...shared, postgres, redis: openings.add(await startRedis()) };
}

async function createApis({ kind, timing, folder, openings, postgres, redis }: Shared): Promise<ApiApp[]> {
  const names = kind === 'servers' ? ['api-1', 'api-2'] : ['api-1'];
  const apis: ApiApp[] = [];
  for (const name of names) {
    const options = { name, dataDir: join(folder, name), databaseUrl: postgres?.url, redisUrl: redis?.url };
    const settings = { env: { ...roomForLargeResults, ...timing.api }, preloads: [preload('shift-clock')] };
    apis.push(openings.add(await ApiApp.create({ ...options, ...settings })));
  }
  return apis;
}

async function createWorkers(shared: Shared, apis: ApiApp[]): Promise<Pick<WorldParts, 'workers' | 'lanes'>> {
  const { timing, folder, openings, ollama } = shared;
  const workers: WorkerApp[] = [];
  const lanes: TcpProxy[][] = [];
  for (const workerId of workerIds) {
    const own = await Promise.all(apis.map((api) => startTcpProxy({ target: api.grpcAddress })));
    for (const lane of own) openings.add(lane);
    lanes.push(own);
    const worker = await WorkerApp.create({
      workerId,
      dataDir: join(folder, 'workers'),
      apiAddresses: own.map(({ port }) => `127.0.0.1:${port}`),
      ollamaUrl: ollama.url,
      env: { ENGLOG_WORKER_MAX_CONCURRENT_TASKS: String(slotsOfWorker), ...timing.worker },
      preloads: [preload('block-loop'), preload('shift-clock')],
    });
    workers.push(openings.add(worker));
  }
  return { workers, lanes };
}
