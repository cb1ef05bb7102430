import { preferences } from '@englog/domain';
import type { AlertEvent } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { AlertStore } from './alerts';
import type { AlertDelivery } from './alerts';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { createPreferenceStore } from './preferences';
import { sqlOn } from './sql';

const notice: AlertDelivery = {
  key: 'k1',
  channel: 'in_app',
  urgent: false,
  title: 'Maintenance',
  body: 'Tonight.',
  userIds: [],
  everyone: false,
  cursor: '',
};

describe.each(databaseKinds)('alerts (%s)', (kind) => {
  let fixture: DatabaseFixture;
  let published: AlertEvent[] = [];
  let now = Date.now();
  const publish = (event: AlertEvent) => published.push(event);
  const store = () => new AlertStore({ sql: sqlOn(fixture.database), publish, now: () => now });
  const query = (text: string, values: unknown[] = []) => fixture.database.query({ name: '', text }, values);

  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });
  beforeEach(async () => {
    published = [];
    now = Date.now();
    await query('delete from alerts');
    await query('delete from preferences');
  });

  const everybody = async (key: string): Promise<{ delivered: number; skipped: number; calls: number }> => {
    const total = { delivered: 0, skipped: 0, calls: 0 };
    let cursor = '';
    do {
      const answer = await store().deliver({ ...notice, key, everyone: true, cursor });
      total.delivered += answer.delivered;
      total.skipped += answer.skipped;
      total.calls += 1;
      cursor = answer.nextCursor;
    } while (cursor !== '');
    return total;
  };

  it('delivers once for one key and user, and tells followers of what is new', async () => {
    const first = await store().deliver({ ...notice, userIds: ['u1', 'u2', 'u1'] });
    expect(first).toEqual({ delivered: 2, skipped: 0, nextCursor: '' });
    expect(await store().deliver({ ...notice, userIds: ['u2', 'u3'] })).toEqual({
      delivered: 1,
      skipped: 1,
      nextCursor: '',
    });
    expect(published.map(({ userId }) => userId)).toEqual(['u1', 'u2', 'u3']);
    expect(published[0]).toMatchObject({ kind: 'alert', title: 'Maintenance', body: 'Tonight.' });
    const { items } = await store().list({ userId: 'u1', limit: 10 });
    expect(items).toEqual([expect.objectContaining({ id: published[0]?.alertId, title: 'Maintenance', userId: 'u1' })]);
  });

  it('delivers once when two deliver at once', async () => {
    const userIds = Array.from({ length: 1200 }, (_, n) => `u${n}`);
    const answers = await Promise.all([1, 2, 3].map(() => store().deliver({ ...notice, userIds })));
    expect(answers.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(1200);
    expect(new Set(published.map(({ userId }) => userId)).size).toBe(1200);
    expect(published).toHaveLength(1200);
  });

  it('reaches everybody who has an entry or a task, a page at a time', async () => {
    await query(`insert into log_entries (id, user_id, title, type, start_time, end_time, value_rating, impact_level)
      select gen_random_uuid(), 'entry-' || (n % 700), 't', 'meeting', now(), now() + interval '1 hour', 'low', 'team' from generate_series(1, 2100) n`);
    await query(`insert into finished_tasks (id, status, lane, type, user_id, priority, payload, created_at, timeout_ms, max_attempts, attempt, attempts_spent, finished_at)
      select gen_random_uuid(), 'completed', 1, 'cleanup', 'task-' || (n % 350), 5, '{}', now(), 1000, 3, 1, 0, now() - n * interval '1 hour' from generate_series(1, 700) n`);
    await query(`insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, timeout_ms, max_attempts)
      values (gen_random_uuid(), 'ready', 1, 1, 1, 'cleanup', 'waiting', 5, '{}', 1000, 3)`);
    await store().deliver({ ...notice, userIds: ['waiting'] });
    expect(await everybody('k1')).toEqual({ delivered: 1050, skipped: 1, calls: 3 });
    expect(await everybody('k1')).toEqual({ delivered: 0, skipped: 1051, calls: 3 });
    expect(published).toHaveLength(1051);
  });

  it('lists the newest first, page by page, and nobody else’s', async () => {
    for (const key of ['a', 'b', 'c']) await store().deliver({ ...notice, key, title: key, userIds: ['u1', 'u2'] });
    const first = await store().list({ userId: 'u1', limit: 2 });
    const rest = await store().list({ userId: 'u1', limit: 2, cursor: first.nextCursor ?? '' });
    expect([first.items, rest.items].map((items) => items.map(({ title }) => title))).toEqual([['c', 'b'], ['a']]);
    expect(rest.nextCursor).toBeNull();
  });

  it('lists what comes in quiet hours at once, and puts it on the feed when they end, once', async () => {
    const quiet_hours = { from: '22:00', to: '07:00' };
    const set = (user: string, in_app: object) =>
      createPreferenceStore(sqlOn(fixture.database)).put(
        user,
        preferences.parse({ quiet_hours, channels: { in_app } }),
      );
    await set('later', { quiet: 'delay' });
    await set('silent', { quiet: 'suppress' });
    await set('anyway', { quiet: 'deliver' });
    await set('off', { enabled: false });
    now = Date.parse('2026-03-02T23:00:00Z');
    const userIds = ['later', 'silent', 'anyway', 'off', 'usual'];
    expect(await store().deliver({ ...notice, userIds })).toMatchObject({ delivered: 4, skipped: 1 });
    expect(published.map(({ userId }) => userId).sort()).toEqual(['anyway', 'usual']);
    for (const [userId, count] of [
      ['later', 1],
      ['silent', 1],
      ['off', 0],
    ] as const)
      expect((await store().list({ userId, limit: 10 })).items).toHaveLength(count);
    expect(await store().pushDue()).toBeNull();
    expect(published).toHaveLength(2);
    now = Date.parse('2026-03-03T07:00:00Z');
    await Promise.all([store().pushDue(), store().pushDue()]);
    expect(published.map(({ userId }) => userId).slice(2)).toEqual(['later']);
  });

  it('puts what is urgent on the feed in quiet hours too, and passes over who wants none of the channel', async () => {
    const quiet_hours = { from: '22:00', to: '07:00' };
    const wanted = createPreferenceStore(sqlOn(fixture.database));
    for (const [user, in_app] of [
      ['later', { quiet: 'delay' }],
      ['silent', { quiet: 'suppress' }],
      ['off', { enabled: false }],
    ] as const)
      await wanted.put(user, preferences.parse({ quiet_hours, channels: { in_app } }));
    now = Date.parse('2026-03-02T23:00:00Z');
    const userIds = ['later', 'silent', 'off'];
    expect(await store().deliver({ ...notice, urgent: true, userIds })).toMatchObject({ delivered: 2, skipped: 1 });
    expect(published.map(({ userId }) => userId).sort()).toEqual(['later', 'silent']);
    now = Date.parse('2026-03-03T07:00:00Z');
    await store().pushDue();
    expect(published).toHaveLength(2);
  });

  it.each<[Partial<AlertDelivery>, RegExp]>([
    [{}, /^user_ids must name somebody/],
    [{ userIds: ['u1'], everyone: true }, /^user_ids must be empty/],
    [{ userIds: ['u1'], title: 'a\0b' }, /text that cannot be stored/],
  ])('refuses %j', async (change, message) => {
    const refused = store().deliver({ ...notice, ...change });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_argument', message: expect.stringMatching(message) });
    expect(published).toEqual([]);
  });
});
