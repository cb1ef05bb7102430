import { leakCheck } from '@englog/testing';
import { AlertStore } from '../../store/alerts';
import { openHttpFixture } from '../http-fixture';
import type { HttpFixture } from '../http-fixture';

describe('preferences and alerts', () => {
  let http: HttpFixture;
  beforeAll(async () => {
    http = await openHttpFixture();
  });
  afterAll(async () => {
    await http.close();
    await leakCheck();
  });

  it('answers the defaults, then what was put, each user’s own', async () => {
    const first = await http.ask('GET', '/v1/preferences');
    expect(first).toMatchObject({ status: 200, json: { time_zone: 'UTC', quiet_hours: null } });
    const wanted = { time_zone: 'Europe/Berlin', quiet_hours: { from: '22:00', to: '07:00' } };
    const put = await http.ask('PUT', '/v1/preferences', {
      body: { ...wanted, channels: { email: { quiet: 'suppress' } } },
    });
    expect(put).toMatchObject({
      status: 200,
      json: { ...wanted, channels: { email: { enabled: true, quiet: 'suppress' } } },
    });
    expect((await http.ask('GET', '/v1/preferences')).json).toEqual(put.json);
    expect((await http.ask('GET', '/v1/preferences', { as: 'u2' })).json).toEqual(first.json);
  });

  it.each([
    [{ quiet_hours: { from: '9', to: '10:00' } }, 'quiet_hours.from'],
    [{ time_zone: 'Nowhere' }, 'time_zone'],
    [{ channel: {} }, 'channel'],
  ])('refuses %j by its field', async (body, field) => {
    const answer = await http.ask('PUT', '/v1/preferences', { body });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ field }] } });
  });

  it('lists a user’s alerts page by page, and nobody else’s but to an admin', async () => {
    const store = new AlertStore({ sql: http.sql, now: () => Date.now(), publish: () => undefined });
    for (const title of ['one', 'two', 'three'])
      await store.deliver({
        key: title,
        channel: 'in_app',
        urgent: false,
        title,
        body: '',
        userIds: ['u7'],
        everyone: false,
        cursor: '',
      });
    const page = await http.ask('GET', '/v1/alerts?limit=2', { as: 'u7' });
    expect(page.json.alerts.map(({ title }: { title: string }) => title)).toEqual(['three', 'two']);
    const rest = await http.ask('GET', `/v1/alerts?cursor=${page.json.next_cursor}`, { as: 'u7' });
    expect(rest.json).toMatchObject({ alerts: [{ title: 'one' }], next_cursor: null });
    expect((await http.ask('GET', '/v1/alerts', { as: 'u8' })).json.alerts).toEqual([]);
    expect((await http.ask('GET', '/v1/alerts?user_id=u7', { as: 'u8' })).status).toBe(403);
    expect((await http.ask('GET', '/v1/alerts?user_id=u7', { as: 'u8', admin: true })).json.alerts).toHaveLength(3);
    expect((await http.ask('GET', '/v1/alerts?limit=0')).status).toBe(400);
  });

  it('takes `urgent`: for oneself from anybody, for others from an admin', async () => {
    const ask = (change: object, as: object = {}) =>
      http.ask('POST', '/v1/tasks/notifications', {
        body: { channel: 'in_app', user_ids: ['u1'], title: 't', body: 'b', urgent: true, ...change },
        ...as,
      });
    expect((await ask({})).status).toBe(202);
    expect(await ask({ user_ids: ['u1', 'u2'] })).toMatchObject({
      status: 403,
      json: { errors: [{ field: 'user_ids' }] },
    });
    const email = { channel: 'email', user_id: 'u2', to: 'u2@example.com', subject: 's', text: 't' };
    const forOther = { body: { ...email, urgent: true } };
    expect((await http.ask('POST', '/v1/tasks/notifications', forOther)).status).toBe(403);
    expect((await http.ask('POST', '/v1/tasks/notifications', { ...forOther, admin: true })).status).toBe(202);
    expect((await ask({ user_ids: ['u1', 'u2'] }, { admin: true })).status).toBe(202);
    expect(await ask({ urgent: 'very' })).toMatchObject({ status: 400, json: { errors: [{ field: 'urgent' }] } });
    const { json } = await http.ask('GET', '/openapi.json');
    expect(JSON.stringify(json)).toContain('Quiet hours do not hold it back');
  });
});
