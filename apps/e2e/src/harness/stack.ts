import { join } from 'node:path';
import { startScriptedOllama } from '@englog/testing';
import type { ScriptedOllama } from '@englog/testing';
import { ApiApp } from './api-app';
import { requireBuilt } from './built';
import { honestAnswer } from './honest-model';
import { Openings } from './openings';
import { scratchFolder } from './scratch';
import { WorkerApp } from './worker-app';

export interface StackOptions {
  databaseUrl?: string;
  redisUrl?: string;
  /** API replicas; 1. More than one needs a database. */
  replicas?: number;
  /** Workers, the nth connected to the nth replica, in turn; 1. */
  workers?: number;
  /** Pulled models; `llama3.2`. */
  models?: string[];
  apiEnv?: Record<string, string>;
  workerEnv?: Record<string, string>;
}

/** The built programs, started, with a model that keeps to the facts. */
export interface Stack {
  folder: string;
  apis: [ApiApp, ...ApiApp[]];
  workers: WorkerApp[];
  ollama: ScriptedOllama;
  openings: Openings;
  stop(): Promise<void>;
}

/** Resolves when all of it serves; the embedded default without a database. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  requireBuilt('api', 'worker');
  const openings = new Openings();
  try {
    const folder = await scratchFolder(openings);
    const chat = (request: Parameters<typeof honestAnswer>[0]) => ({
      kind: 'answer' as const,
      value: honestAnswer(request),
    });
    const ollama = openings.add(
      await startScriptedOllama({ chat, ...(options.models ? { models: options.models } : {}) }),
    );
    const apis = await startApis(options, folder, openings);
    const workers = await startWorkers(options, { folder, openings, ollama, apis });
    return { folder, apis, workers, ollama, openings, stop: () => openings.close() };
  } catch (error) {
    await openings.close().catch(() => undefined);
    throw error;
  }
}

async function startApis(
  { databaseUrl, redisUrl, replicas = 1, apiEnv }: StackOptions,
  folder: string,
  openings: Openings,
): Promise<[ApiApp, ...ApiApp[]]> {
  const apis: ApiApp[] = [];
  for (let n = 1; n <= replicas; n += 1) {
    const options = { name: `api-${n}`, dataDir: join(folder, `api-${n}`), databaseUrl, redisUrl, env: apiEnv };
    const api = openings.add(await ApiApp.create(options));
    await api.start();
    apis.push(api);
  }
  return apis as [ApiApp, ...ApiApp[]];
}

async function startWorkers(
  { workers: count = 1, workerEnv }: StackOptions,
  { folder, openings, ollama, apis }: Pick<Stack, 'folder' | 'openings' | 'ollama' | 'apis'>,
): Promise<WorkerApp[]> {
  const workers: WorkerApp[] = [];
  for (let n = 0; n < count; n += 1) {
    const worker = await WorkerApp.create({
      workerId: `worker-${n + 1}`,
      dataDir: join(folder, 'workers'),
      apiAddresses: [(apis[n % apis.length] as ApiApp).grpcAddress],
      ollamaUrl: ollama.url,
      env: workerEnv,
    });
    workers.push(openings.add(worker));
  }
  await Promise.all(workers.map((worker) => worker.start()));
  return workers;
}
