import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startScriptedOllama, waitFor } from '@englog/testing';
import type { Script, ScriptedOllama } from '@englog/testing';
import { createOllama } from './ollama';
import type { Question } from './ollama';
import { OllamaError } from './ollama-error';
import { createOllamaPolicy } from './ollama-policy';

const resilience = {
  retry_initial_interval: 5,
  retry_max_interval: 20,
  retry_multiplier: 1.5,
  retry_max_attempts: 10,
  circuit_breaker_threshold: 4,
  circuit_breaker_timeout: 60_000,
};
const question: Question = {
  model: 'llama3.2',
  system: 'You word facts.',
  prompt: 'Word this.',
  format: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
  temperature: 0.2,
  keepAlive: '5m',
  contextTokens: 4_096,
  timeoutMs: 5_000,
  silenceMs: 5_000,
};
const never = () => new AbortController().signal;

let server: ScriptedOllama;
beforeEach(async () => {
  server = await startScriptedOllama({ models: ['llama3.2', 'phi3'], loaded: ['phi3'] });
});
afterEach(() => server.stop());

const open = () => createOllama({ url: server.url, policy: createOllamaPolicy(resilience) });
const kindOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
    return 'it answered';
  } catch (error) {
    return error instanceof OllamaError ? error.kind : (error as Error).message;
  }
};

test('streams a structured answer with what it was asked for', async () => {
  server.set({ kind: 'answer', value: { word: 'a fairly long word to stream' } });
  const pieces: string[] = [];
  const answer = await open().ask(question, never(), (text) => pieces.push(text));
  expect(JSON.parse(answer)).toEqual({ word: 'a fairly long word to stream' });
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join('')).toBe(answer);
  expect(server.requests[0]).toMatchObject({
    stream: true,
    model: 'llama3.2',
    keepAlive: '5m',
    format: question.format,
    options: { temperature: 0.2, num_ctx: 4_096 },
  });
});

test('tells pulled models from loaded ones', async () => {
  expect(await open().models(never())).toEqual([
    { name: 'llama3.2:latest', loaded: false, sizeBytes: expect.any(Number) },
    { name: 'phi3:latest', loaded: true, sizeBytes: expect.any(Number) },
  ]);
});

test.each<[name: string, script: Script, kind: string, tries: number]>([
  ['a missing model', { kind: 'model_missing' }, 'model_missing', 1],
  ['a busy server', { kind: 'status', status: 503 }, 'busy', 3],
  ['a bad request', { kind: 'status', status: 400 }, 'refused', 1],
  ['bytes that are no answer', { kind: 'garbage' }, 'garbage', 1],
  ['an answer cut off', { kind: 'cut', afterPieces: 2, text: 'x'.repeat(200) }, 'cut', 1],
  ['a failure midway', { kind: 'error_midway', afterPieces: 1 }, 'cut', 1],
  ['silence before the answer', { kind: 'hang' }, 'slow', 1],
  ['silence within it', { kind: 'hang', afterPieces: 1 }, 'slow', 1],
])('%s', async (_name, script, kind, tries) => {
  server.set(script);
  const asked = { ...question, silenceMs: script.kind === 'hang' ? 60 : 5_000 };
  expect(await kindOf(open().ask(asked, never()))).toBe(kind);
  expect(server.requests).toHaveLength(tries);
});

test('tries again before the first token, and answers', async () => {
  server.set([
    { kind: 'status', status: 503 },
    { kind: 'answer', value: { word: 'well' } },
  ]);
  expect(JSON.parse(await open().ask(question, never()))).toEqual({ word: 'well' });
});

test('opens its breaker when the server is away, and says when it will look again', async () => {
  await server.kill();
  const ollama = open();
  expect(await kindOf(ollama.ask(question, never()))).toBe('away');
  expect(ollama.breaker().state).toBe('closed');
  await kindOf(ollama.ask(question, never()));
  expect(ollama.breaker().state).toBe('open');
  expect(ollama.retryAfterMs('llama3.2')).toBeGreaterThan(0);
  expect(ollama.retryAfterMs('phi3')).toBeGreaterThan(0);
  expect(await kindOf(ollama.ask(question, never()))).toMatch(/ollama/);
});

