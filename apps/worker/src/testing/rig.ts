import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { cpuUsage, memoryUsage } from 'node:process';
import { join } from 'node:path';
import { createLogger } from '@englog/runtime';
import { workerSchema } from '../config';
import type { WorkerConfig } from '../config';
import type { Handler, HandlerContext, HandlerRegistry } from '../handlers/handler';
import { createWorker } from '../worker';
import type { Worker } from '../worker';

/** What a log line says, for tests that count lines. */
export interface Line {
  level: string;
  msg: string;
  why?: string;
  [field: string]: unknown;
}

export interface Rig {
  worker: Worker;
  lines: Line[];
  dataDir: string;
  /** Of /health. */
  health(): Promise<{ status: number; body: Record<string, never> & { link: { state: string } } }>;
  /** As SIGTERM does. */
  stop(): Promise<void>;
  /** As a second signal does: no grace. */
  kill(): Promise<void>;
}

type Overrides = { [Block in keyof WorkerConfig]?: Partial<WorkerConfig[Block]> };

const folders: string[] = [];
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'englog-worker-'));
  folders.push(folder);
  return folder;
};
export const removeFolders = async (): Promise<void> => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
};

const quick = { retry_initial_interval: 20, retry_max_interval: 100, retry_multiplier: 1.5 };

/** As runService does: a failed start is followed by a stop. */
const startOrStop = async (worker: Worker): Promise<void> => {
  try {
    await worker.start();
  } catch (error) {
    await worker.stop(AbortSignal.abort());
    throw error;
  }
};

/** A whole worker against an API at that address; waits are short. */
export const startRig = async (
  address: string | number,
  handlers: HandlerRegistry,
  overrides: Overrides & { dataDir?: string } = {},
): Promise<Rig> => {
  const dataDir = overrides.dataDir ?? (await temporaryFolder());
  const defaults = workerSchema.parse({});
  const config: WorkerConfig = {
    ...defaults,
    data_dir: dataDir,
    worker: { ...defaults.worker, health_port: 0, drain_grace: 4_000, ...overrides.worker },
    grpc: {
      ...defaults.grpc,
      api_server_address: typeof address === 'number' ? `127.0.0.1:${address}` : address,
      join_token: 'join',
      connect_timeout: 1_000,
      ...overrides.grpc,
    },
    resilience: { ...defaults.resilience, ...quick, ...overrides.resilience },
  };
  const lines: Line[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  const log = createLogger({ name: 'worker', level: 'info', destination });
  const worker = createWorker({ config, handlers, version: '0.0.0', processUse: { cpuUsage, memoryUsage }, log });
  await startOrStop(worker);
  return {
    worker,
    lines,
    dataDir,
    async health() {
      const response = await fetch(`http://127.0.0.1:${worker.healthPort}/health`, {
        headers: { connection: 'close' },
      });
      return { status: response.status, body: (await response.json()) as never };
    },
    stop: () => worker.stop(new AbortController().signal),
    kill: () => worker.stop(AbortSignal.abort()),
  };
};

export interface HeldHandler {
  handler: Handler;
  /** Contexts of the attempts that run or ran, oldest first. */
  contexts: HandlerContext[];
  /** Lets the attempt of this task finish. */
  finish(taskId: string, result?: Record<string, unknown>): void;
}

/** A handler that works until told to finish; it leaves when its signal aborts. */
export const heldHandler = (): HeldHandler => {
  const contexts: HandlerContext[] = [];
  const finishers = new Map<string, (result: Record<string, unknown>) => void>();
  return {
    contexts,
    handler: (context) =>
      new Promise((resolve, reject) => {
        contexts.push(context);
        finishers.set(context.task.taskId, resolve);
        context.signal.addEventListener('abort', () => reject(new Error('left')), { once: true });
      }),
    finish: (taskId, result = { ok: true }) => finishers.get(taskId)?.(result),
  };
};
