import type { Logger } from '@englog/runtime';
import { createGradedLog, whyOf } from './graded';
import type { Dependencies } from './vitals';

export interface OllamaWatchOptions {
  models(signal: AbortSignal): Promise<{ name: string; loaded: boolean; sizeBytes: number }[]>;
  breaker(): { state: string; failingModels: string[] };
  log: Logger;
  everyMs?: number;
}

/**
 * Knows which models Ollama has and whether it is there, by asking now and then: what the API places tasks by. `down` too
 * while its breaker is open, since no call would go through.
 */
export const createOllamaWatch = ({ models, breaker, log, everyMs = 15_000 }: OllamaWatchOptions): Dependencies => {
  const trouble = createGradedLog(log, 'Ollama is away');
  const abort = new AbortController();
  let known: Awaited<ReturnType<typeof models>> = [];
  let isThere = false;
  let timer: NodeJS.Timeout | null = null;
  let asking = Promise.resolve();

  const ask = async (): Promise<void> => {
    try {
      known = await models(abort.signal);
      isThere = true;
      trouble.over('Ollama is back');
    } catch (error) {
      if (abort.signal.aborted) return;
      isThere = false;
      known = [];
      trouble.tell(whyOf(error));
    }
  };
  const again = (): void => {
    asking = ask().finally(() => {
      if (!abort.signal.aborted) timer = setTimeout(again, everyMs);
    });
  };

  return {
    models: () => known,
    services: () => {
      const { state, failingModels } = breaker();
      return {
        ollama: isThere && state !== 'open' ? 'up' : 'down',
        ollama_breaker: state,
        ollama_failing_models: failingModels.join(', '),
      };
    },
    async start() {
      again();
      await asking;
    },
    async stop() {
      abort.abort();
      if (timer) clearTimeout(timer);
      await asking;
    },
  };
};
