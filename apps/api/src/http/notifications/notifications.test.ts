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
});
