import type { ResultAnswer } from '@englog/domain';
import { leakCheck, waitFor } from '@englog/testing';
import type { OllamaRequest } from '@englog/testing';
import { logEntries } from './harness/entries';
import { readEvents } from './harness/event-reader';
import type { SentEvent } from './harness/event-reader';
import { honestAnswer } from './harness/honest-model';
import type { HttpClient } from './harness/http-client';
import { startStack } from './harness/stack';
import type { Stack } from './harness/stack';

const isEnd = ({ event, data }: SentEvent): boolean =>
  event === 'state' && ['completed', 'failed', 'cancelled'].includes(String(data.status));
const textOf = (events: readonly SentEvent[]): string =>
  events
    .filter(({ event }) => event === 'chunk')
    .reduce((text, { data }) => (data.restart === true ? '' : text) + String(data.text), '');

/** What a follower sees of a task, live and after a break. */
describe('live events', () => {
  let stack: Stack;
  let client: HttpClient;
  let entryId: string;

  const ask = async (context: string): Promise<string> => {
    const body = { entry_ids: [entryId], insight_type: 'patterns', context };
    return (await client.post<{ task_id: string }>('/v1/tasks/insights', body)).body.task_id;
  };

  beforeAll(async () => {
    stack = await startStack();
    client = stack.apis[0].clientFor('ann');
    entryId = (await logEntries(client, 1))[0] ?? '';
    stack.ollama.set((request) => ({ kind: 'answer', value: honestAnswer(request), pieceDelayMs: 15, pieceChars: 12 }));
  }, 60_000);
  afterAll(async () => {
    client.close();
    await stack.stop();
  }, 60_000);
  afterAll(() => leakCheck());

  test('a follower sees states, progress and the text as it is written, and the stream ends with the task', async () => {
    const taskId = await ask('followed from the beginning');
    const events = await readEvents(client, `/v1/tasks/${taskId}/events`);
    const { body } = await client.get<ResultAnswer>(`/v1/tasks/${taskId}/result`);
    expect(isEnd(events.at(-1) as SentEvent)).toBe(true);
    expect(events.filter(isEnd)).toHaveLength(1);
    const percents = events.filter(({ event }) => event === 'progress').map(({ data }) => Number(data.percent));
    expect(percents.length).toBeGreaterThan(1);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(events.filter(({ event }) => event === 'chunk').length).toBeGreaterThan(1);
    expect(textOf(events)).toBe(body.result?.content);
  });

  test.each([
    ['computed, after the model broke off', { kind: 'cut', afterPieces: 30 } as const, 'rules'],
    ['stored, when it was asked before', undefined, 'cache'],
  ])('of an answer that is %s it reads what the result says', async (how, script, source) => {
    const context = script ? how : 'followed from the beginning';
    const honest = (request: OllamaRequest) => ({ value: honestAnswer(request), pieceDelayMs: 15 });
    stack.ollama.set((request) => {
      const { value, ...pace } = honest(request);
      return script ? { ...script, ...pace, text: JSON.stringify(value) } : { kind: 'answer', value };
    });
    const taskId = await ask(context);
    const events = await readEvents(client, `/v1/tasks/${taskId}/events`);
    const { body } = await client.get<ResultAnswer>(`/v1/tasks/${taskId}/result`);
    expect(body.result?.source).toBe(source);
    expect(textOf(events)).toBe(body.result?.content);
    stack.ollama.set((request) => ({ kind: 'answer', ...honest(request), pieceChars: 12 }));
  });

  test('one that breaks off and resumes with Last-Event-ID has seen each event once', async () => {
    const taskId = await ask('broken off');
    const path = `/v1/tasks/${taskId}/events`;
    let begun = false;
    const whole = readEvents(client, path, {}, () => (begun = true));
    await waitFor(() => begun, { what: 'the first follower to be there' });
    const first = await readEvents(client, path, { until: ({ event }) => event === 'chunk' });
    const rest = await readEvents(client, path, { lastEventId: first.at(-1)?.id });
    const all = await whole;
    const numbered = (events: readonly SentEvent[]): SentEvent[] => events.filter(({ event }) => event !== 'state');
    const broken = numbered([...first, ...rest]);
    const unbroken = numbered(all.slice(all.findIndex(({ id }) => id === broken[0]?.id)));
    expect(broken.map(({ id }) => id)).toEqual(unbroken.map(({ id }) => id));
    expect(textOf(broken)).toBe(textOf(unbroken));
    expect(rest.length).toBeGreaterThan(2);
    expect(isEnd(rest.at(-1) as SentEvent)).toBe(true);
  });

  test('one that has seen the end is told not to come back', async () => {
    const taskId = await ask('seen to the end');
    const events = await readEvents(client, `/v1/tasks/${taskId}/events`);
    const answer = await client.get(`/v1/tasks/${taskId}/events`, { 'last-event-id': events.at(-1)?.id ?? '' });
    expect(answer.status).toBe(204);
  });

  test('one that comes after the end gets it at once', async () => {
    const taskId = await ask('come late');
    await client.get(`/v1/tasks/${taskId}/result?wait=20s`);
    const events = await readEvents(client, `/v1/tasks/${taskId}/events`, { timeoutMs: 5_000 });
    expect(events.map(({ event, data }) => `${event} ${String(data.status)}`)).toEqual(['state completed']);
  });

  test('a running task is cancelled within a second, and its follower is told', async () => {
    stack.ollama.set({ kind: 'hang' });
    const taskId = await ask('cancelled');
    let cancelledAt = 0;
    const events = await readEvents(client, `/v1/tasks/${taskId}/events`, {}, ({ event, data }) => {
      if (cancelledAt > 0 || event !== 'progress' || Number(data.percent) < 30) return;
      cancelledAt = performance.now();
      void client.post(`/v1/tasks/${taskId}/cancel`);
    });
    expect(events.at(-1)?.data.status).toBe('cancelled');
    expect(performance.now() - cancelledAt).toBeLessThan(1_000);
    const [worker] = stack.workers;
    const inUse = async () => (await worker?.health())?.slots.in_use;
    await waitFor(async () => (await inUse()) === 0, { timeoutMs: 1_000, what: 'the slot to be free again' });
  });
});
