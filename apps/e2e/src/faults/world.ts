import { join } from 'node:path';
import { startPostgres, startRedis, startScriptedOllama, startTcpProxy, waitFor } from '@englog/testing';
import type { Postgres, Redis, ScriptedOllama, Script, TcpProxy } from '@englog/testing';
import type { WorkerAnswer } from '@englog/domain';
import { ApiApp } from '../harness/api-app';
import { preload, requireBuilt } from '../harness/built';
import { startCountingServer } from '../harness/counting-server';
import { honestAnswer } from '../harness/honest-model';
import { Openings } from '../harness/openings';
import { RunCounter } from '../harness/run-counter';
import { scratchFolder } from '../harness/scratch';
import { WorkerApp } from '../harness/worker-app';
import type { Timing } from './timing';

/** `servers`: two API replicas on PostgreSQL and Redis. `embedded`: one API with its embedded default. Three workers each. */
export type WorldKind = 'servers' | 'embedded';

export const slotsOfWorker = 8;
const workerIds = ['worker-a', 'worker-b', 'worker-c'];
const modelDelayMs = 300;
/** A year's report over thousands of projects asks for more than the defaults allow. */
const roomForLargeResults = { ENGLOG_LIMITS_MAX_RESULT_BYTES: '16MiB' };

interface Parts {
  kind: WorldKind;
  timing: Timing;
  folder: string;
  openings: Openings;
  ollama: ScriptedOllama;
  runs: RunCounter;
  webhookUrl: string;
  postgres: Postgres | null;
  redis: Redis | null;
  apis: ApiApp[];
  workers: WorkerApp[];
  /** By worker, then by API: the network between the two. */
  lanes: TcpProxy[][];
}

/** The built programs at work, and every place a fault can be put. */
export class World implements Readonly<Parts> {
  readonly kind: WorldKind;
  readonly timing: Timing;
  readonly folder: string;
  readonly openings: Openings;
  readonly ollama: ScriptedOllama;
  readonly runs: RunCounter;
  readonly webhookUrl: string;
  readonly postgres: Postgres | null;
  readonly redis: Redis | null;
  readonly apis: ApiApp[];
  readonly workers: WorkerApp[];
  readonly lanes: TcpProxy[][];
  #script: Script = { kind: 'answer', headersDelayMs: modelDelayMs };

  private constructor(parts: Parts) {
    ({
      kind: this.kind,
      timing: this.timing,
      folder: this.folder,
      openings: this.openings,
      ollama: this.ollama,
      runs: this.runs,
      webhookUrl: this.webhookUrl,
      postgres: this.postgres,
      redis: this.redis,
      apis: this.apis,
      workers: this.workers,
      lanes: this.lanes,
    } = parts);
    this.ollama.set((request) => {
      this.runs.sawIn(JSON.stringify(request.messages));
      this.ollama.requests.length = 0;
      const script = this.#script;
      return script.kind === 'answer' ? { ...script, value: honestAnswer(request) } : script;
    });
  }

