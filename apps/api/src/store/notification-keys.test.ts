import { randomUUID } from 'node:crypto';
import { leakCheck } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { claimKey, settleKey } from './notification-keys';
import type { KeyClaim } from './notification-keys';
import { sqlOn } from './sql';
import type { Sql } from './sql';

describe.each(databaseKinds)('keys of notifications (%s)', (kind) => {
  let fixture: DatabaseFixture;
  let sql: Sql;
  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
    sql = sqlOn(fixture.database);
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    for (const table of ['notification_keys', 'tasks', 'finished_tasks'])
      await sql.query({ name: '', text: `delete from ${table}` }, []);
  });

  const claimOf = (change: Partial<KeyClaim> = {}): KeyClaim => ({
    userId: 'ann',
    channel: 'email',
    key: 'k',
    taskId: randomUUID(),
    attempt: 1,
    workerId: 'w1',
    resendIfUnknown: false,
    ...change,
  });
  const claim = (claim: KeyClaim) => claimKey(sql, claim);
  const makeLive = ({ taskId }: KeyClaim) =>
    sql.query(
      {
        name: '',
        text: `insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, timeout_ms, max_attempts)
               values ($1, 'running', 1, 1, 1, 'notification', 'ann', 5, '{}', 1000, 3)`,
      },
      [taskId],
    );
  const makeFinished = ({ taskId }: KeyClaim, status: string) =>
    sql.query(
      {
        name: '',
        text: `insert into finished_tasks (id, status, lane, type, user_id, priority, payload, created_at, timeout_ms, max_attempts, attempt, attempts_spent, finished_at)
               values ($1, $2, 1, 'notification', 'ann', 5, '{}', now(), 1000, 3, 1, 0, now())`,
      },
      [taskId, status],
    );
  const holderOf = ({ taskId, attempt }: KeyClaim) => ({ taskId, attempt });

  it('are one user’s on one channel', async () => {
    for (const change of [{}, { userId: 'ben' }, { channel: 'webhook' }, { key: 'l' }])
      expect(await claim(claimOf(change))).toEqual({ state: 'claimed' });
  });

  it('are claimed by one of many at once', async () => {
    const claims = Array.from({ length: 10 }, () => claimOf());
    for (const one of claims) await makeLive(one);
    const states = (await Promise.all(claims.map(claim))).map(({ state }) => state);
    expect(states.sort()).toEqual(['claimed', ...Array.from({ length: 9 }, () => 'sending')]);
  });

  it('once sent, are told of to everyone else and to the task’s own next attempt', async () => {
    const first = claimOf();
    expect(await claim(first)).toEqual({ state: 'claimed' });
    await settleKey(sql, first, true);
    const sent = { state: 'sent', holder: holderOf(first) };
    expect(await claim({ ...first, attempt: 2 })).toEqual(sent);
    expect(await claim(claimOf({ resendIfUnknown: true }))).toEqual(sent);
    await settleKey(sql, first, false);
    expect(await claim(claimOf())).toEqual(sent);
  });

  it('are free again after a refusal', async () => {
    const first = claimOf();
    await claim(first);
    await settleKey(sql, { ...first, workerId: 'w2' }, false);
    await settleKey(sql, { ...first, attempt: 2 }, false);
    await makeLive(first);
    expect(await claim(claimOf())).toEqual({ state: 'sending', holder: holderOf(first) });
    await settleKey(sql, first, false);
    expect(await claim(claimOf())).toEqual({ state: 'claimed' });
  });

  it('of a dead attempt are not sent again, unless that is asked for', async () => {
    const first = claimOf();
    await claim(first);
    expect(await claim(first)).toEqual({ state: 'claimed' });
    await makeLive(first);
    const unknown = { state: 'unknown', holder: holderOf(first) };
    expect(await claim({ ...first, attempt: 2 })).toEqual(unknown);
    await sql.query({ name: '', text: 'delete from tasks' }, []);
    await makeFinished(first, 'failed');
    expect(await claim(claimOf())).toEqual(unknown);
    const resend = claimOf({ resendIfUnknown: true });
    expect(await claim(resend)).toEqual({ state: 'claimed' });
    // What the first says now comes too late.
    await settleKey(sql, first, false);
    expect(await claim({ ...resend, attempt: 2, resendIfUnknown: false })).toEqual({
      state: 'unknown',
      holder: holderOf(resend),
    });
  });

  it('of a task that completed are sent, though nobody said so', async () => {
    const first = claimOf();
    await claim(first);
    await makeFinished(first, 'completed');
    expect(await claim(claimOf({ resendIfUnknown: true }))).toEqual({ state: 'sent', holder: holderOf(first) });
  });
});

afterAll(() => leakCheck());
