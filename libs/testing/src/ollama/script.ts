/** What the scripted Ollama does with one request for an answer. */
import type { OllamaRequest } from './ollama-request';

interface Pace {
  /** Silence before the response's headers. */
  headersDelayMs?: number;
  /** Silence before each piece of the answer. */
  pieceDelayMs?: number;
  /** Characters in a piece; 16 when not told. */
  pieceChars?: number;
}

export type Script =
  /** An answer in full: this text, or this value as JSON; when neither is told, one that fits the request's `format`. */
  | ({ kind: 'answer'; text?: string; value?: unknown } & Pace)
  /** The connection is lost after so many pieces (1), as when the server dies. */
  | ({ kind: 'cut'; afterPieces?: number; text?: string } & Pace)
  /** Ollama's own failure midway: an `error` line inside a 200 stream. */
  | ({ kind: 'error_midway'; afterPieces?: number; error?: string } & Pace)
  /** 200, then bytes that are no NDJSON. */
  | { kind: 'garbage'; body?: string }
  /** Never another byte: before the headers, or after so many pieces. */
  | { kind: 'hang'; afterPieces?: number }
  /** Fails at once with a status: 500, 503 (busy) and the like. */
  | { kind: 'status'; status: number; error?: string; headers?: Record<string, string> }
  /** 404, as for a model never pulled. */
  | { kind: 'model_missing' };

/** One script for all requests, one a request in turn (the last stays), or a decision a request (undefined: the default). */
export type Chat = Script | Script[] | ((request: OllamaRequest) => Script | undefined | Promise<Script | undefined>);

export const defaultScript: Script = { kind: 'answer' };

/** Turns any form of `Chat` into a decision a request. */
export function decideBy(chat: Chat | undefined): (request: OllamaRequest) => Promise<Script> {
  if (typeof chat === 'function') return async (request) => (await chat(request)) ?? defaultScript;
  if (!Array.isArray(chat)) return async () => chat ?? defaultScript;
  const left = [...chat];
  return async () => (left.length > 1 ? left.shift() : left[0]) ?? defaultScript;
}
