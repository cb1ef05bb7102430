import { z } from 'zod';
import type { Statement } from './check';

const statement = z.object({ text: z.string(), fact_ids: z.array(z.string()).max(100) });
const answer = z.looseObject({ sentences: z.array(z.unknown()) });
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

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export interface AnswerEvents {
  onStatement(statement: Statement): void;
  /** Something was said that is no statement: without facts, in another shape, as prose, broken off. */
  onUnread(): void;
}

export interface AnswerEnd {
  /** Null when the whole was no answer of the asked shape. */
  closing: AnswerClosing | null;
  /** It was one at first, and broke off. */
  isCut: boolean;
}

/** Sentences stand at this depth: { "sentences": [ {…} ] }. */
const sentenceDepth = 3;

/**
 * Reads an answer as it streams: each sentence as soon as its object closes, so that it can be checked and shown at
 * once. What was said and cannot be read is told too.
 */
export const createAnswerReader = ({ onStatement, onUnread }: AnswerEvents) => {
  let [text, at, depth, start] = ['', 0, 0, 0];
  // Where the answer's object begins and ends: models like to put it between words or fences.
  let [from, to] = [-1, -1];
  let [inString, escaped] = [false, false];

  const close = (end: number): void => {
    if (depth === sentenceDepth) {
      const parsed = statement.safeParse(parse(text.slice(start, end)));
      if (parsed.success) onStatement(parsed.data);
      else onUnread();
    }
    depth = Math.max(0, depth - 1);
    if (depth === 0 && to < 0) to = end;
  };

  const step = (character: string): void => {
    if (escaped) escaped = false;
    else if (inString) {
      if (character === '\\') escaped = true;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = depth > 0;
    else if (character === '{' || character === '[') {
      if (depth === 0 && from < 0) from = at;
      depth += 1;
      if (depth === sentenceDepth) start = at;
    } else if (character === '}' || character === ']') close(at + 1);
  };

  return {
    push(piece: string): void {
      text += piece;
      for (; at < text.length; at += 1) step(text[at] ?? '');
    },
    /** After the last piece. */
    end(): AnswerEnd {
      const isWhole = from >= 0 && to > from;
      const whole = answer.safeParse(isWhole ? parse(text.slice(from, to)) : undefined);
      const around = isWhole ? text.slice(0, from) + text.slice(to) : text;
      const isAllRead = whole.success && around.replace(/```(?:json)?/g, '').trim() === '';
      if (!isAllRead && text.trim() !== '') onUnread();
      if (!whole.success) return { closing: null, isCut: from >= 0 && !isWhole };
      for (const one of whole.data.sentences) if (typeof one !== 'object' || one === null) onUnread();
      for (const key of Object.keys(whole.data)) if (key !== 'sentences' && !(key in closing.shape)) onUnread();
      return { closing: closing.parse(whole.data), isCut: false };
    },
  };
};
