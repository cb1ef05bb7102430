import { startScriptedOllama } from '@englog/testing';
import type { ScriptedOllama } from '@englog/testing';
import { createCompute } from '../../compute/compute';
import type { Compute } from '../../compute/compute';
import { createOllama } from '../../ollama/ollama';
import { createOllamaPolicy } from '../../ollama/ollama-policy';
import { AttemptError } from '../handler';
import { createInsightHandler } from '../insight';
import type { LlmOptions } from '../llm-options';
import { contextOf } from './context';
import type { ContextData } from './context';
import { ask, before, llm, resilience, truth, week } from './insight-data';

/** The insight handler beside a scripted Ollama server, a new one for each test of the file. */
export const openInsightRoom = () => {
  const compute: Compute = createCompute({ maxThreads: 1 });
  let server: ScriptedOllama;
  beforeEach(async () => {
    server = await startScriptedOllama({ models: ['llama3.2', 'phi3'], chat: truth });
  });
  afterEach(() => server.stop());
  afterAll(() => compute.stop());

  const open = (options: Partial<LlmOptions> = {}) =>
    createInsightHandler({
      ollama: createOllama({ url: server.url, policy: createOllamaPolicy(resilience) }),
      llm: { ...llm, ...options },
      compute,
    });
  return {
    compute,
    open,
    get server() {
      return server;
    },
    async handle(data: Partial<ContextData> = {}, options: Partial<LlmOptions> = {}) {
      const context = contextOf({ payload: ask(), entries: week, before, ...data });
      return { result: await open(options)(context), context };
    },
  };
};

/** @throws whatever else it failed with, and when it did not fail */
export const failureOf = async (promise: Promise<unknown>): Promise<AttemptError> => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AttemptError) return error;
    throw error;
  }
  throw new Error('it did not fail');
};
