import type { JsonObject } from '@englog/domain';
import type { Script } from '@englog/testing';
import { createOllama } from '../ollama/ollama';
import { createOllamaPolicy } from '../ollama/ollama-policy';
import { createInsightHandler } from './insight';
import { contextOf } from './testing/context';
import type { ContextData } from './testing/context';
import { ask, before, lies, llm, resilience, truth, week } from './testing/insight-data';
import { failureOf, openInsightRoom } from './testing/insight-room';

/** Whose answer an insight gets: the model's, the fallback model's, a stored one, a computed one. */

const room = openInsightRoom();
const { compute, handle } = room;

test('the fallback model answers when the first is missing', async () => {
  const { result } = await handle({ metadata: { model: 'mistral' } });
  expect(result).toMatchObject({
    source: 'fallback_model',
    model: 'phi3',
    fallbacks: [{ source: 'model', model: 'mistral', reason: 'ollama_model_missing' }],
  });
});

test('of 20 asked at once each gets the fallback model when the first is out of memory', async () => {
  room.server.set(({ model }) => (model === 'llama3.2' ? { kind: 'status', status: 500 } : truth));
  const policy = createOllamaPolicy({ ...resilience, circuit_breaker_threshold: 5 });
  const handler = createInsightHandler({ ollama: createOllama({ url: room.server.url, policy }), llm, compute });
  const results = await Promise.all(
    Array.from({ length: 20 }, () => handler(contextOf({ payload: ask(), entries: week, before }))),
  );
  expect(new Set(results.map(({ source, model }) => `${source} ${model}`))).toEqual(new Set(['fallback_model phi3']));
});

describe('stored answers', () => {
  const store = (result: JsonObject) =>
    new Map([[String(result['question_key']), { result, answeredAt: Date.now() - 90_000 }]]);

  it('serves the same question on the same data, with its age and whose it is, and asks no model', async () => {
    const first = (await handle()).result;
    const { result, context } = await handle({ stored: store(first) });
    expect(room.server.requests).toHaveLength(1);
    const { source: _source, ...rest } = first;
    expect(result).toEqual({ ...rest, source: 'cache', age_seconds: expect.any(Number) });
    expect(result['age_seconds']).toBeGreaterThanOrEqual(90);
    expect(context.chunks).toEqual([result['content']]);
  });

  it('serves them to those who want a fresh one while Ollama is away', async () => {
    const stored = store((await handle()).result);
    await room.server.kill();
    const { result } = await handle({ stored, payload: ask({ fresh: true }) });
    expect(result).toMatchObject({ source: 'cache', model: 'llama3.2', content: expect.stringMatching(/^High-value/) });
    expect(result['age_seconds']).toBeGreaterThanOrEqual(90);
    expect(result['fallbacks']).toMatchObject([{ reason: 'ollama_away' }, {}]);
  });

  it.each<[string, Partial<ContextData>]>([
    ['other data', { entries: week.slice(1) }],
    ['another question', { payload: ask({ insight_type: 'patterns' }) }],
    ['another context', { payload: ask({ context: { focus_areas: ['meetings'] } }) }],
    ['another model', { metadata: { model: 'phi3' } }],
  ])('does not serve %s', async (_name, change) => {
    const stored = store((await handle()).result);
    await room.server.kill();
    expect((await handle({ stored, ...change })).result['source']).toBe('rules');
  });

  it.each<[string, JsonObject, string]>([
    ['takes one', { context: { preferences: { reuse: true } } }, 'cache'],
    ['wants a fresh one', { context: { preferences: { fresh: true } } }, 'model'],
    ['wants a fresh one, told beside the context', { fresh: true }, 'model'],
    ['wants none again', { context: { preferences: { reuse: false } } }, 'model'],
  ])('of the same question, to a client that %s', async (_name, change, source) => {
    const first = (await handle()).result;
    const { result } = await handle({ payload: ask(change), stored: store(first) });
    expect(result).toMatchObject({ source, question_key: first['question_key'] });
  });

  it('are the answering model’s: a fallback model’s answer is not the first model’s', async () => {
    room.server.set(({ model }) => (model === 'llama3.2' ? { kind: 'status', status: 500 } : truth));
    const fallback = (await handle()).result;
    expect(fallback).toMatchObject({ source: 'fallback_model', model: 'phi3', fallbacks: [{ model: 'llama3.2' }] });
    const stored = store(fallback);
    // Asked of that model, it is that model's answer, and nothing failed on the way to it.
    const { result } = await handle({ stored, metadata: { model: 'phi3' } });
    expect(result).toMatchObject({ source: 'cache', model: 'phi3' });
    expect(result).not.toHaveProperty('fallbacks');
    room.server.set(truth);
    expect((await handle({ stored })).result).toMatchObject({ source: 'model', model: 'llama3.2' });
  });

  it('of the fallback model are given in its turn, with what failed before it now', async () => {
    room.server.set(({ model }) => (model === 'llama3.2' ? { kind: 'status', status: 500 } : truth));
    const stored = store((await handle()).result);
    await room.server.kill();
    expect((await handle({ stored })).result).toMatchObject({
      source: 'cache',
      model: 'phi3',
      fallbacks: [{ source: 'model', model: 'llama3.2', reason: 'ollama_away' }],
    });
  });

  it('are not half an answer, nor replaced by one', async () => {
    const first = (await handle()).result;
    const half = JSON.stringify({ sentences: [{ text: 'You logged 17.5 hours in total.', fact_ids: ['time.total'] }] });
    room.server.set({ kind: 'answer', text: half.slice(0, -2) });
    const { result } = await handle({ stored: store(first), payload: ask({ fresh: true }) });
    expect(result).toMatchObject({
      source: 'cache',
      content: first['content'],
      fallbacks: [{ reason: 'answer_cut' }, {}],
    });
  });

  it('does without when the store cannot be asked', async () => {
    await room.server.kill();
    const storedAnswer = async () => Promise.reject(new Error('link down'));
    expect((await handle({ storedAnswer })).result).toMatchObject({
      source: 'rules',
      fallbacks: [{}, {}, { reason: 'store_unavailable' }],
    });
  });
});

