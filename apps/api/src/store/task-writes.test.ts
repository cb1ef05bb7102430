import { randomUUID } from 'node:crypto';
import { leakCheck } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import type { Sql } from './sql';
import { isDataFault, sqlOn } from './sql';
import { claim, finish, hourMs, insert, noClaim, stateOf, taskIn, toFinish, toInsert } from './task-fixture';
import { flushTasks, insertTasks } from './task-writes';

const bySeed = (seed: number) => (): number => {
  // mulberry32: the same shuffle on every run.
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

describe.each(databaseKinds)('task writes on %s', (kind) => {
  let fixture: DatabaseFixture;
  let sql: Sql;

  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
    sql = sqlOn(fixture.database);
  });
  beforeEach(async () => {
    for (const table of ['tasks', 'finished_tasks']) await sql.query({ name: '', text: `delete from ${table}` }, []);
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });

  it('claims in the order of the order key, then of age, across lanes and however they were inserted', async () => {
    const random = bySeed(7);
    const keys = Array.from({ length: 60 }, (_, n) => ({ lane: (n % 3) + 1, orderKey: Math.floor(random() * 20) }));
    const tasks = keys.map((more) => toInsert(more));
    const shuffled = [...tasks].sort(() => random() - 0.5);
    await insert(sql, ...shuffled);
    const wanted = [...tasks].sort((a, b) => a.orderKey - b.orderKey || (a.id < b.id ? -1 : 1));
    const claimed = [];
    for (let n = 0; n < 6; n++) {
      const ten = await claim(sql, [1, 2, 3], 10);
      const order = new Map(wanted.map((task, index) => [task.id, index]));
      claimed.push(...ten.map((task) => order.get(task.id) ?? -1).sort((a, b) => a - b));
    }
    expect(claimed).toEqual(wanted.map((_, index) => index));
  });

  it('claims only from the lanes asked for, no more than the slots, and one task a slot', async () => {
    await insert(sql, ...[1, 1, 2, 3].map((lane) => toInsert({ lane })));
    const [a, b] = [randomUUID(), randomUUID()];
    const slots = [
      { sessionId: a, workerId: 'a' },
      { sessionId: b, workerId: 'b' },
    ];
    const { claimed } = await flushTasks(sql, { inserts: [], finishes: [], claim: { lanes: [1, 2], slots } });
    expect(claimed.map((task) => task.sessionId).sort()).toEqual([a, b].sort());
    expect(await claim(sql, [1, 2], 10)).toHaveLength(1);
    expect(await claim(sql, [1, 2], 10)).toHaveLength(0);
    expect(await claim(sql, [], 10)).toHaveLength(0);
    expect(await claim(sql, [3], 10)).toHaveLength(1);
  });

  it('claims by two at once never give a task twice, and leave none behind', async () => {
    const other = sqlOn(await fixture.another());
    await insert(sql, ...Array.from({ length: 300 }, (_, n) => toInsert({ orderKey: n })));
    const seen: string[] = [];
    const work = async (through: Sql): Promise<void> => {
      for (let misses = 0; misses < 3;) {
        const tasks = await claim(through, [1], 7);
        seen.push(...tasks.map((task) => task.id));
        misses = tasks.length === 0 ? misses + 1 : 0;
      }
    };
    await Promise.all([work(sql), work(other), work(sql), work(other)]);
    expect(new Set(seen).size).toBe(300);
    expect(seen).toHaveLength(300);
  });

  it('what it claims carries all a delivery needs', async () => {
    const expiresAt = Date.now() + hourMs;
    const task = toInsert({
      payload: '{"a":"é\\u0000"}',
      priority: 9,
      turn: 12,
      timeoutMs: 1234,
      expiresAt,
      maxAttempts: 7,
    });
    await insert(sql, task);
    const [claimed] = await claim(sql, [1], 1);
    const { id, payload, priority, turn, timeoutMs, maxAttempts } = task;
    expect(claimed).toMatchObject({
      id,
      payload,
      priority,
      turn,
      timeoutMs,
      expiresAt,
      maxAttempts,
      attempt: 1,
      losses: 0,
    });
    expect(claimed).toMatchObject({ attemptsSpent: 0, lane: 1, type: 'insight_generation', userId: 'ann' });
  });

  it('new tasks, ends and claims of one flush commit together or not at all', async () => {
    const ending = await taskIn(sql, 'running');
    const waiting = await taskIn(sql, 'ready');
    const added = toInsert({ lane: 2 });
    const slots = [{ sessionId: randomUUID(), workerId: 'w' }];
    const broken = toInsert({ id: ending.id, lane: 2 });
    const flush = { finishes: [toFinish(ending)], claim: { lanes: [1], slots } };
    const failure: unknown = await flushTasks(sql, {
      ...flush,
      inserts: [added, { ...broken, priority: 99_999 }],
    }).catch((error: unknown) => error);
    expect(isDataFault(failure)).toBe(true);
    expect(await Promise.all([ending.id, waiting.id, added.id].map((id) => stateOf(sql, id)))).toEqual([
      'running',
      'ready',
      null,
    ]);
    const { stale, claimed } = await flushTasks(sql, { ...flush, inserts: [added] });
    expect([[...stale], claimed.map((task) => task.id)]).toEqual([[], [waiting.id]]);
    expect(await stateOf(sql, ending.id)).toBe('completed');
    expect((await flushTasks(sql, { ...flush, inserts: [] })).stale).toEqual(new Set([ending.id]));
    expect(await stateOf(sql, added.id)).toBe('ready');
  });

  it('an ended task is out of the hot table, with its attempt, times and error', async () => {
    const ref = await taskIn(sql, 'running');
    const error = { code: 'handler_error', message: 'boom "quoted" 😀', retryable: false };
    const startedAt = Date.now() - 5000;
    expect([
      ...(await finish(sql, toFinish(ref, { status: 'failed', result: null, error, spent: true, startedAt }))),
    ]).toEqual([ref.id]);
    const text = 'select * from finished_tasks where id = $1';
    const [row] = await sql.query<Record<string, unknown>>({ name: '', text }, [ref.id]);
    expect(row).toMatchObject({ status: 'failed', error, attempts_spent: 1, attempt: 1, worker_id: 'worker' });
    expect((row?.started_at as Date).getTime()).toBe(startedAt);
    expect(await sql.query({ name: '', text: 'select from tasks' }, [])).toEqual([]);
  });

  it('a task that is inserted leased is the first attempt of its session; one with a time to come is scheduled', async () => {
    const lease = { sessionId: randomUUID(), workerId: 'w' };
    const [leased, scheduled, past] = [
      toInsert({ lease }),
      toInsert({ runAt: Date.now() + hourMs }),
      toInsert({ runAt: Date.now() - hourMs }),
    ];
    await sql.transaction((trx) => insertTasks(trx, [leased, scheduled, past]));
    expect(await Promise.all([leased, scheduled, past].map((task) => stateOf(sql, task.id)))).toEqual([
      'leased',
      'scheduled',
      'ready',
    ]);
    expect([...(await finish(sql, toFinish({ id: leased.id, attempt: 1, sessionId: lease.sessionId })))]).toHaveLength(
      1,
    );
    expect(await claim(sql, [1], 5)).toMatchObject([{ id: past.id }]);
  });

  it('nothing to do is nothing done', async () => {
    expect(await flushTasks(sql, { inserts: [], finishes: [], claim: noClaim })).toEqual({
      stale: new Set(),
      claimed: [],
    });
  });
});
