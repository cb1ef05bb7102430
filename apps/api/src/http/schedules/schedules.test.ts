import { leakCheck } from '@englog/testing';
import type { HttpFixture } from '../http-fixture';
import { openHttpFixture } from '../http-fixture';

const weekly = {
  name: 'Weekly report',
  cron: '0 8 * * 1',
  time_zone: 'Europe/Berlin',
  task: { type: 'weekly_report', period: 'previous_week' },
};
let http: HttpFixture;
beforeAll(async () => {
  http = await openHttpFixture();
});
afterAll(async () => {
  await http.close();
  await leakCheck();
});

const fieldsOf = (json: { errors: { field: string }[] }) => json.errors.map(({ field }) => field);
const create = (body: unknown = weekly, as = 'u1', headers: Record<string, string> = {}) =>
  http.ask('POST', '/v1/schedules', { as, body, headers });

describe('/v1/schedules', () => {
  it('keeps a schedule through its life', async () => {
    const created = await create();
    expect([created.status, created.json]).toEqual([
      201,
      {
        id: expect.any(String),
        user_id: 'u1',
        ...weekly,
        catch_up: 'once',
        enabled: true,
        next_at: expect.stringMatching(/T0[67]:00:00\.000Z$/),
        last_at: null,
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    ]);
    const path = created.headers.get('location') ?? '';
    expect(path).toBe(`/v1/schedules/${created.json.id}`);
    expect((await http.ask('GET', path)).json).toEqual(created.json);
    const off = await http.ask('PUT', path, { body: { ...weekly, enabled: false, catch_up: 'none' } });
    expect(off.json).toMatchObject({ id: created.json.id, enabled: false, catch_up: 'none', next_at: null });
    expect((await http.ask('DELETE', path)).status).toBe(204);
    expect((await http.ask('GET', path)).status).toBe(404);
    expect((await http.ask('DELETE', path)).status).toBe(404);
  });

  it('is read in UTC when it names no zone, and says so', async () => {
    const { time_zone: _, ...unzoned } = weekly;
    const created = await create(unzoned);
    expect(created.json).toMatchObject({ time_zone: 'UTC', next_at: expect.stringMatching(/T08:00:00\.000Z$/) });
    const path = `/v1/schedules/${created.json.id}`;
    expect((await http.ask('GET', path)).json.time_zone).toBe('UTC');
    const zoned = await http.ask('PUT', path, { body: weekly });
    expect(zoned.json.time_zone).toBe('Europe/Berlin');
    expect((await http.ask('PUT', path, { body: unzoned })).json.time_zone).toBe('UTC');
    expect((await http.ask('DELETE', path)).status).toBe(204);
    const { json } = await http.ask('GET', '/openapi.json');
    const { description, requestBody } = json.paths['/v1/schedules'].post;
    expect(description).toContain('UTC');
    const { task } = requestBody.content['application/json'].schema.properties;
    for (const word of ['POST /v1/tasks', 'period', 'previous_day', 'previous_week', 'previous_month'])
      expect(task.description).toContain(word);
  });

  it.each([
    [{ cron: 'mondays' }, ['cron']],
    [{ cron: '* * * * * *' }, ['cron']],
    [{ cron: '0 0 30 2 *' }, ['cron']],
    [{ time_zone: 'Mars/Base' }, ['time_zone']],
    [{ name: '' }, ['name']],
    [{ task: undefined }, ['task']],
    [{ task: { type: 'weekly_report' } }, ['task.period']],
    [{ task: { ...weekly.task, user_id: 'u2' } }, ['task.user_id']],
    [{ task: { ...weekly.task, run_at: '2030-01-01T00:00:00Z' } }, ['task.run_at']],
    [{ catch_up: 'never' }, ['catch_up']],
    [{ surprise: 1 }, ['surprise']],
  ])('refuses %j', async (change, fields) => {
    const { status, json } = await create({ ...weekly, ...change });
    expect([status, fieldsOf(json)]).toEqual([400, fields]);
  });

  it('is for its owner, and lets nobody do by the clock what they may not do by hand', async () => {
    const path = `/v1/schedules/${(await create(weekly, 'owner')).json.id}`;
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const asked = await http.ask(method, path, { as: 'other', ...(method === 'PUT' ? { body: weekly } : {}) });
      expect([method, asked.status, asked.json.error]).toEqual([method, 404, 'Schedule not found']);
    }
    expect((await http.ask('PUT', path, { as: 'root', admin: true, body: weekly })).json.user_id).toBe('owner');
    expect((await create({ ...weekly, user_id: 'owner' }, 'other')).status).toBe(403);
    const cleanup = { ...weekly, task: { type: 'cleanup' } };
    expect((await create(cleanup, 'other')).status).toBe(403);
    expect((await http.ask('POST', '/v1/schedules', { admin: true, body: cleanup })).status).toBe(201);
  });

  it('creates once under one key', async () => {
    const headers = { 'idempotency-key': 'k' };
    const first = await create(weekly, 'once', headers);
    const again = await create(weekly, 'once', headers);
    expect([again.json, again.headers.get('idempotency-replayed')]).toEqual([first.json, 'true']);
    expect((await create({ ...weekly, name: 'Other' }, 'once', headers)).status).toBe(409);
  });

  it('lists one’s own, page by page', async () => {
    const ids = [];
    for (let count = 0; count < 3; count += 1) ids.unshift((await create(weekly, 'lister')).json.id);
    const first = await http.ask('GET', '/v1/schedules?limit=2', { as: 'lister' });
    const rest = await http.ask('GET', `/v1/schedules?limit=2&cursor=${first.json.next_cursor}`, { as: 'lister' });
    expect([...first.json.schedules, ...rest.json.schedules].map(({ id }) => id)).toEqual(ids);
    expect(rest.json.next_cursor).toBeNull();
  });
});
