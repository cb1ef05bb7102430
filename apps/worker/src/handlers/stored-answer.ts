import { createHash } from 'node:crypto';
import type { JsonObject } from '@englog/domain';
import type { HandlerContext } from './handler';

export interface StoredAnswer {
  result: JsonObject;
  /** Who worded it then. */
  model: string;
  ageSeconds: number;
}

const version = 2;
const hashOf = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** The content address of a question: what is asked, on which data, of which model. */
export const createQuestionKey = (question: unknown): ((model: string) => string) => {
  const asked = hashOf(question);
  return (model) => hashOf([version, model, asked]);
};

export interface StoredAnswers {
  find(model: string): Promise<StoredAnswer | null>;
  /** Why the last one was not found. */
  reason(): 'no_stored_answer' | 'store_unavailable';
}

/** What models gave to the same question on the same data; each its own, never another's. */
export const createStoredAnswers = (context: HandlerContext, keyOf: (model: string) => string): StoredAnswers => {
  let reason: ReturnType<StoredAnswers['reason']> = 'no_stored_answer';
  return {
    reason: () => reason,
    async find(model) {
      try {
        const stored = await context.storedAnswer(keyOf(model));
        reason = 'no_stored_answer';
        if (stored?.result['model'] !== model) return null;
        const ageSeconds = Math.max(0, Math.round((Date.now() - stored.answeredAt) / 1_000));
        return { result: stored.result, model, ageSeconds };
      } catch (error) {
        if (context.signal.aborted) throw error;
        context.log.warn({ taskId: context.task.taskId, err: error }, 'could not look for a stored answer');
        reason = 'store_unavailable';
        return null;
      }
    },
  };
};
