import type { JsonObject } from '@englog/domain';
import type { HandlerContext } from './handler';
import type { FallbackStep } from './word-facts';

export interface StoredAnswer {
  result: JsonObject;
  ageSeconds: number;
}

/** The last good answer to the same question on the same data; null, and a step that says why, when there is none. */
export const findStored = async (
  context: HandlerContext,
  questionKey: string,
  steps: FallbackStep[],
): Promise<StoredAnswer | null> => {
  try {
    const stored = await context.storedAnswer(questionKey);
    if (stored)
      return { result: stored.result, ageSeconds: Math.max(0, Math.round((Date.now() - stored.answeredAt) / 1_000)) };
    steps.push({ source: 'cache', reason: 'no_stored_answer' });
  } catch (error) {
    if (context.signal.aborted) throw error;
    context.log.warn({ taskId: context.task.taskId, err: error }, 'could not look for a stored answer');
    steps.push({ source: 'cache', reason: 'store_unavailable' });
  }
  return null;
};
