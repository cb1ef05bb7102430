import { leakCheck, waitFor } from '@englog/testing';
import { cancelTasks } from '../../store/task-transitions';
import type { HttpFixture } from '../http-fixture';
import { openHttpFixture } from '../http-fixture';
import type { ScriptedWorker } from '../scripted-worker';
import { readSse } from './sse-client';

const insight = { entry_ids: ['e1'], insight_type: 'productivity' };

let http: HttpFixture;
let worker: ScriptedWorker;
beforeAll(async () => {
  http = await openHttpFixture();
  worker = await http.connectWorker();
});
afterAll(async () => {
  await http.close();
  await leakCheck();
});

const create = async (body: Record<string, unknown> = {}, as = 'u1'): Promise<string> =>
  (await http.ask('POST', '/v1/tasks/insights', { as, body: { ...insight, ...body } })).json.task_id;
const later = () => ({ run_at: new Date(Date.now() + 3_600_000).toISOString() });
const follow = async (path: string, lastEventId?: string, as = 'u1') =>
  readSse(await http.open(path, { as, headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId } }));
const briefly = ({
  event,
  data,
}: {
  event: string;
  data: { status?: string; percent?: number; text?: string; title?: string };
}) => `${event} ${data.status ?? data.percent ?? data.text ?? data.title}`;

describe('GET /v1/tasks/{id}/events', () => {
  it('tells when the text begins anew', async () => {
    const id = await create();
    const delivery = await worker.next(id);
    const stream = await follow(`/v1/tasks/${id}/events`);
    await waitFor(() => stream.events.length === 1);
    worker.progress(delivery, 10, 'asking', 'Thrown away.');
    worker.progress(delivery, 10, 'asking', { anew: '' });
    worker.progress(delivery, 20, 'asking another', 'Well said.');
    await worker.complete(delivery, { content: 'Well said.' });
    await stream.done;
    const chunks = stream.events.filter(({ event }) => event === 'chunk').map(({ data }) => data);
    expect(chunks).toMatchObject([{ text: 'Thrown away.' }, { text: '', restart: true }, { text: 'Well said.' }]);
    expect(chunks[0]).not.toHaveProperty('restart');
  });

  it('tells the state first, then all that happens, and ends with the end', async () => {
    const id = await create();
    const delivery = await worker.next(id);
    const stream = await follow(`/v1/tasks/${id}/events`);
    await waitFor(() => stream.events.length === 1);
    worker.progress(delivery, 10, 'reading');
    worker.progress(delivery, 10, 'reading', 'Once ');
    worker.progress(delivery, 90, 'writing', 'upon');
    await worker.complete(delivery, { content: 'x' });
    await stream.done;
    const told = stream.events.map(briefly);
    expect(told[0]).toMatch(/^state (pending|running)$/);
    expect(told.filter((line) => !line.startsWith('state'))).toEqual([
      'progress 10',
      'chunk Once ',
      'chunk upon',
      'progress 90',
    ]);
    expect(told.at(-1)).toBe('state completed');
    expect(stream.events.at(-1)?.data).toMatchObject({
      task_id: id,
      attempt: 1,
      error: null,
      failure: null,
      at: expect.any(String),
    });
  });

  it('tells a text that came at once in pieces, of which none is lost', async () => {
    const id = await create();
    const delivery = await worker.next(id);
    const stream = await follow(`/v1/tasks/${id}/events`);
    await waitFor(() => stream.events.length === 1);
    const text = 'a😀é'.repeat(50_000);
    worker.progress(delivery, 10, 'writing', { anew: text });
    await worker.complete(delivery, { content: text });
    await stream.done;
    const chunks = stream.events.filter(({ event }) => event === 'chunk').map(({ data }) => data);
    expect(chunks.map((data) => data.text).join('')).toBe(text);
    expect(Math.max(...chunks.map((data) => data.text.length))).toBeLessThanOrEqual(16_384);
    expect(chunks.every((data) => data.text.isWellFormed())).toBe(true);
    expect(chunks.map((data) => data.restart === true)).toEqual(chunks.map((_, index) => index === 0));
  });

  it('resumes after Last-Event-ID without gap or repeat', async () => {
    const id = await create();
    const delivery = await worker.next(id);
    const first = await follow(`/v1/tasks/${id}/events`);
    await waitFor(() => first.events.length > 0);
    worker.progress(delivery, 10, 'a');
    worker.progress(delivery, 20, 'b');
    worker.progress(delivery, 30, 'c');
    await waitFor(() => first.events.some(({ data }) => data.percent === 30));
    const ten = first.events.find(({ data }) => data.percent === 10);
    const second = await follow(`/v1/tasks/${id}/events`, ten?.id);
    await worker.complete(delivery, {});
    await second.done;
    expect(second.events.map(briefly).filter((line) => line.startsWith('progress'))).toEqual([
      'progress 20',
      'progress 30',
    ]);
    expect(second.events.map(briefly).at(-1)).toBe('state completed');
    await first.done;
  });

  it('sends a client that has seen the end home', async () => {
    const id = await create();
    await worker.complete(await worker.next(id), {});
    const stream = await follow(`/v1/tasks/${id}/events`);
    await stream.done;
    expect(stream.events.map(briefly)).toEqual(['state completed']);
    const again = await http.open(`/v1/tasks/${id}/events`, {
      headers: { 'last-event-id': stream.events[0]?.id ?? '' },
    });
    expect([again.status, await again.text()]).toEqual([204, '']);
  });

  it('tells the end even if the feed lost it', async () => {
    const id = await create(later());
    const stream = await follow(`/v1/tasks/${id}/events`);
    await waitFor(() => stream.events.length === 1);
    // As by another replica’s hand while Redis is away: the row says so, and no event does.
    await cancelTasks(http.sql, [id]);
    await stream.done;
    expect(stream.events.map(briefly)).toEqual(['state pending', 'state cancelled']);
  });

  it('goes on past an end that a retry undid', async () => {
    const id = await create();
    const undone = await worker.next(id);
    const first = await follow(`/v1/tasks/${id}/events`);
    worker.progress(undone, 1, 'begun');
    await waitFor(() => first.events.some(({ data }) => data.percent === 1));
    const seen = first.events.find(({ data }) => data.percent === 1)?.id;
    await http.ask('POST', `/v1/tasks/${id}/cancel`);
    await first.done;
    await http.ask('POST', `/v1/tasks/${id}/retry`);
    const second = await follow(`/v1/tasks/${id}/events`, seen);
    const delivery = await worker.next(id, undone.attempt + 1);
    await waitFor(() => second.events.some(({ data }) => data.status === 'cancelled'));
    await worker.complete(delivery, {});
    await second.done;
    expect(second.events.map(briefly).at(-1)).toBe('state completed');
  });

  it('lets go of everything when the client goes', async () => {
    const id = await create(later());
    const leaving = new AbortController();
    const response = await http.open(`/v1/tasks/${id}/events`, { signal: leaving.signal });
    const stream = readSse(response);
    await waitFor(() => stream.events.length === 1);
    leaving.abort();
    await stream.done;
    // Its place among the open streams is free again: as many as there are can be taken.
    const taken = new AbortController();
    await waitFor(async () => {
      const responses = await Promise.all(
        Array.from({ length: 5 }, () => http.open(`/v1/tasks/${id}/events`, { signal: taken.signal })),
      );
      const isFree = responses.every(({ status }) => status === 200);
      if (!isFree) await Promise.all(responses.map((one) => one.body?.cancel()));
      return isFree;
    });
    const tooMany = await http.ask('GET', `/v1/tasks/${id}/events`);
    expect([tooMany.status, tooMany.headers.get('retry-after')]).toEqual([429, '5']);
    taken.abort();
  });

  it('answers HEAD and goes', async () => {
    const id = await create(later(), 'head');
    const { status, headers } = await http.ask('HEAD', `/v1/tasks/${id}/events`, { as: 'head' });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });
});

