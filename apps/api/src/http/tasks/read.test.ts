import { leakCheck } from '@englog/testing';
import type { HttpFixture } from '../http-fixture';
import { openHttpFixture } from '../http-fixture';

const insight = { entry_ids: ['e1'], insight_type: 'productivity' };
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

describe('reading tasks', () => {
  it('shows a task and why it waits', async () => {
    const id = await create({ ...insight, priority: 9, deadline: '90s', labels: { zone: 'a' }, fallback: 'never' });
    const { json } = await http.ask('GET', `/v1/tasks/${id}`);
    expect(json).toMatchObject({
      task_id: id,
      type: 'insight_generation',
      user_id: 'u1',
      status: 'pending',
      priority: 9,
      pool: 'default',
      labels: { zone: 'a' },
      fallback: 'never',
      timeout_seconds: 90,
      attempt: 0,
      payload: { user_id: 'u1', ...insight },
      error: null,
      progress: null,
      why: { reason: 'no_worker', message: expect.any(String) },
    });
  });

  it('lists one’s own, page by page, without gap or repeat', async () => {
    const ids = [];
    for (let count = 0; count < 5; count += 1) ids.unshift(await create(insight, 'pager'));
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { json } = await http.ask('GET', `/v1/tasks?limit=2${cursor && `&cursor=${cursor}`}`, { as: 'pager' });
      seen.push(...json.tasks.map(({ task_id }: { task_id: string }) => task_id));
      cursor = json.next_cursor;
    }
    expect(seen).toEqual(ids);
  });

  it('refuses a cursor no list gave, rather than answer an empty last page', async () => {
    const answer = await http.ask('GET', '/v1/tasks?cursor=abc', { as: 'pager' });
    expect(answer.status).toBe(400);
    expect(answer.json.errors).toEqual([expect.objectContaining({ field: 'cursor' })]);
  });

  it('filters, and keeps other people’s tasks to them', async () => {
    await create(insight, 'u4');
    const of = async (query: string, admin = false) =>
      (await http.ask('GET', `/v1/tasks${query}`, { as: 'u5', admin })).json;
    expect((await of('')).tasks).toEqual([]);
    expect((await of('?user_id=u4')).status).toBe(403);
    expect((await of('?user_id=u4', true)).tasks).toHaveLength(1);
    expect((await of('?user_id=u4&status=completed', true)).tasks).toEqual([]);
    expect((await of('?user_id=u4&type=weekly_report', true)).tasks).toEqual([]);
  });

  it.each([
    ['?limit=0', 'limit'],
    ['?limit=201', 'limit'],
    ['?limit=', 'limit'],
    ['?limit=-1', 'limit'],
    ['?limit=1.0', 'limit'],
    ['?limit=0x10', 'limit'],
    ['?limit=1e2', 'limit'],
    ['?limit=%205', 'limit'],
    ['?limit=5&limit=6', 'limit'],
    ['?status=done', 'status'],
    ['?colour=red', 'colour'],
  ])('GET /v1/tasks%s is refused', async (query, field) => {
    const { status, json } = await http.ask('GET', `/v1/tasks${query}`);
    expect([status, fieldsOf(json)]).toEqual([400, [field]]);
  });

  it.each([
    ['GET', ''],
    ['GET', '/attempts'],
    ['GET', '/result'],
    ['GET', '/events'],
    ['POST', '/cancel'],
    ['POST', '/retry'],
  ])('%s /v1/tasks/{id}%s: another’s, none and nonsense are all not found', async (method, rest) => {
    const theirs = await create(insight, 'u2');
    for (const id of [theirs, nobody, 'nonsense']) {
      const { status, json } = await http.ask(method, `/v1/tasks/${id}${rest}`);
      expect([status, json.error]).toEqual([404, 'Task not found']);
    }
  });
});
