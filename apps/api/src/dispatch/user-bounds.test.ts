import { leakCheck } from '@englog/testing';
import { startApiFixture } from '../testing/api-fixture';
import type { ApiFixture, Client } from '../testing/api-fixture';

interface OpenApi {
  paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
}

/** I9: no user's tasks and schedules shut others out. */
describe('one user', () => {
  let fixture: ApiFixture;

  beforeAll(async () => {
    const env = { ENGLOG_LIMITS_MAX_BACKLOG_PER_USER: '3', ENGLOG_LIMITS_MAX_SCHEDULES_PER_USER: '2' };
    fixture = await startApiFixture({ kind: 'postgres', env });
  });
  afterAll(async () => {
    await fixture.stop();
    await leakCheck();
  });

  const insight = { type: 'insight_generation', entry_ids: ['x'], insight_type: 'productivity' };
  const post = (client: Client, more = {}, headers = {}) =>
    client.call('POST', '/v1/tasks', { ...insight, ...more }, headers);
  const batch = (client: Client, count: number, more = {}) =>
    client.call('POST', '/v1/tasks/batch', { tasks: Array.from({ length: count }, () => insight), ...more });

  it('with as many tasks waiting as one may have is answered 429, and others go on', async () => {
    const mallory = await fixture.as('mallory');
    const first = await post(mallory, {}, { 'idempotency-key': 'k' });
    expect((await batch(mallory, 2)).status).toBe(202);
    const refused = await post(mallory);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect(refused.headers.get('content-type')).toMatch(/problem\+json/);
    expect(refused.body.detail).toBe('the backlog of user mallory is full: 3 of the 3 tasks one user may have wait');
    const again = await post(mallory, {}, { 'idempotency-key': 'k' });
    expect([again.status, again.body.task_id]).toEqual([202, first.body.task_id]);
    const ann = await fixture.as('ann');
    expect((await post(ann)).status).toBe(202);
    await mallory.call('POST', '/v1/tasks/cancel', {});
    expect((await batch(mallory, 3)).status).toBe(202);
  });

  it('is told so by the document', async () => {
    const { body } = await (await fixture.as('ann')).call<OpenApi>('GET', '/openapi.json');
    for (const path of ['/v1/tasks', '/v1/tasks/batch', '/v1/tasks/insights'])
      expect(body.paths[path]?.['post']?.responses['429']?.description).toMatch(/of all users or of this one/);
    expect(body.paths['/v1/schedules']?.['post']?.responses['429']?.description).toMatch(/as one user may have/);
  });

  it('has a batch taken as a whole or not at all', async () => {
    const bob = await fixture.as('bob');
    expect((await batch(bob, 4)).status).toBe(429);
    expect((await batch(bob, 4, { atomic: true })).status).toBe(429);
    expect((await batch(bob, 2)).status).toBe(202);
    expect((await batch(bob, 2)).status).toBe(429);
    expect((await post(bob)).status).toBe(202);
  });

  it('has no more schedules than one may have, and others theirs', async () => {
    const schedule = { name: 'Each minute', cron: '* * * * *', enabled: false, task: insight };
    const create = (client: Client, more = {}) => client.call('POST', '/v1/schedules', { ...schedule, ...more });
    const [mallory, ann] = [await fixture.as('mallory'), await fixture.as('ann')];
    const { body } = await create(mallory);
    expect((await create(mallory)).status).toBe(201);
    const refused = await create(mallory);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    expect(refused.headers.get('content-type')).toMatch(/problem\+json/);
    expect(refused.body.detail).toMatch(/^user mallory has 2 of the 2 schedules one user may have/);
    const root = await fixture.as('root', ['admin']);
    expect((await create(root, { user_id: 'mallory' })).status).toBe(429);
    expect((await create(ann)).status).toBe(201);
    expect((await mallory.call('DELETE', `/v1/schedules/${String(body.id)}`)).status).toBe(204);
    expect((await create(mallory)).status).toBe(201);
  });

  it('is bounded as an administrator, and by what an administrator asks in their name', async () => {
    const root = await fixture.as('root', ['admin']);
    expect((await batch(root, 3)).status).toBe(202);
    expect((await post(root)).status).toBe(429);
    for (let n = 0; n < 3; n += 1) expect((await post(root, { user_id: 'cid' })).status).toBe(202);
    expect((await post(root, { user_id: 'cid' })).body.detail).toMatch(/of user cid is full/);
    expect((await post(await fixture.as('cid'))).status).toBe(429);
  });
});