describe('what live followers read', () => {
  const broken: Script = {
    kind: 'cut',
    afterPieces: 9,
    text: '{"sentences":[{"text":"You logged 17.5 hours in total.","fact_ids":["time.total"]},{"text":"High',
  };

  it.each<[string, Script, string, number]>([
    ['the fallback model’s, after the first broke off', truth, 'fallback_model', 1],
    ['computed, after both broke off', broken, 'rules', 2],
  ])('is the result’s content: %s', async (_name, second, source, restarts) => {
    room.server.set(({ model }) => (model === 'llama3.2' ? broken : second));
    const { result, context } = await handle();
    expect(result['source']).toBe(source);
    expect(context.restarts()).toBe(restarts);
    const percents = context.steps.map(({ percent }) => percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(context.chunks.join('')).toBe(result['content']);
  });
});

describe('options of the task type', () => {
  it('are asked with, before those of all', async () => {
    const own = { model: 'phi3', temperature: 0.9, keep_alive: '1h', context_tokens: 4_096 };
    await handle({}, { insight_generation: own, weekly_report: { model: 'other', temperature: 0 } });
    expect(room.server.requests[0]).toMatchObject({
      model: 'phi3',
      keepAlive: '1h',
      options: { temperature: 0.9, num_ctx: 4_096 },
    });
  });

  it('name its fallback model and its time', async () => {
    room.server.set(({ model }) => (model === 'llama3.2' ? { kind: 'hang' } : truth));
    const insight_generation = { fallback_model: 'phi3', timeout: 40 };
    expect((await handle({}, { fallback_model: '', insight_generation })).result).toMatchObject({
      model: 'phi3',
      fallbacks: [{ model: 'llama3.2', reason: 'ollama_slow' }],
    });
  });
});

describe('fallback: never', () => {
  it('hands the task back while Ollama is away', async () => {
    await room.server.kill();
    const error = await failureOf(handle({ metadata: { fallback: 'never' } }));
    expect(error.failure).toMatchObject({ code: 'ollama_unavailable', retryable: true });
    expect(error.handBackMs).toBeGreaterThanOrEqual(1_000);
  });

  it('fails the attempt when the model answers what cannot be used', async () => {
    room.server.set(lies);
    const error = await failureOf(handle({ payload: ask({ fallback: 'never' }) }));
    expect(error).toMatchObject({ failure: { code: 'model_answer_unusable', retryable: true }, handBackMs: null });
  });
});
