import type { Logger } from '@englog/runtime';
import { version } from '../package.json';
import { createCompute } from './compute/compute';
import type { WorkerConfig } from './config';
import { createHandlers } from './handlers/registry';
import { createOllama } from './ollama/ollama';
import { createOllamaPolicy } from './ollama/ollama-policy';
import { createOllamaWatch } from './ollama-watch';
import type { ProcessUse } from './stats';
import { createWorker } from './worker';
import type { Worker } from './worker';

/** EngLog's own worker: all five handlers, and what they depend on. */
export function createOwnWorker(config: WorkerConfig, processUse: ProcessUse, log: Logger): Worker {
  const ollama = createOllama({ url: config.worker.ollama_url, policy: createOllamaPolicy(config.resilience) });
  const compute = createCompute({ maxThreads: 1 });
  const watch = createOllamaWatch({ models: ollama.models, breaker: ollama.breaker, log });
  return createWorker({
    config,
    handlers: createHandlers({ ...config, ollama, compute }),
    dependencies: {
      ...watch,
      async stop() {
        await watch.stop?.();
        await compute.stop();
      },
    },
    version,
    processUse,
    log,
  });
}
