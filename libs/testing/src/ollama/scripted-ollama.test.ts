import { leakCheck } from '../leak-check';
import { waitFor } from '../wait-for';
import type { Chat } from './script';
import { startScriptedOllama, type ScriptedOllama } from './scripted-ollama';

let ollama: ScriptedOllama;

beforeEach(async () => {
  ollama = await startScriptedOllama({ models: ['llama3.2', 'phi3:mini'] });
});
afterEach(() => ollama.stop());
afterAll(leakCheck);

const chat = (body: object = {}, signal?: AbortSignal) =>
  fetch(`${ollama.url}/api/chat`, {
    method: 'POST',
    body: JSON.stringify({ model: 'llama3.2', messages: [{ role: 'user', content: 'How was my week?' }], ...body }),
    signal,
  });
const get = async (path: string) =>
  (await fetch(`${ollama.url}${path}`)).json() as Promise<{ models: { name: string }[] }>;
const names = async (path: string) => (await get(path)).models.map(({ name }) => name);

interface Line {
  message: { content: string };
  response: string;
  done: boolean;
  done_reason?: string;
  error?: string;
}
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const schema = {
  type: 'object',
  required: ['summary', 'confidence'],
  properties: { summary: { type: 'string' }, confidence: { type: 'number', minimum: 0, maximum: 1 } },
};

test('streams NDJSON pieces that join to an answer fitting the format', async () => {
  const response = await chat({ format: schema });
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  const pieces = lines(await response.text());
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.map(({ done }) => done)).toEqual([...pieces.slice(1).map(() => false), true]);
  expect(pieces.at(-1)).toMatchObject({ done_reason: 'stop' });
  const answer = JSON.parse(pieces.map(({ message }) => message.content).join('')) as object;
  expect(answer).toEqual({ summary: expect.any(String), confidence: 0.5 });
  expect(ollama.requests).toMatchObject([{ model: 'llama3.2', format: schema, outcome: 'answered' }]);
});

test('answers in one object without stream, and generate by prompt', async () => {
  ollama.set({ kind: 'answer', text: 'Fine.' });
  expect(await (await chat({ stream: false })).json()).toMatchObject({ message: { content: 'Fine.' }, done: true });
  const body = JSON.stringify({ model: 'phi3:mini', system: 'Be brief', prompt: 'And today?' });
  const generated = await fetch(`${ollama.url}/api/generate`, { method: 'POST', body });
  expect(
    lines(await generated.text())
      .map(({ response }) => response)
      .join(''),
  ).toBe('Fine.');
  expect(ollama.requests[1]?.messages).toEqual([
    { role: 'system', content: 'Be brief' },
    { role: 'user', content: 'And today?' },
  ]);
});

test('tells its version, what it has pulled and what it holds in memory', async () => {
  expect(await get('/api/version')).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  expect(await names('/api/tags')).toEqual(['llama3.2:latest', 'phi3:mini']);
  expect(await names('/api/ps')).toEqual([]);
  await (await chat()).text();
  expect(await names('/api/ps')).toEqual(['llama3.2:latest']);
  await (await chat({ keep_alive: 0 })).text();
  expect(await names('/api/ps')).toEqual([]);
});

test('a model never pulled is 404, a body that makes no sense 400', async () => {
  const missing = await chat({ model: 'gone' });
  expect([missing.status, await missing.json()]).toEqual([404, { error: "model 'gone' not found" }]);
  const bad = await fetch(`${ollama.url}/api/chat`, { method: 'POST', body: '{' });
  expect(bad.status).toBe(400);
  expect((await chat({ format: 'yaml' })).status).toBe(400);
});

test.each<[string, Chat, number, string]>([
  ['a failure', { kind: 'status', status: 500, error: 'out of memory' }, 500, 'out of memory'],
  ['a busy server', { kind: 'status', status: 503 }, 503, 'terminated'],
  ['a missing model by script', { kind: 'model_missing' }, 404, 'not found'],
  ['garbage', { kind: 'garbage' }, 200, '<html>'],
  ['an error midway', { kind: 'error_midway', error: 'lost the runner' }, 200, '{"error":"lost the runner"}'],
])('plays %s', async (_, script, status, text) => {
  ollama.set(script);
  const response = await chat();
  expect(response.status).toBe(status);
  expect(await response.text()).toContain(text);
});

test('cuts the connection midway', async () => {
  ollama.set({ kind: 'cut', afterPieces: 2 });
  const response = await chat();
  const read: Uint8Array[] = [];
  await expect(
    (async () => {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) read.push(chunk);
    })(),
  ).rejects.toThrow('terminated');
  expect(lines(Buffer.concat(read).toString())).toHaveLength(2);
});

test('hangs until the client leaves, and knows that it left', async () => {
  ollama.set({ kind: 'hang' });
  await expect(chat({}, AbortSignal.timeout(30))).rejects.toThrow(/timeout|abort/i);
  await waitFor(() => ollama.requests[0]?.outcome === 'client_left');
});

test('is as slow as told', async () => {
  ollama.set({ kind: 'answer', text: 'abcd', pieceChars: 2, headersDelayMs: 20, pieceDelayMs: 20 });
  const startedAt = performance.now();
  await (await chat()).text();
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(58);
});

test('plays scripts in turn, the last one staying, or decides by the request', async () => {
  ollama.set([
    { kind: 'status', status: 500 },
    { kind: 'answer', text: 'ok' },
  ]);
  expect([(await chat()).status, (await chat()).status, (await chat()).status]).toEqual([500, 200, 200]);
  ollama.set(({ model }) => (model === 'phi3:mini' ? { kind: 'status', status: 500 } : undefined));
  expect([(await chat()).status, (await chat({ model: 'phi3:mini' })).status]).toEqual([200, 500]);
});

test('goes down under an answer and comes back on the same port', async () => {
  ollama.set([{ kind: 'hang', afterPieces: 1 }, { kind: 'answer' }]);
  const { url } = ollama;
  const cut = (await chat()).text();
  await Promise.all([expect(cut).rejects.toThrow('terminated'), ollama.kill()]);
  await expect(chat()).rejects.toThrow('fetch failed');
  await ollama.start();
  expect(ollama.url).toBe(url);
  expect((await chat()).status).toBe(200);
});