describe('GET /v1/events', () => {
  it('tells a user of all their tasks and alerts, and of nobody else’s', async () => {
    const stop = new AbortController();
    const stream = readSse(await http.open('/v1/events', { as: 'alice', signal: stop.signal }));
    const id = await create({}, 'alice');
    const theirs = await create({}, 'bob');
    await worker.complete(await worker.next(theirs), {});
    await worker.complete(await worker.next(id), {});
    http.feed.publish({ kind: 'alert', userId: 'bob', at: 1, alertId: 'a0', title: 'secret', body: '' });
    http.feed.publish({ kind: 'alert', userId: 'alice', at: 1, alertId: 'a1', title: 'Report ready', body: 'Look' });
    await waitFor(() => stream.events.some(({ event }) => event === 'alert'));
    expect(stream.events.at(-1)?.data).toEqual({
      alert_id: 'a1',
      title: 'Report ready',
      body: 'Look',
      at: '1970-01-01T00:00:00.001Z',
    });
    const states = stream.events
      .filter(({ event }) => event === 'state')
      .map(({ data }) => [data.task_id, data.status]);
    expect(states.at(-1)).toEqual([id, 'completed']);
    expect(new Set(states.map(([task]) => task))).toEqual(new Set([id]));
    stop.abort();
    await stream.done;
  });

  it('resumes, and is for oneself', async () => {
    const stop = new AbortController();
    const open = (headers: Record<string, string>) =>
      http.open('/v1/events', { as: 'carol', signal: stop.signal, headers });
    const first = readSse(await open({}));
    const alert = (alertId: string) =>
      http.feed.publish({ kind: 'alert', userId: 'carol', at: 1, alertId, title: alertId, body: '' });
    ['a1', 'a2', 'a3'].forEach(alert);
    await waitFor(() => first.events.length === 3);
    const second = readSse(await open({ 'last-event-id': first.events[0]?.id ?? '' }));
    await waitFor(() => second.events.length === 2);
    expect(second.events.map(briefly)).toEqual(['alert a2', 'alert a3']);
    stop.abort();
    expect((await http.ask('GET', '/v1/events?user_id=bob', { as: 'carol' })).status).toBe(403);
  });
});

it('a drain ends live streams with a time to come back, and waits at once', async () => {
  const draining = await http.serve({});
  const id = (await draining.ask('POST', '/v1/tasks/insights', { body: { ...insight, ...later() } })).json.task_id;
  const stream = readSse(await draining.open(`/v1/tasks/${id}/events`));
  await waitFor(() => stream.events.length === 1);
  const waiting = draining.ask('GET', `/v1/tasks/${id}/result?wait=60s`);
  await draining.ask('GET', '/health');
  const begun = performance.now();
  await draining.stop();
  expect(performance.now() - begun).toBeLessThan(1_900);
  expect((await waiting).json).toMatchObject({ task_id: id, status: 'pending' });
  await stream.done;
  expect(stream.raw).toMatch(/\nretry: \d{4}\n\n$/);
});
