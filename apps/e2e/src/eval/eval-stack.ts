import { join } from 'node:path';
import { startScriptedOllama } from '@englog/testing';
import { ApiApp } from '../harness/api-app';
import { requireBuilt } from '../harness/built';
import { Openings } from '../harness/openings';
import { scratchFolder } from '../harness/scratch';
import { WorkerApp } from '../harness/worker-app';
import { freeModels } from './models/free';
import { honestModels } from './models/honest';
import { Ledger } from './models/ledger';
import { lyingModels } from './models/lying';

export interface EvalStack {
  api: ApiApp;
  folder: string;
  ledger: Ledger;
  stop(): Promise<void>;
}

export interface EvalStackOptions {
  /** A real Ollama's address; the scripted one when not told. */
  ollamaUrl?: string;
}

/** The built API and worker on the embedded default, and models that answer by script. */
export async function startEvalStack({ ollamaUrl }: EvalStackOptions): Promise<EvalStack> {
  requireBuilt('api', 'worker', 'cli');
  const openings = new Openings();
  try {
    const folder = await scratchFolder(openings);
    const models = [...honestModels, ...freeModels, ...lyingModels];
    const ledger = new Ledger(models);
    const url =
      ollamaUrl ??
      openings.add(await startScriptedOllama({ models: models.map(({ name }) => name), chat: ledger.chat })).url;
    const api = openings.add(await ApiApp.create({ dataDir: join(folder, 'api') }));
    await api.start();
    const worker = await WorkerApp.create({
      workerId: 'worker-1',
      dataDir: join(folder, 'workers'),
      apiAddresses: [api.grpcAddress],
      ollamaUrl: url,
    });
    openings.add(worker);
    await worker.start();
    return { api, folder, ledger, stop: () => openings.close() };
  } catch (error) {
    await openings.close().catch(() => undefined);
    throw error;
  }
}
