import { randomUUID } from 'node:crypto';
import type { Requirements } from '@englog/domain';
import { createLogger } from '@englog/runtime';
import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from '../store/database-fixture';
import type { DatabaseFixture } from '../store/database-fixture';
import { LaneStore } from '../store/lanes';
import type { Sql } from '../store/sql';
import { sqlOn } from '../store/sql';
import type { TaskInsert } from '../store/task-writes';
import { claim, insert, stateOf, taskIn, toFinish, toInsert } from '../store/task-fixture';
import { Committer } from './committer';
import type { CommitterOptions } from './committer';
import { Registry } from './registry';
import { WorkerSession } from './worker-session';

const anyWorker: Requirements = {
  pool: 'default',
  capability: 'ai_insights',
  labels: {},
  model: null,
  needsOllama: false,
};

function registryOfOneWorker(lanes: LaneStore, slots: number): Registry {
  const session = new WorkerSession(
    {
      ...{ sessionId: randomUUID(), workerId: 'w', workerName: 'w', tokenHash: 'hash', replicaId: 'r', version: '1' },
      ...{ capabilities: ['ai_insights'], pools: ['default'], labels: {}, models: [], slots },
      ...{ linkVersion: 1, instanceId: '1' },
    },
    Date.now(),
  );
  session.attach({ send: () => undefined, close: () => undefined });
  const registry = new Registry(lanes);
  registry.add(session);
  return registry;
}

const log = createLogger({ name: 'test', level: 'silent' });

