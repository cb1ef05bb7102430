import { leakCheck } from '@englog/testing';
import type { HttpFixture } from '../http-fixture';
import { openHttpFixture } from '../http-fixture';
import type { ScriptedWorker } from '../scripted-worker';

const insight = { entry_ids: ['e1'], insight_type: 'productivity' };
const report = { start_date: '2026-03-02', end_date: '2026-03-08' };
const nobody = '0190b8c0-0000-7000-8000-000000000000';

let http: HttpFixture;
beforeAll(async () => {
  http = await openHttpFixture();
});
afterAll(async () => {
  await http.close();
  await leakCheck();
});

const create = async (body: Record<string, unknown> = insight, as = 'u1'): Promise<string> => {
  const { status, json } = await http.ask('POST', '/v1/tasks/insights', { as, body });
  expect(status).toBe(202);
  return (json as { task_id: string }).task_id;
};
const fieldsOf = (json: { errors: { field: string }[] }) => json.errors.map(({ field }) => field);

describe('with a worker', () => {
  let worker: ScriptedWorker;
  beforeAll(async () => {
    worker = await http.connectWorker();
  });

  it('waits for the result', async () => {
    const id = await create();
    const waiting = http.ask('GET', `/v1/tasks/${id}/result?wait=30s`);
    const delivery = await worker.next(id);
    worker.acknowledge(delivery);
    await worker.complete(delivery, { content: 'well done' });
    const { status, json } = await waiting;
    expect(status).toBe(200);
    expect(json).toEqual({
      task_id: id,
      status: 'completed',
      result: { content: 'well done' },
      error: null,
      failure: null,
      worker_id: 'worker-1',
      started_at: expect.stringMatching(/Z$/),
      completed_at: expect.stringMatching(/Z$/),
      progress: null,
    });
  });

  it('answers as it is when the wait is over, with its progress', async () => {
    const id = await create();
    const delivery = await worker.next(id);
    worker.progress(delivery, 40, 'reading');
    const { json } = await http.ask('GET', `/v1/tasks/${id}/result?wait=0.05s`);
    expect(json).toMatchObject({ result: null, completed_at: null, progress: { percent: 40, message: 'reading' } });
    await worker.complete(delivery, {});
  });

  it.each(['61s', '-1s', 'long'])('refuses to wait %s', async (wait) => {
    const { status, json } = await http.ask('GET', `/v1/tasks/${nobody}/result?wait=${wait}`);
    expect([status, fieldsOf(json)]).toEqual([400, ['wait']]);
  });

  it('tells the failure, every attempt, and takes a retry', async () => {
    const id = await create({ ...insight, max_attempts: 1 });
    const retry = () => http.ask('POST', `/v1/tasks/${id}/retry`);
    const first = await worker.next(id);
    expect((await retry()).status).toBe(409);
    await worker.fail(first, { code: 'handler_error', message: 'no luck', retryable: true });
    const failed = await http.ask('GET', `/v1/tasks/${id}/result?wait=5s`);
    expect(failed.json).toMatchObject({
      status: 'failed',
      result: null,
      error: 'no luck',
      failure: { code: 'handler_error' },
    });
    worker.deliveries.length = 0;
    expect((await retry()).json).toMatchObject({ task_id: id, status: 'pending' });
    await worker.complete(await worker.next(id), { content: 'luck' });
    expect((await http.ask('GET', `/v1/tasks/${id}/result?wait=5s`)).json).toMatchObject({ status: 'completed' });
    const { json } = await http.ask('GET', `/v1/tasks/${id}/attempts`);
    expect(
      json.attempts.map(({ outcome, error }: { outcome: string; error: string | null }) => [outcome, error]),
    ).toEqual([
      ['failed', 'no luck'],
      ['completed', null],
    ]);
    expect((await retry()).status).toBe(409);
  });

  it('cancels once', async () => {
    const id = await create({ ...insight, run_at: new Date(Date.now() + 3_600_000).toISOString() });
    const cancel = () => http.ask('POST', `/v1/tasks/${id}/cancel`);
    expect((await cancel()).json).toEqual({ task_id: id, status: 'cancelled', message: 'Task cancelled' });
    expect((await cancel()).status).toBe(409);
    expect((await http.ask('GET', `/v1/tasks/${id}/result`)).json).toMatchObject({ status: 'cancelled' });
  });

  it('cancels and retries by filter, within one’s own', async () => {
    const later = { ...insight, run_at: new Date(Date.now() + 3_600_000).toISOString() };
    await create(later, 'many');
    await create(later, 'many');
    const theirs = await create(later, 'u2');
    const bulk = async (what: string, body?: unknown) =>
      (await http.ask('POST', `/v1/tasks/${what}`, { as: 'many', body })).json;
    expect(await bulk('cancel')).toEqual({ cancelled_count: 2 });
    expect(await bulk('retry', { status: 'failed' })).toEqual({ retried_count: 0 });
    expect(await bulk('retry', { status: 'cancelled', limit: 1 })).toEqual({ retried_count: 1 });
    expect((await bulk('cancel', { status: 'failed' })).status).toBe(400);
    expect((await bulk('cancel', { user_id: 'u2' })).status).toBe(403);
    expect((await http.ask('GET', `/v1/tasks/${theirs}`, { as: 'u2' })).json.status).toBe('pending');
  });

  it('gives a large result as it is, in the same view', async () => {
    const id = await create();
    const result = { text: 'ä'.repeat(300_000), list: [1, { deep: null }] };
    await worker.complete(await worker.next(id), result);
    const path = `/v1/tasks/${id}/result`;
    for (const { status, headers, json, text } of await Promise.all([1, 2, 3].map(() => http.ask('GET', path)))) {
      expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
      expect([headers.get('vary'), headers.get('content-length')]).toEqual(['accept', String(Buffer.byteLength(text))]);
      expect(json).toEqual({
        task_id: id,
        status: 'completed',
        result,
        error: null,
        failure: null,
        worker_id: 'worker-1',
        started_at: expect.stringMatching(/Z$/),
        completed_at: expect.stringMatching(/Z$/),
        progress: null,
      });
    }
    const page = await http.ask('GET', path, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(page.json.result).toEqual(result);
    expect((await http.ask('GET', `${path}?format=html`)).status).toBe(406);
    expect((await http.ask('GET', path, { as: 'u2' })).status).toBe(404);
  });

  describe('a report in other forms', () => {
    let id: string;
    beforeAll(async () => {
      id = (await http.ask('POST', '/v1/tasks/reports', { body: report })).json.task_id;
      await worker.complete(await worker.next(id), { totals: { minutes: 60 } });
    });
    const result = (query: string, accept?: string) =>
      http.ask('GET', `/v1/tasks/${id}/result${query}`, accept ? { headers: { accept } } : {});

    it.each([
      ['?format=markdown', undefined, 'text/markdown; charset=utf-8'],
      ['?format=html', 'application/json', 'text/html; charset=utf-8'],
      ['', 'text/csv', 'text/csv; charset=utf-8'],
      ['', 'text/html,application/xhtml+xml,*/*;q=0.8', 'text/html; charset=utf-8'],
      ['', '*/*', 'application/json; charset=utf-8'],
      ['', 'application/json, text/html;q=0.5', 'application/json; charset=utf-8'],
    ])('%s, Accept %s: %s', async (query, accept, type) => {
      const { status, headers, text } = await result(query, accept);
      expect([status, headers.get('content-type')]).toEqual([200, type]);
      if (!type.startsWith('application/json')) expect(text).toMatch(/^# as (?:markdown|html|csv)$/);
    });

    it('lets a page run nothing', async () => {
      expect((await result('?format=html')).headers.get('content-security-policy')).toMatch(
        /^default-src 'none'.*sandbox/,
      );
    });

    it('says what it does not have', async () => {
      expect((await result('', 'image/png')).status).toBe(406);
      expect((await result('?format=pdf')).status).toBe(400);
      const other = await create();
      await worker.complete(await worker.next(other), {});
      const page = await http.ask('GET', `/v1/tasks/${other}/result?format=html`);
      expect([page.status, page.json.error]).toEqual([
        406,
        expect.stringContaining('insight_generation has no such form'),
      ]);
      const browser = await http.ask('GET', `/v1/tasks/${other}/result`, {
        headers: { accept: 'text/html,*/*;q=0.8' },
      });
      expect(browser.json).toMatchObject({ status: 'completed' });
    });
  });
});
