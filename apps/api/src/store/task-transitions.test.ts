import { randomUUID } from 'node:crypto';
import { next, rowStates, sourcesOf, taskTransitions } from '@englog/domain';
import type { RowState, TaskTransition } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import type { Sql } from './sql';
import { sqlOn } from './sql';
import { claim, finish, hourMs, insert, stateOf, taskIn, toFinish, toInsert } from './task-fixture';
import type { AttemptRef } from './task-fixture';
import {
  acknowledgeAttempts,
  cancelTasks,
  expireTasks,
  nextDueMs,
  promoteDue,
  redriveTasks,
  returnAttempts,
} from './task-transitions';

const error = { code: 'handler_error', message: 'boom', retryable: true };
const toReturn = (ref: AttemptRef, delayMs: number) => ({
  ...ref,
  outcome: 'failed' as const,
  error,
  spent: true,
  delayMs,
  startedAt: null,
});

describe.each(databaseKinds)('task transitions on %s', (kind) => {
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

  const set = (id: string, assignment: string) =>
    sql.query({ name: '', text: `update tasks set ${assignment} where id = $1` }, [id]);
  const row = async (id: string): Promise<Record<string, unknown>> => {
    const text = `select * from tasks where id = $1`;
    return (await sql.query<Record<string, unknown>>({ name: '', text }, [id]))[0] ?? {};
  };

  /** Each transition, and the statement that performs it on the given attempt. `fail` has two: of the waiting, of the leased. */
  const statements: [TaskTransition, RowState[] | null, (ref: AttemptRef) => Promise<unknown>][] = [
    ['due', null, async ({ id }) => [await set(id, `due_at = now() - interval '1 second'`), await promoteDue(sql, 10)]],
    ['claim', null, () => claim(sql, [1], 1)],
    ['acknowledge', null, (ref) => acknowledgeAttempts(sql, [{ ...ref, startedAt: Date.now() }])],
    ['complete', null, (ref) => finish(sql, toFinish(ref))],
    ['fail', ['leased', 'running'], (ref) => finish(sql, toFinish(ref, { status: 'failed', error, spent: true }))],
    [
      'fail',
      ['scheduled', 'ready'],
      async ({ id }) => [await set(id, `expires_at = now()`), await expireTasks(sql, 10)],
    ],
    ['retry', null, (ref) => returnAttempts(sql, [toReturn(ref, 60_000)])],
    ['release', null, (ref) => returnAttempts(sql, [toReturn(ref, 0)])],
    ['cancel', null, ({ id }) => cancelTasks(sql, [id])],
    ['redrive', null, ({ id }) => redriveTasks(sql, [{ id, turn: 1, orderKey: 0 }])],
  ];
  const cells = statements.flatMap(([transition, only, perform]) =>
    rowStates.map((state) => {
      const starts = only === null || only.includes(state);
      return { transition, state, perform, after: (starts ? next(state, transition) : null) ?? state };
    }),
  );

  it('every transition of the table has its statement', () => {
    const covered = new Set(statements.map(([transition]) => transition));
    // `reschedule` shares the statement of `redrive`, and has a test of its own.
    expect([...covered, 'reschedule'].sort()).toEqual([...taskTransitions].sort());
    const fails = statements.flatMap(([transition, only]) => (transition === 'fail' ? (only ?? []) : []));
    expect(fails.sort()).toEqual(sourcesOf('fail').sort());
  });

  it.each(cells)('$transition of a task that is $state leaves it $after', async ({ state, perform, after }) => {
    const ref = await taskIn(sql, state);
    await perform(ref);
    expect(await stateOf(sql, ref.id)).toBe(after);
  });

  it.each(['failed', 'cancelled'] as const)('reschedule: a %s task ahead of its run_at waits for it', async (state) => {
    const runAt = Date.now() + hourMs;
    const ref = await taskIn(sql, state === 'failed' ? 'failed' : 'scheduled', { runAt });
    if (state === 'cancelled') await cancelTasks(sql, [ref.id]);
    await redriveTasks(sql, [{ id: ref.id, turn: 1, orderKey: 0 }]);
    expect(await stateOf(sql, ref.id)).toBe('scheduled');
    expect(await nextDueMs(sql)).toBeGreaterThan(hourMs / 2);
  });

  const guarded: [string, (ref: AttemptRef) => Promise<unknown>][] = [
    ['acknowledge', (ref) => acknowledgeAttempts(sql, [{ ...ref, startedAt: Date.now() }])],
    ['complete', (ref) => finish(sql, toFinish(ref))],
    ['fail', (ref) => finish(sql, toFinish(ref, { status: 'failed', error }))],
    ['retry', (ref) => returnAttempts(sql, [toReturn(ref, 1000)])],
    ['release', (ref) => returnAttempts(sql, [toReturn(ref, 0)])],
  ];
  const strangers: [string, (ref: AttemptRef) => AttemptRef][] = [
    ['an earlier attempt', (ref) => ({ ...ref, attempt: ref.attempt - 1 })],
    ['a later attempt', (ref) => ({ ...ref, attempt: ref.attempt + 1 })],
    ['another session', (ref) => ({ ...ref, sessionId: randomUUID() })],
    ['another task', (ref) => ({ ...ref, id: randomUUID() })],
  ];
  const refused = guarded.flatMap(([name, perform]) =>
    strangers.map(([whose, mistake]) => ({ name, whose, perform, mistake })),
  );

  it.each(refused)('I2: $name by $whose changes nothing', async ({ perform, mistake }) => {
    const ref = await taskIn(sql, 'leased');
    const before = await row(ref.id);
    await perform(mistake(ref));
    expect(await row(ref.id)).toEqual(before);
  });

  it('a returned attempt stands in the history, spent or not, and losses count in a row', async () => {
    const ref = await taskIn(sql, 'running');
    const lost = { ...toReturn(ref, 0), outcome: 'worker_lost' as const, spent: false };
    expect(await returnAttempts(sql, [lost])).toEqual([{ id: ref.id, lane: 1 }]);
    expect(await row(ref.id)).toMatchObject({ losses: 1, attempts_spent: 0, session_id: null, worker_id: null });
    const [again] = await claim(sql, [1], 1);
    expect(again).toMatchObject({ id: ref.id, attempt: 2, losses: 1, attemptsSpent: 0 });
    await returnAttempts(sql, [toReturn({ ...ref, attempt: 2, sessionId: again?.sessionId ?? '' }, 0)]);
    const after = await row(ref.id);
    expect(after).toMatchObject({ losses: 0, attempts_spent: 1 });
    expect(after.history).toMatchObject([
      { attempt: 1, outcome: 'worker_lost', worker_id: 'worker', error: { code: 'handler_error' } },
      { attempt: 2, outcome: 'failed' },
    ]);
  });

  it('the history of a task that goes back over and over is bounded, the last attempts stay', async () => {
    const ref = await taskIn(sql, 'leased');
    for (let attempt = 1; attempt <= 60; attempt++) {
      await returnAttempts(sql, [toReturn({ ...ref, attempt }, 0)]);
      await claim(sql, [1], 1, ref.sessionId);
    }
    const history = (await row(ref.id)).history as { attempt: number }[];
    expect(history.map((each) => each.attempt)).toEqual(Array.from({ length: 50 }, (_, n) => n + 11));
  });

  it('a redriven task has its attempts unspent, its history kept, and goes on counting attempts', async () => {
    const ref = await taskIn(sql, 'running', { maxAttempts: 1 });
    await finish(sql, toFinish(ref, { status: 'failed', error: { ...error, code: 'deadline_exceeded' }, spent: true }));
    expect(await redriveTasks(sql, [{ id: ref.id, turn: 7, orderKey: 42 }])).toEqual([{ id: ref.id, lane: 1 }]);
    const redriven = await row(ref.id);
    expect(redriven).toMatchObject({ attempt: 1, attempts_spent: 0, losses: 0, turn: '7', order_key: '42' });
    expect(redriven.history).toMatchObject([{ attempt: 1, outcome: 'deadline_exceeded', worker_id: 'worker' }]);
    expect(await claim(sql, [1], 1)).toMatchObject([{ id: ref.id, attempt: 2 }]);
  });

  it('redrives many, of which some are live, unknown or completed, and answers those it did', async () => {
    const refs = await Promise.all((['failed', 'cancelled', 'completed', 'ready'] as const).map((s) => taskIn(sql, s)));
    const asked = [...refs.map((ref) => ref.id), randomUUID()].map((id) => ({ id, turn: 1, orderKey: 0 }));
    const done = await redriveTasks(sql, asked);
    expect(done.map(({ id }) => id).sort()).toEqual([refs[0]?.id, refs[1]?.id].sort());
  });

  it('what is not due stays; what is due moves in the order of its time, so many at a time', async () => {
    const at = (ms: number) => toInsert({ runAt: Date.now() + ms, lane: ms });
    const tasks = [at(3000), at(1000), at(2000), at(hourMs)];
    await insert(sql, ...tasks);
    const wait = await nextDueMs(sql);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(1000);
    expect(await promoteDue(sql, 10)).toEqual([]);
    await sql.query({ name: '', text: `update tasks set due_at = due_at - interval '10 seconds'` }, []);
    expect((await promoteDue(sql, 2)).map(({ lane }) => lane).sort()).toEqual([1000, 2000]);
    expect(await nextDueMs(sql)).toBe(0);
    expect(await promoteDue(sql, 10)).toEqual([{ lane: 3000 }]);
    expect(await promoteDue(sql, 10)).toEqual([]);
  });

  it('a cancelled waiting task has no session, a cancelled leased one names whose slot is free', async () => {
    const [ready, leased] = [await taskIn(sql, 'ready'), await taskIn(sql, 'leased')];
    const ended = await cancelTasks(sql, [ready.id, leased.id, randomUUID()]);
    expect(ended).toHaveLength(2);
    expect(ended).toContainEqual(expect.objectContaining({ id: ready.id, session_id: null, attempt: 0 }));
    expect(ended).toContainEqual(expect.objectContaining({ id: leased.id, session_id: leased.sessionId, attempt: 1 }));
    expect(await cancelTasks(sql, [ready.id, leased.id])).toEqual([]);
  });
});