describe.each(databaseKinds)('the committer on %s', (kind) => {
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

  const committer = (more: Partial<CommitterOptions> = {}) =>
    new Committer({
      sql,
      registry: new Registry(new LaneStore(sql)),
      limits: null,
      maxClaim: 100,
      maxWaiting: 1000,
      onClaimed: () => undefined,
      onLimitsFreed: () => undefined,
      onDoubt: () => undefined,
      now: Date.now,
      log,
      ...more,
    });

  it('I2: of two ends of one attempt in the same turn the first is recorded and the second is told no', async () => {
    const ref = await taskIn(sql, 'running');
    const room = committer();
    const told = await Promise.all([
      room.finish(toFinish(ref, { result: '{"n":1}' })),
      room.finish(toFinish(ref, { result: '{"n":2}' })),
      room.finish(toFinish(ref, { status: 'failed', error: { code: 'x', message: 'y', retryable: false } })),
    ]);
    expect(told).toEqual([true, false, false]);
    const text = 'select result from finished_tasks where id = $1';
    expect(await sql.query({ name: '', text }, [ref.id])).toEqual([{ result: '{"n":1}' }]);
  });

  it('I2: a stale end in the same turn neither takes the present one’s answer nor its place', async () => {
    const ref = await taskIn(sql, 'running');
    const room = committer();
    const stale = { ...ref, sessionId: randomUUID() };
    expect(await Promise.all([room.finish(toFinish(stale)), room.finish(toFinish(ref))])).toEqual([false, true]);
  });

  it('one bad item fails alone, of new tasks and of ends', async () => {
    const [good, bad] = [await taskIn(sql, 'running'), await taskIn(sql, 'running')];
    const room = committer();
    const [first, second] = [toInsert(), toInsert()];
    const told = await Promise.allSettled([
      room.insert([first]),
      room.insert([toInsert(), toInsert({ priority: 99_999 })]),
      room.insert([second]),
      room.finish(toFinish(bad, { error: { code: 'x', message: 'a\u0000b', retryable: false } })),
      room.finish(toFinish(good)),
    ]);
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await Promise.all([first.id, second.id, good.id, bad.id].map((id) => stateOf(sql, id)))).toEqual([
      'ready',
      'ready',
      'completed',
      'running',
    ]);
  });

  it('I9: it holds so many and no more; the answer is at once, and there is room again', async () => {
    const room = committer({ maxWaiting: 3 });
    const ref = await taskIn(sql, 'running');
    const inserts = Array.from({ length: 5 }, () => room.insert([toInsert()]));
    const finishes = Array.from({ length: 5 }, () => room.finish(toFinish(ref)));
    const status = (told: PromiseSettledResult<unknown>[]) => told.map((each) => each.status);
    expect(status(await Promise.allSettled(inserts))).toEqual([...Array(3).fill('fulfilled'), 'rejected', 'rejected']);
    expect(status(await Promise.allSettled(finishes))).toEqual([...Array(3).fill('fulfilled'), 'rejected', 'rejected']);
    await expect(finishes[4]).rejects.toMatchObject({ code: 'resource_exhausted', retryAfterMs: 1000 });
    await room.insert([toInsert()]);
    await room.idle();
  });

  it('carries far more than one flush takes, each caller answered for its own', async () => {
    const room = committer({ maxWaiting: 10_000 });
    const batches = Array.from({ length: 25 }, () => Array.from({ length: 150 }, () => toInsert()));
    await Promise.all(batches.map((tasks) => room.insert(tasks)));
    const text = 'select count(*)::int as n from tasks';
    expect(await sql.query({ name: '', text }, [])).toEqual([{ n: 3750 }]);
    const leased = [];
    for (let taken = await claim(sql, [1], 500); taken.length > 0; taken = await claim(sql, [1], 500))
      leased.push(...taken);
    const told = await Promise.all(
      leased.map((task, n) => room.finish(toFinish(n % 2 ? task : { ...task, attempt: 9 }))),
    );
    expect(told).toEqual(leased.map((_, n) => n % 2 === 1));
  });

  describe('with a worker of three slots', () => {
    const claimed: string[] = [];
    let lanes: LaneStore;
    let lane: number;
    let registry: Registry;
    let room: Committer;

    beforeEach(async () => {
      lanes = new LaneStore(sql);
      lane = (await lanes.intern(anyWorker)).id;
      claimed.length = 0;
      registry = registryOfOneWorker(lanes, 3);
      room = committer({ registry, onClaimed: (tasks) => claimed.push(...tasks.map((task) => task.id)) });
    });
    afterEach(() => room.idle());

    /** Inserts as the intake does: settles the leases, says what went in ready. */
    const take = async (...tasks: TaskInsert[]): Promise<boolean[]> => {
      await room.insert(tasks);
      const ready = tasks.filter((task) => task.lease === null);
      for (const { lease } of tasks) if (lease !== null) registry.settle(lease.sessionId);
      if (ready.length > 0) room.entered(new Map([[lane, ready.length]]));
      return tasks.map((task) => task.lease !== null);
    };
    const task = (more: Partial<TaskInsert> = {}) => toInsert({ lane, ...more });

    it('leases new tasks while a slot is free for them', async () => {
      const told = [room.insert([task(), task()]), room.insert([task(), task()])];
      await Promise.all(told);
      const text = 'select state, count(*)::int as n from tasks group by state order by state';
      expect(await sql.query({ name: '', text }, [])).toEqual([
        { state: 'leased', n: 3 },
        { state: 'ready', n: 1 },
      ]);
    });

    it('leases the first in the queue, not the first to come', async () => {
      const tasks = [task({ orderKey: 2 }), task({ orderKey: 3 }), task({ orderKey: 1 }), task({ orderKey: 1 })];
      expect(await take(...tasks)).toEqual([true, false, true, true]);
    });

    it('leases no task with a time to come, and none once told to stop', async () => {
      expect(await take(task({ runAt: Date.now() + 60_000 }))).toEqual([false]);
      room.stopClaiming();
      expect(await take(task())).toEqual([false]);
      expect(claimed).toEqual([]);
    });

    it('leases again as soon as what waits has its slots, however many come in meanwhile', async () => {
      const waiting = task({ orderKey: 1 });
      await insert(sql, waiting);
      room.want([lane]);
      expect(await take(task(), task(), task())).toEqual([false, false, false]);
      await waitFor(() => claimed.length === 4);
      expect(claimed[0]).toBe(waiting.id);
      // The claim that finds no more may be under way.
      await room.idle();
      for (let n = 0; n < 5; n++) {
        const told = [take(task()), take(task()), take(task())];
        expect((await Promise.all(told)).flat()).toEqual([true, true, true]);
      }
    });

    it('puts no new task before one that waits, with one slot free', async () => {
      registry = registryOfOneWorker(lanes, 1);
      room = committer({ registry, onClaimed: (tasks) => claimed.push(...tasks.map((task) => task.id)) });
      await insert(sql, task(), task());
      registry.all()[0]!.reserved += 1;
      room.entered(new Map([[lane, 2]]));
      registry.settle(registry.all()[0]!.id);
      const told = [take(task()), take(task())];
      expect((await Promise.all(told)).flat()).toEqual([false, false]);
    });
  });

  it('an idle one has nothing under way, and stops claiming when told', async () => {
    const room = committer();
    await room.idle();
    await insert(sql, toInsert());
    room.stopClaiming();
    room.want([1]);
    await room.idle();
    expect((await claim(sql, [1], 1)).length).toBe(1);
  });
});
