import type { Ollama } from '../ollama/ollama';
import { AttemptError } from './handler';
import type { TaskInput } from './handler';
import type { Wording } from './word-facts';

/** Handed back, a task is not looked at sooner than this even when Ollama might be. */
const minHandBackMs = 1_000;
const maxHandBackMs = 300_000;

/** Whether the request takes an answer that no model gave; it does unless it says `fallback: never`. */
export const allowsFallback = (task: TaskInput): boolean =>
  (task.metadata['fallback'] || task.payload['fallback']) !== 'never';

/** Instead of a fallback: back to the queue while Ollama is away, a failed attempt when a model answered uselessly. */
export const refuseFallback = (wording: Wording, ollama: Ollama): AttemptError => {
  const tried = wording.steps.map((step) => `${step.model ?? step.source}: ${step.reason}`).join(', ');
  const failure = {
    code: wording.answered ? 'model_answer_unusable' : 'ollama_unavailable',
    message: `no model answered (${tried}) and fallback is never`,
    retryable: true,
  };
  if (wording.answered) return new AttemptError(failure);
  const waits = wording.steps.flatMap(({ model }) => (model === undefined ? [] : ollama.retryAfterMs(model)));
  return new AttemptError(failure, { handBackMs: Math.max(minHandBackMs, Math.min(maxHandBackMs, ...waits)) });
};
