import { waitFor } from '@englog/testing';
import type { Postgres, Redis, ScriptedOllama, Script, TcpProxy } from '@englog/testing';
import type { WorkerAnswer } from '@englog/domain';
import type { ApiApp } from '../harness/api-app';
import { honestAnswer } from '../harness/honest-model';
import type { Openings } from '../harness/openings';
import type { RunCounter } from '../harness/run-counter';
import type { WorkerApp } from '../harness/worker-app';
import type { Timing } from './timing';

/** `servers`: two API replicas on PostgreSQL and Redis. `embedded`: one API with its embedded default. Three workers each. */
export type WorldKind = 'servers' | 'embedded';

export const slotsOfWorker = 8;
const modelDelayMs = 300;

export interface WorldParts {
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
export class World {
  readonly kind: WorldKind;
  readonly timing: Timing;
  /** Of its own, removed when it stops. */
  readonly folder: string;
  readonly ollama: ScriptedOllama;
  readonly runs: RunCounter;
  readonly webhookUrl: string;
  readonly postgres: Postgres | null;
  readonly redis: Redis | null;
  readonly apis: ApiApp[];
  readonly workers: WorkerApp[];
  readonly #lanes: TcpProxy[][];
  readonly #openings: Openings;
  #script: Script = { kind: 'answer', headersDelayMs: modelDelayMs };

  constructor(parts: WorldParts) {
    this.kind = parts.kind;
    this.timing = parts.timing;
    this.folder = parts.folder;
    this.ollama = parts.ollama;
    this.runs = parts.runs;
    this.webhookUrl = parts.webhookUrl;
    this.postgres = parts.postgres;
    this.redis = parts.redis;
    this.apis = parts.apis;
    this.workers = parts.workers;
    this.#lanes = parts.lanes;
    this.#openings = parts.openings;
    this.ollama.set((request) => {
      this.runs.sawIn(JSON.stringify(request.messages));
      this.ollama.requests.length = 0;
      const script = this.#script;
      return script.kind === 'answer' ? { ...script, value: honestAnswer(request) } : script;
    });
  }

  /** Ends everything it is made of. */
  stop(): Promise<void> {
    return this.#openings.close();
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
    return this.#lanes[this.workers.indexOf(worker)] ?? [];
  }

  /** Every lane there is. */
  get lanes(): TcpProxy[] {
    return this.#lanes.flat();
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
    for (const lane of this.lanes) {
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