const byModel =
  (scripts: Record<string, Script>) =>
  ({ model }: { model: string }): Script =>
    scripts[model] ?? { kind: 'answer', value: { word: 'well' } };

test.each<[string, Script, Partial<Question>]>([
  ['out of memory', { kind: 'status', status: 500, error: 'model requires more system memory' }, {}],
  ['silent', { kind: 'hang' }, { silenceMs: 20 }],
])(
  'a model that is %s opens a breaker of its own: the server is well, and so is the other model',
  async (_, script, how) => {
    server.set(byModel({ 'llama3.2': script }));
    const ollama = open();
    const both = async (): Promise<string> => {
      await kindOf(ollama.ask({ ...question, ...how }, never()));
      return kindOf(ollama.ask({ ...question, model: 'phi3' }, never()));
    };
    const said = await Promise.all(Array.from({ length: 20 }, both));
    expect(new Set(said)).toEqual(new Set(['it answered']));
    expect(await kindOf(ollama.ask(question, never()))).toMatch(/breaker is open/);
    expect(ollama.breaker()).toEqual({ state: 'closed', failingModels: [question.model] });
    expect(ollama.retryAfterMs('llama3.2')).toBeGreaterThan(0);
    expect(ollama.retryAfterMs('phi3')).toBe(0);
  },
);

test('the tries of one question count once against its model', async () => {
  server.set({ kind: 'status', status: 500 });
  const ollama = open();
  for (let count = 1; count < resilience.circuit_breaker_threshold; count += 1)
    await kindOf(ollama.ask(question, never()));
  expect(ollama.retryAfterMs('llama3.2')).toBe(0);
  await kindOf(ollama.ask(question, never()));
  expect(ollama.retryAfterMs('llama3.2')).toBeGreaterThan(0);
});

test('a server that is away says nothing of a model whose breaker is open', async () => {
  server.set({ kind: 'status', status: 500 });
  const ollama = createOllama({
    url: server.url,
    policy: createOllamaPolicy({ ...resilience, circuit_breaker_timeout: 20 }),
  });
  for (let count = 0; count < resilience.circuit_breaker_threshold; count += 1)
    await kindOf(ollama.ask(question, never()));
  expect(ollama.breaker().failingModels).toEqual([question.model]);
  await server.kill();
  await waitFor(() => ollama.retryAfterMs(question.model) === 0);
  expect(await kindOf(ollama.ask(question, never()))).toBe('away');
  expect(ollama.breaker().failingModels).toEqual([question.model]);
});

test('a model that is missing does not open it', async () => {
  server.set({ kind: 'model_missing' });
  const ollama = open();
  for (let count = 0; count < 6; count += 1) await kindOf(ollama.ask(question, never()));
  expect(ollama.breaker().state).toBe('closed');
});

test.each<[string, Script]>([
  ['before the headers', { kind: 'hang' }],
  ['in the middle', { kind: 'hang', afterPieces: 1 }],
])('a caller that leaves %s ends the request', async (_name, script) => {
  server.set(script);
  const controller = new AbortController();
  const asked = kindOf(open().ask(question, controller.signal));
  await waitFor(() => server.requests.length === 1);
  controller.abort('cancelled');
  expect(await asked).toMatch(/withdrew/);
  await waitFor(() => server.requests[0]?.outcome === 'client_left');
});

test('an answer without end is not left to run on', async () => {
  server.set({ kind: 'answer', text: 'x'.repeat(3_000_000), pieceChars: 10_000, pieceDelayMs: 1 });
  expect(await kindOf(open().ask(question, never()))).toBe('garbage');
  await waitFor(() => server.requests[0]?.outcome !== undefined);
  expect(server.requests[0]?.outcome).toBe('client_left');
});

test('when one of the two lists of models fails the other is not waited for', async () => {
  let left = false;
  const half = createServer((request, response) => {
    if (request.url === '/api/tags') response.writeHead(500, { 'content-type': 'application/json' }).end('{}');
    else response.once('close', () => (left = true));
  });
  await new Promise<void>((resolve) => half.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(half.address() as AddressInfo).port}`;
  expect(await kindOf(createOllama({ url, policy: createOllamaPolicy(resilience) }).models(never()))).toBe('busy');
  await waitFor(() => left, { timeoutMs: 2_000 });
  half.close();
  half.closeAllConnections();
});
