/** Plays one script into one HTTP response, in Ollama's form: NDJSON pieces, or a single object without `stream`. */
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { OllamaRequest } from './ollama-request';
import { sampleFor } from './schema-sample';
import type { Script } from './script';

export interface Playing {
  request: OllamaRequest;
  response: ServerResponse;
  /** Aborts when the client leaves or the server goes down. */
  signal: AbortSignal;
}

/** Resolves when the script has been played; rejects with an abort when the client left. */
export async function play(script: Script, playing: Playing): Promise<void> {
  const { request, response, signal } = playing;
  switch (script.kind) {
    case 'status':
      return fail(response, script.status, script.error ?? 'llama runner process has terminated', script.headers);
    case 'model_missing':
      return fail(response, 404, `model '${request.model}' not found`);
    case 'garbage':
      response.writeHead(200, ndjson).end(script.body ?? '<html>502 Bad Gateway</html>');
      return;
    case 'hang':
      if (script.afterPieces)
        await stream(piecesOf(defaultText(request), 16).slice(0, script.afterPieces), playing, {});
      return untilAborted(signal);
    case 'cut':
      await stream(
        piecesOf(script.text ?? defaultText(request), script.pieceChars).slice(0, script.afterPieces ?? 1),
        playing,
        script,
      );
      await flushed(response);
      response.destroy();
      return;
    case 'error_midway':
      await stream(
        piecesOf(defaultText(request), script.pieceChars).slice(0, script.afterPieces ?? 1),
        playing,
        script,
      );
      response.end(line({ error: script.error ?? 'an error was encountered while running the model' }));
      return;
    case 'answer':
      return answer(textOf(script, request), playing, script);
  }
}

export function fail(
  response: ServerResponse,
  status: number,
  error: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { ...json, ...headers }).end(JSON.stringify({ error }));
}

const json = { 'content-type': 'application/json; charset=utf-8' };
const ndjson = { 'content-type': 'application/x-ndjson' };
const line = (value: object) => `${JSON.stringify(value)}\n`;

interface Pace {
  headersDelayMs?: number;
  pieceDelayMs?: number;
  pieceChars?: number;
}

async function answer(text: string, playing: Playing, pace: Pace): Promise<void> {
  const { request, response, signal } = playing;
  const startedAt = performance.now();
  if (!request.stream) {
    const pieces = piecesOf(text, pace.pieceChars).length;
    await pause((pace.headersDelayMs ?? 0) + pieces * (pace.pieceDelayMs ?? 0), signal);
    response.writeHead(200, json).end(JSON.stringify({ ...piece(request, text), ...ending(text, startedAt) }));
    return;
  }
  await stream(piecesOf(text, pace.pieceChars), playing, pace);
  response.end(line({ ...piece(request, ''), ...ending(text, startedAt) }));
}

/** Headers, then the pieces; the response stays open. */
async function stream(pieces: string[], { request, response, signal }: Playing, pace: Pace): Promise<void> {
  await pause(pace.headersDelayMs ?? 0, signal);
  response.writeHead(200, ndjson);
  response.flushHeaders();
  for (const text of pieces) {
    await pause(pace.pieceDelayMs ?? 0, signal);
    response.write(line(piece(request, text)));
  }
}

function piece(request: OllamaRequest, text: string): object {
  const common = { model: request.model, created_at: new Date().toISOString(), done: false };
  return request.path === '/api/chat'
    ? { ...common, message: { role: 'assistant', content: text } }
    : { ...common, response: text };
}

function ending(text: string, startedAt: number): object {
  const tookNs = Math.round((performance.now() - startedAt) * 1e6);
  const tokens = Math.ceil(text.length / 4);
  return {
    ...{ done: true, done_reason: 'stop', total_duration: tookNs, load_duration: 0 },
    ...{ prompt_eval_count: 1, prompt_eval_duration: 0, eval_count: tokens, eval_duration: tookNs },
  };
}

function textOf(script: { text?: string; value?: unknown }, request: OllamaRequest): string {
  if (script.text !== undefined) return script.text;
  return script.value === undefined ? defaultText(request) : JSON.stringify(script.value);
}

function defaultText({ format }: OllamaRequest): string {
  if (format === 'json') return '{}';
  return format ? JSON.stringify(sampleFor(format)) : (sampleFor({ type: 'string' }) as string);
}

function piecesOf(text: string, chars = 16): string[] {
  return Array.from({ length: Math.ceil(text.length / chars) }, (_, n) => text.slice(n * chars, (n + 1) * chars));
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal });
  else signal.throwIfAborted();
}

async function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(signal.reason as Error);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
  });
}

async function flushed(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => response.write('', () => resolve()));
}
