import { z } from 'zod';
import type { Statement } from './check';

const statement = z.object({ text: z.string(), fact_ids: z.array(z.string()).max(100) });
const closing = z.object({
  tags: z.array(z.string()).catch([]).default([]),
  confidence: z.number().min(0).max(1).nullable().catch(null).default(null),
});

/** What a model adds besides its sentences. */
export interface AnswerClosing {
  tags: string[];
  /** Its own rating; null when it gave none. */
  confidence: number | null;
}

/** Sentences stand at this depth: { "sentences": [ {…} ] }. */
const sentenceDepth = 3;

/**
 * Reads an answer as it streams: each sentence as soon as its object closes, so that it can be checked and shown at
 * once, and so that a broken end costs only the end.
 */
export const createAnswerReader = (onStatement: (statement: Statement) => void) => {
  let [text, at, depth, start] = ['', 0, 0, 0];
  let [inString, escaped] = [false, false];

  const close = (end: number): void => {
    if (depth === sentenceDepth) {
      try {
        const parsed = statement.safeParse(JSON.parse(text.slice(start, end)));
        if (parsed.success) onStatement(parsed.data);
      } catch {
        // Not JSON: no sentence. The answer's end will tell.
      }
    }
    depth -= 1;
  };

  const step = (character: string): void => {
    if (escaped) escaped = false;
    else if (inString) {
      if (character === '\\') escaped = true;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth === sentenceDepth) start = at;
    } else if (character === '}' || character === ']') close(at + 1);
  };

  return {
    push(piece: string): void {
      text += piece;
      for (; at < text.length; at += 1) step(text[at] ?? '');
    },
    /** After the last piece. Null when the whole was no JSON object. */
    end(): AnswerClosing | null {
      try {
        return closing.safeParse(JSON.parse(text)).data ?? null;
      } catch {
        return null;
      }
    },
  };
};
