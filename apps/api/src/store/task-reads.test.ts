import { randomUUID } from 'node:crypto';
import type { Task } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { countAhead, countInFlight, countWaiting, countWaitingByUser, lastTurns } from './backlog-count';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { LaneStore } from './lanes';
import { findAnswer, findReported, storeAnswer } from './reported';
import type { Sql } from './sql';
import { sqlOn } from './sql';
import { claim, finish, hourMs, insert, taskIn, toFinish, toInsert } from './task-fixture';
import { maxInlineResultBytes, TaskReader } from './task-reads';
import { selectTasks } from './task-selection';
import { returnAttempts } from './task-transitions';

describe.each(databaseKinds)('reads of tasks on %s', (kind) => {
  let fixture: DatabaseFixture;
  let sql: Sql;
  let tasks: TaskReader;
  let lane: number;

  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
    sql = sqlOn(fixture.database);
    const requirements = {
      pool: 'default',
      capability: 'ai_insights',
      labels: {},
      model: null,
      needsOllama: false,
    } as const;
    lane = (await new LaneStore(sql).intern(requirements)).id;
    // A reader of its own: it has to find the lane by itself.
    tasks = new TaskReader(sql, new LaneStore(sql));
  });
  beforeEach(async () => {
    for (const table of ['tasks', 'finished_tasks']) await sql.query({ name: '', text: `delete from ${table}` }, []);
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });

  it.each([
    ['scheduled', 'pending'],
    ['ready', 'pending'],
    ['leased', 'pending'],
    ['running', 'running'],
    ['completed', 'completed'],
    ['failed', 'failed'],
    ['cancelled', 'cancelled'],
  ] as const)('a %s task is found, listed, counted and selected as %s', async (state, status) => {
    const { id } = await taskIn(sql, state, { lane, payload: '{"n":1}' });
    expect(await tasks.find(id)).toMatchObject({ id, status, payload: { n: 1 }, requirements: { pool: 'default' } });
    expect((await tasks.list({ status, limit: 5 })).items.map((task) => task.id)).toEqual([id]);
    expect((await tasks.list({ limit: 5 })).items).toHaveLength(1);
    expect(await tasks.count()).toMatchObject({ [status]: 1 });
    const isLive = status === 'pending' || status === 'running';
    const which = isLive ? 'live' : 'ended';
    const selected = await selectTasks(sql, { status, limit: 5 }, which);
    expect(selected).toEqual(status === 'completed' ? [] : [id]);
    expect(await selectTasks(sql, { status, limit: 5 }, isLive ? 'ended' : 'live')).toEqual([]);
  });

  it('a large result is not read with its task, and no document with a list', async () => {
    const sizes = [maxInlineResultBytes, maxInlineResultBytes + 1];
    const results = sizes.map((size) => JSON.stringify({ text: 'x'.repeat(size - '{"text":""}'.length) }));
    const refs = [];
    for (const result of results) {
      const ref = await taskIn(sql, 'leased', { lane, payload: '{"n":1}' });
      await finish(sql, toFinish(ref, { result }));
      refs.push(ref);
    }
    const ids = refs.map(({ id }) => id);
    const found = await Promise.all(ids.map((id) => tasks.find(id)));
    expect(found.map((task) => task?.result === null)).toEqual([false, true]);
    expect(found.map((task) => task?.payload)).toEqual([{ n: 1 }, { n: 1 }]);
    expect(await Promise.all(ids.map(async (id) => String(await tasks.resultBytes(id))))).toEqual(results);
    const { items } = await tasks.list({ limit: 5 });
    expect(items.map((task) => (task as Task).result)).toEqual([null, null]);
    expect(items.map((task) => (task as Task).payload)).toEqual([{}, {}]);
    const waiting = await taskIn(sql, 'ready', { lane });
    expect(await tasks.resultBytes(waiting.id)).toBeNull();
  });

  it('a result of several pieces comes whole, whatever the characters at their borders', async () => {
    const result = JSON.stringify({ text: 'aä€😀'.repeat(70_000) });
    const ref = await taskIn(sql, 'leased', { lane });
    await finish(sql, toFinish(ref, { result }));
    const bytes = await tasks.resultBytes(ref.id);
    expect(bytes?.equals(Buffer.from(result))).toBe(true);
  });

  it('what is no id finds nothing', async () => {
    for (const id of ['', 'x', "'; drop table tasks; --", '\u0000', randomUUID()]) {
      expect(await tasks.find(id)).toBeNull();
      expect(await tasks.attempts(id)).toBeNull();
      expect(await tasks.waiting(id)).toBeNull();
      expect(await findReported(sql, id)).toBeNull();
    }
    expect(await tasks.findMany(['x', randomUUID()])).toEqual([]);
  });

  it('pages from the newest on, over waiting and ended ones alike, without a gap or a repeat', async () => {
    const states = ['ready', 'completed', 'running', 'failed', 'scheduled', 'cancelled', 'leased'] as const;
    const ids: string[] = [];
    for (const state of states) ids.push((await taskIn(sql, state, { lane })).id);
    const read: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await tasks.list({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      read.push(...page.items.map((task) => task.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(read).toEqual([...ids].reverse());
    await expect(tasks.list({ limit: 3, cursor: 'no cursor' })).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('filters by user and type', async () => {
    const { id } = await taskIn(sql, 'ready', { lane, userId: 'bob', type: 'cleanup' });
    await taskIn(sql, 'ready', { lane, userId: 'ann', type: 'cleanup' });
    await taskIn(sql, 'ready', { lane, userId: 'bob' });
    const filter = { userId: 'bob', type: 'cleanup' as const, limit: 10 };
    expect((await tasks.list(filter)).items.map((task) => task.id)).toEqual([id]);
    expect(await selectTasks(sql, filter, 'live')).toEqual([id]);
    expect(await selectTasks(sql, { createdBefore: Date.now() - hourMs, limit: 10 }, 'live')).toEqual([]);
    expect(await selectTasks(sql, { createdBefore: Date.now() + hourMs, limit: 2 }, 'live')).toHaveLength(2);
  });

  it('says of the latest attempt how it ended, of those before what was kept', async () => {
    const ref = await taskIn(sql, 'running', { lane });
    expect(await tasks.attempts(ref.id)).toMatchObject([{ attempt: 1, outcome: 'running', endedAt: null }]);
    const error = { code: 'handler_error', message: 'boom', retryable: true };
    const back = { ...ref, outcome: 'failed' as const, error, spent: true, delayMs: 0, startedAt: 1_700_000_000_000 };
    await returnAttempts(sql, [back]);
    expect(await tasks.attempts(ref.id)).toMatchObject([
      { attempt: 1, outcome: 'failed', error, startedAt: 1_700_000_000_000, workerId: 'worker' },
    ]);
    const [second] = await claim(sql, [lane], 1);
    if (second === undefined) throw new Error('nothing was claimed');
    const late = { code: 'deadline_exceeded', message: 'too long', retryable: true };
    await finish(sql, toFinish(second, { status: 'failed', result: null, error: late, spent: true }));
    expect((await tasks.attempts(ref.id))?.map((attempt) => attempt.outcome)).toEqual(['failed', 'deadline_exceeded']);
    expect(await tasks.find(ref.id)).toMatchObject({ attempt: 2, attemptsSpent: 2, error: late, workerId: 'worker' });
  });

  it('a report finds its attempt, live or ended', async () => {
    const ref = await taskIn(sql, 'leased', { lane });
    const { attempt, sessionId } = ref;
    expect(await findReported(sql, ref.id)).toMatchObject({ attempt, sessionId, workerId: 'worker', ended: null });
    await finish(sql, toFinish(ref, { status: 'failed', error: { code: 'x', message: 'y', retryable: false } }));
    expect(await findReported(sql, ref.id)).toMatchObject({
      attempt,
      sessionId,
      ended: { status: 'failed', code: 'x' },
    });
  });

  it('counts what waits, what goes before, what is in flight, and the last turns', async () => {
    const add = (orderKey: number, more = {}) => toInsert({ lane, orderKey, turn: orderKey, ...more });
    const [a, b, c] = [add(1), add(2, { userId: 'bob' }), add(3)];
    await insert(sql, c, a, b, add(1, { lane: lane + 1 }), add(0, { runAt: Date.now() + hourMs }));
    expect(await countWaiting(sql)).toBe(5);
    expect(await countWaitingByUser(sql)).toEqual(
      new Map([
        ['ann', 4],
        ['bob', 1],
      ]),
    );
    expect(await Promise.all([a, b, c].map((task) => countAhead(sql, task.id, 1000)))).toEqual([0, 1, 2]);
    expect(await countAhead(sql, c.id, 1)).toBe(1);
    await taskIn(sql, 'running', { lane, userId: 'bob', type: 'cleanup' });
    await taskIn(sql, 'leased', { lane, userId: 'bob' });
    expect(await countInFlight(sql, 'bob', 'cleanup')).toEqual({ byUser: 2, byType: 1 });
    expect(await countInFlight(sql, 'nobody', 'notification')).toEqual({ byUser: 0, byType: 0 });
    expect(await lastTurns(sql)).toContainEqual({ lane, userId: 'ann', priority: 5, turn: 3 });
    expect(await lastTurns(sql)).toContainEqual({ lane, userId: 'bob', priority: 5, turn: 2 });
  });

  it('keeps the last good answer of a user to a question, and of no other', async () => {
    await storeAnswer(sql, { userId: 'ann', questionKey: 'q', result: '{"n":1}' });
    await storeAnswer(sql, { userId: 'ann', questionKey: 'q', result: '{"n":2}' });
    expect(await findAnswer(sql, 'ann', 'q')).toMatchObject({
      result: '{"n":2}',
      answeredAt: expect.any(Number) as number,
    });
    expect(await findAnswer(sql, 'bob', 'q')).toBeNull();
  });
});