  /** Resolves when all of it works; `stop` ends all it started. */
  static async open(kind: WorldKind, timing: Timing): Promise<World> {
    requireBuilt('api', 'worker');
    const openings = new Openings();
    try {
      const folder = await scratchFolder(openings);
      const runs = new RunCounter();
      const [ollama, webhooks] = await Promise.all([startScriptedOllama(), startCountingServer(runs)]);
      openings.add(ollama);
      openings.add(webhooks);
      // What a crash of PostgreSQL may lose must be what it may lose in production: nothing.
      const [postgres, redis] =
        kind === 'servers' ? await Promise.all([startPostgres({ durable: true }), startRedis()]) : [null, null];
      if (postgres) openings.add(postgres);
      if (redis) openings.add(redis);
      const shared = { kind, timing, folder, openings, ollama, runs, webhookUrl: webhooks.url, postgres, redis };
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

  stop(): Promise<void> {
    return this.openings.close();
  }

  get urls(): string[] {
    return this.apis.map((api) => api.url);
  }

  /** The first API that runs. */
  get api(): ApiApp {
    const running = this.apis.find((api) => api.isRunning);
    if (!running) throw new Error('no API runs');
    return running;
  }

  /** How the model answers from now on. */
  answerBy(script: Script): void {
    this.#script = script;
  }

  /** Answers so slowly that a fault surely meets attempts under way. */
  slowModel(headersDelayMs: number): void {
    this.answerBy({ kind: 'answer', headersDelayMs });
  }

  /** A worker that runs at least so many attempts right now. */
  async busyWorker(atLeast = 2, among = this.workers): Promise<WorkerApp> {
    return waitFor(
      async () => {
        for (const worker of among) if ((await worker.health()).slots.in_use >= atLeast) return worker;
        return undefined;
      },
      { timeoutMs: 20_000, what: `a worker with ${atLeast} attempts under way` },
    );
  }

  /** Where this worker's link goes through now. */
  async laneOf(worker: WorkerApp): Promise<TcpProxy> {
    const { target } = (await worker.health()).link;
    const lane = this.lanesOf(worker).find(({ port }) => target?.endsWith(`:${port}`));
    if (!lane) throw new Error(`${worker.name} is connected to ${target}`);
    return lane;
  }

  lanesOf(worker: WorkerApp): TcpProxy[] {
    return this.lanes[this.workers.indexOf(worker)] ?? [];
  }

  /** The API as it sees this worker; undefined when it does not know it. */
  async seen(workerId: string): Promise<WorkerAnswer | undefined> {
    const { body } = await this.api.admin.get<{ workers: WorkerAnswer[] }>('/v1/workers');
    return body.workers.find(({ worker_id }) => worker_id === workerId);
  }

  /** Resolves when the API has given the worker up. */
  async untilGone(worker: WorkerApp): Promise<void> {
    const { silenceMs, graceMs } = this.timing;
    const isGone = async () => ((await this.seen(worker.workerId))?.state ?? 'gone') === 'gone';
    await waitFor(isGone, {
      timeoutMs: 3 * (silenceMs + graceMs),
      intervalMs: 100,
      what: `${worker.name} to be given up`,
    });
  }

  /** Resolves when every part serves and every worker is connected. */
  async untilWhole(): Promise<void> {
    await Promise.all([...this.apis, ...this.workers].map((app) => app.ready()));
    const allConnected = async () => {
      const { body } = await this.api.admin.get<{ workers: WorkerAnswer[] }>('/v1/workers');
      return body.workers.filter(({ state }) => state === 'connected').length >= this.workers.length;
    };
    await waitFor(allConnected, { timeoutMs: 60_000, intervalMs: 50, what: 'every worker to be connected' });
  }

  /** Mends whatever a fault left broken. */
  async restore(): Promise<void> {
    this.slowModel(modelDelayMs);
    await this.ollama.start();
    for (const lane of this.lanes.flat()) {
      lane.thaw();
      lane.steady();
      await lane.listen();
    }
    await this.postgres?.start();
    await this.redis?.start();
    for (const app of [...this.apis, ...this.workers]) {
      if (app.isRunning && !app.isAsUsual) await app.stop();
      if (app.isPaused) app.resume();
      await app.launch();
    }
  }
}

type Shared = Omit<Parts, 'apis' | 'workers' | 'lanes'>;

async function createApis({ kind, timing, folder, openings, postgres, redis }: Shared): Promise<ApiApp[]> {
  const names = kind === 'servers' ? ['api-1', 'api-2'] : ['api-1'];
  const apis: ApiApp[] = [];
  for (const name of names) {
    const options = { name, dataDir: join(folder, name), databaseUrl: postgres?.url, redisUrl: redis?.url };
    apis.push(openings.add(await ApiApp.create({ ...options, env: { ...roomForLargeResults, ...timing.api } })));
  }
  return apis;
}

async function createWorkers(shared: Shared, apis: ApiApp[]): Promise<Pick<Parts, 'workers' | 'lanes'>> {
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
      preloads: [preload('block-loop')],
    });
    workers.push(openings.add(worker));
  }
  return { workers, lanes };
}
