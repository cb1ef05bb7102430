import type { OllamaRequest, Script } from '@englog/testing';

export interface AskedFact {
  id: string;
  text: string;
}

/** What a model was asked: the facts it may word, and everything it could be led astray by. */
export interface Asked {
  facts: AskedFact[];
  system: string;
  /** The whole of the user message. */
  prompt: string;
}

export interface Told {
  text: string;
  fact_ids: string[];
  /** Whether the log bears it out; by construction, not by any check. */
  isTrue: boolean;
}

export interface Reply {
  script: Script;
  told: Told[];
}

/** One way to answer. Its name is the name of an Ollama model, so that a task can ask for it. */
export interface ScriptedModel {
  name: string;
  isHonest: boolean;
  /** What it tries, for the table. */
  does: string;
  answer(asked: Asked): Reply;
}

/** Null for a request that is none of ours. */
export function readAsked({ messages }: Pick<OllamaRequest, 'messages'>): Asked | null {
  const contentOf = (role: string): string => messages.find((message) => message.role === role)?.content ?? '';
  const prompt = contentOf('user');
  try {
    const { facts } = JSON.parse(prompt) as { facts: AskedFact[] };
    return { facts, system: contentOf('system'), prompt };
  } catch {
    return null;
  }
}

/** A well-formed answer of these sentences, streamed in pieces. */
export function sentences(told: readonly Told[], pace: { pieceChars?: number } = {}): Reply {
  const value = {
    sentences: told.map(({ text, fact_ids }) => ({ text, fact_ids })),
    tags: ['atlas', 'invented'],
    confidence: 0.9,
  };
  return { script: { kind: 'answer', value, pieceChars: 512, ...pace }, told: [...told] };
}

/** Where a fact's text has its one figure. */
export interface FigurePlace {
  value: number;
  decimals: number;
  /** The word or sign after it. */
  unit: string;
  replace(figure: string): string;
}

/** Quoted names, days and hours of day are no figures. */
export function figureOf(text: string): FigurePlace | null {
  const masked = text
    .replace(/“[^”]*”/g, (name) => '·'.repeat(name.length))
    .replace(/\d{4}-\d{2}-\d{2}|\b\d{2}:\d{2}\b/g, (time) => '·'.repeat(time.length));
  const match = /(\d+(?:\.\d+)?)(\s*)(%|[\p{L}]+)/u.exec(masked);
  if (!match) return null;
  const [whole, number = '', , unit = ''] = match;
  return {
    value: Number(number),
    decimals: number.split('.')[1]?.length ?? 0,
    unit,
    replace: (figure) => text.slice(0, match.index) + figure + text.slice(match.index + whole.length),
  };
}
