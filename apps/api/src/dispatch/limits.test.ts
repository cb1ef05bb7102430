import type { NewTask } from '@englog/domain';
import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds } from '../store/database-fixture';
import { newTask, openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture, Room } from '../testing/dispatch-fixture';
import type { SessionWorker } from '../testing/session-worker';

const many = (count: number, task: Partial<NewTask> = {}) => Array.from({ length: count }, () => task);

describe.each(databaseKinds)('concurrency limits on %s', (kind) => {
  let a: DispatchFixture;
  let b: Room;

  beforeAll(async () => {
    const concurrency = { perUser: 2, perType: { weekly_report: 3 } };
    a = await openDispatchFixture(kind, { limits: { concurrency } });
    b = await a.replica();
  });
  afterEach(async () => {
    await b.clear();
    await a.clear();
  });
  afterAll(async () => {
    await a.close();
    await leakCheck();
  });

  it('hold over two replicas while tasks run and end, and everything runs', async () => {
    const workers = [await a.worker('a', { slots: 8 }), await b.worker('b', { slots: 8 })];
    const users = ['ann', 'bob', 'cid'];
    const asked = users.flatMap((userId) => [...many(8, { userId }), ...many(8, { userId, type: 'weekly_report' })]);
    await Promise.all(asked.map((task, index) => (index % 2 ? a : b).create(task)));
    const next = workers.map(() => 0);
    let [done, most] = [0, { user: 0, type: 0 }];
    const text = `select coalesce(max(by_user), 0)::int as "user", coalesce(max(reports), 0)::int as type from (
      select count(*) as by_user, sum(count(*) filter (where type = 'weekly_report')) over () as reports
      from tasks where session_id is not null group by user_id) running`;
    await waitFor(
      async () => {
        const [now] = await a.direct.query<{ user: number; type: number }>({ name: '', text }, []);
        most = { user: Math.max(most.user, now?.user ?? 0), type: Math.max(most.type, now?.type ?? 0) };
        for (const [index, worker] of workers.entries()) {
          const delivery = worker.deliveries[next[index] as number];
          if (delivery === undefined) continue;
          next[index] = (next[index] as number) + 1;
          done += 1;
          await worker.complete(delivery);
        }
        return done === asked.length;
      },
      { intervalMs: 1 },
    );
    expect(most.user).toBe(2);
    expect(most.type).toBeLessThanOrEqual(3);
  });

  it('say what holds a waiting task, and let go as soon as it may run, in whichever lane', async () => {
    const worker = await a.worker('w', { slots: 8 });
    await a.create(...many(2, { type: 'weekly_report' }));
    await worker.delivery(1);
    const [held = ''] = await a.create({ type: 'insight_generation' });
    expect(await a.dispatcher.explain(await a.read(held))).toMatchObject({
      reason: 'limit_reached',
      message: 'the user has 2 tasks running, the limit',
    });
    await worker.complete(await worker.delivery());
    expect(await worker.delivery(2)).toMatchObject({ taskId: held });
    const [types = ''] = await a.create({ userId: 'zoe', type: 'weekly_report' }, ...many(2, { userId: 'yan' }));
    await worker.delivery(5);
    await a.create(...many(3, { userId: 'kim', type: 'weekly_report' }));
    const task = await a.read(types);
    expect(task.status).toBe('running');
  });

  it('an attempt that goes back gives its place up', async () => {
    const worker: SessionWorker = await b.worker('w', { slots: 4 });
    const [first = '', second = '', third = ''] = await a.create(newTask(), newTask(), newTask());
    const one = await worker.delivery();
    const two = await worker.delivery(1);
    expect([one.taskId, two.taskId].sort()).toEqual([first, second].sort());
    await worker.fail(one, undefined, { retryAfterMs: 60_000 });
    expect(await worker.delivery(2)).toMatchObject({ taskId: third });
  });
});
