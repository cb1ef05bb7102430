import type { FeedEvent, NewTask } from '@englog/domain';
import { describeWithRedis, leakCheck, startRedis, waitFor } from '@englog/testing';
import type { Redis } from '@englog/testing';
import { databaseKinds } from '../store/database-fixture';
import { newTask, openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture, Room } from '../testing/dispatch-fixture';
import { boom } from '../testing/session-worker';
import type { SessionWorker } from '../testing/session-worker';

const later = { retryAfterMs: 60_000 };

/** A plain worker's unary calls as a balancer may spread them: each may reach either replica, its stream is on one. */
const callsVia = async (room: Room, workerId: string, token: string) => {
  const { gate, reports } = room.dispatcher;
  const session = await gate.authenticate(workerId, token);
  return {
    heartbeat: () => gate.heartbeat(session, { status: 'idle', stats: null, ollama: 'unknown', models: null }),
    progress: (taskId: string, percent: number) =>
      reports.progressElsewhere(session, { taskId, attempt: null, percent, message: 'on', textChunk: '' }),
    complete: (taskId: string) =>
      reports.result(session, {
        taskId,
        attempt: null,
        outcome: 'completed',
        result: '{}',
        failure: null,
        retryAfterMs: null,
        startedAt: null,
      }),
  };
};

const stateIn = async (room: Room, workerId: string) =>
  (await room.dispatcher.workers.list()).find((worker) => worker.workerId === workerId)?.state;

/** I8: PostgreSQL is the truth; without Redis replicas find out by looking. */
describe.each(databaseKinds)('two replicas without Redis on %s', (kind) => {
  let a: DispatchFixture;
  let b: Room;

  beforeAll(async () => {
    const timing = { graceMs: 500, leaseMs: 1000, pingIntervalMs: 200 };
    a = await openDispatchFixture(kind, { timing, workers: { timeoutMs: 2000 } });
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

  const created = async (room: Room, more: Partial<NewTask> = {}): Promise<string> =>
    (await room.create(more))[0] as string;

  it('I8: a task taken in by one is run by a worker of the other, a poll later', async () => {
    const worker = await b.worker('w');
    const taskId = await created(a);
    expect(await worker.complete(await worker.delivery())).toBe('accepted');
    expect(await a.read(taskId)).toMatchObject({ status: 'completed', workerId: 'w' });
  });

  it('I8: a lane that one has never heard of is found by looking', async () => {
    const worker = await b.worker('w', { labels: { gpu: kind } });
    const { requirements } = newTask();
    const taskId = await created(a, { requirements: { ...requirements, labels: { gpu: kind } } });
    expect(await worker.delivery()).toMatchObject({ taskId });
  });

  it('I8: a result through the other replica counts, and frees the slot of the one that sent it', async () => {
    const worker = await a.worker('plain', { linkVersion: 0, slots: 1 });
    const [first = '', second = ''] = await a.create({}, {});
    await worker.delivery();
    const other = await callsVia(b, 'plain', worker.token);
    expect(await other.complete(first)).toBe('accepted');
    expect(await worker.delivery(1)).toMatchObject({ taskId: second });
    expect(await other.complete(second)).toBe('accepted');
    expect(await other.complete(second)).toBe('duplicate');
  });

  it('progress through the other replica is told to its followers; of a task that is not its own it is refused', async () => {
    const worker = await a.worker('plain', { linkVersion: 0 });
    const taskId = await created(a);
    await worker.delivery();
    const over = new AbortController();
    const events: FeedEvent[] = [];
    const reading = (async () => {
      for await (const { event } of b.feed.subscribe({ taskId }, undefined, over.signal)) events.push(event);
    })();
    const other = await callsVia(b, 'plain', worker.token);
    expect(await other.progress(taskId, 40)).toBe(true);
    await waitFor(() => events.length > 0);
    over.abort();
    await reading;
    expect(events).toMatchObject([{ kind: 'progress', taskId, percent: 40, attempt: 1 }]);
    await a.dispatcher.cancel(taskId);
    expect(await other.progress(taskId, 50)).toBe(false);
  });

  it('a worker whose heartbeats reach the other replica is neither told nor shown to be away, nor lost', async () => {
    const worker = await a.worker('plain', { linkVersion: 0 });
    const taskId = await created(a);
    await worker.delivery();
    const sentAt = worker.session.lastSeenAt;
    const states = new Set<string | undefined>();
    await waitFor(async () => {
      const other = await callsVia(b, 'plain', worker.token);
      expect(other.heartbeat()).toBe(true);
      states.add(await stateIn(b, 'plain'));
      return worker.session.lastSeenAt > sentAt + 2000;
    });
    expect(states).toContain('connected');
    expect(states).not.toContain('gone');
    expect(await (await callsVia(b, 'plain', worker.token)).complete(taskId)).toBe('accepted');
    expect(await a.outcomes(taskId)).toEqual(['completed']);
  });

  it('a cancel through the other replica reaches the worker, and the slot is free', async () => {
    const worker = await a.worker('w', { slots: 1 });
    const [taskId = '', next = ''] = await a.create({}, {});
    const task = await worker.delivery();
    expect(await b.dispatcher.cancel(taskId)).toBe('cancelled');
    await waitFor(() => worker.signals.some((signal) => signal.kind === 'cancel'));
    expect(worker.signals).toContainEqual({ kind: 'cancel', attempt: { taskId, attempt: 1 } });
    expect(await worker.delivery(1)).toMatchObject({ taskId: next });
    expect(await worker.complete(task)).toBe('stale');
  });

  it('two reports of one attempt through two replicas at once: one is recorded', async () => {
    const worker = await a.worker('plain', { linkVersion: 0, slots: 10 });
    const ids = await a.create(...Array.from({ length: 10 }, () => ({})));
    await worker.delivery(9);
    const other = await callsVia(b, 'plain', worker.token);
    for (const taskId of ids) {
      const told = await Promise.all([worker.complete({ taskId, attempt: 1 }), other.complete(taskId)]);
      expect(told.sort()).toEqual(['accepted', 'duplicate']);
    }
  });

  it('a worker takes its stream and its attempts to the other replica, with the same token', async () => {
    const worker = await a.worker('w');
    const taskId = await created(a);
    const task = await worker.delivery();
    await worker.connect([task], b.dispatcher);
    expect(await worker.complete(task)).toBe('accepted');
    expect(await a.outcomes(taskId)).toEqual(['completed']);
    const next = await created(a);
    expect(await worker.delivery(1)).toMatchObject({ taskId: next });
    await waitFor(() => a.dispatcher.registry.byWorker('w') === undefined);
  });

  it('an Idempotency-Key used on both at once creates once', async () => {
    const once = { userId: 'ann', scope: 'tasks', key: `key-${kind}`, fingerprint: 'f' };
    const tasks = [newTask(), newTask(), newTask()];
    const uses = await Promise.all([a, b, a, b, a, b].map((room) => room.dispatcher.create(tasks, once)));
    expect(new Set(uses.map(({ ids }) => ids.join())).size).toBe(1);
    expect(uses.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await a.dispatcher.tasks.count()).toMatchObject({ pending: 3 });
    await expect(b.dispatcher.create(tasks, { ...once, fingerprint: 'other' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('an attempt whose replica is gone goes to a worker of another, once its lease is over', async () => {
    const gone = await a.replica();
    const worker = await gone.worker('w');
    const [taskId = ''] = await gone.create({});
    await worker.delivery();
    const other = await b.worker('other');
    await gone.stop();
    expect(await other.delivery()).toMatchObject({ taskId, attempt: 2 });
    expect(await b.outcomes(taskId)).toEqual(['worker_lost', 'running']);
    expect(await b.read(taskId)).toMatchObject({ attemptsSpent: 0 });
  });
});

describeWithRedis('two replicas with Redis', () => {
  let redis: Redis;
  let a: DispatchFixture;
  let b: Room;

  beforeAll(async () => {
    redis = await startRedis();
    const settings = { redisUrl: redis.url, timing: { pollMs: 60_000 } };
    a = await openDispatchFixture(databaseKinds.at(-1) ?? 'embedded', settings);
    b = await a.replica();
    await waitFor(() => [a, b].every((room) => room.feed.health() === 'connected'));
  });
  afterEach(async () => {
    await b.clear();
    await a.clear();
  });
  afterAll(async () => {
    await a.close();
    await redis.stop();
    await leakCheck();
  });

  it('wake each other, for new tasks, cancels and ended attempts, without a poll', async () => {
    const worker = await a.worker('w', { linkVersion: 0, slots: 1 });
    const [first = '', second = '', third = ''] = await b.create({}, {}, {});
    expect(await worker.delivery()).toMatchObject({ taskId: first });
    const other = await callsVia(b, 'w', worker.token);
    expect(await other.complete(first)).toBe('accepted');
    expect(await worker.delivery(1)).toMatchObject({ taskId: second });
    await b.dispatcher.cancel(second);
    expect(await worker.delivery(2)).toMatchObject({ taskId: third });
  });

  it('know of a running task’s progress wherever its worker is', async () => {
    const worker = await a.worker('w');
    const [taskId = ''] = await a.create({});
    const { attempt } = await worker.delivery();
    await waitFor(async () => (await b.read(taskId)).status === 'running');
    expect(b.dispatcher.progressOf(await b.read(taskId))).toBeNull();
    a.dispatcher.reports.progress(worker.session, { taskId, attempt, percent: 40, message: 'thinking', textChunk: '' });
    const onA = a.dispatcher.progressOf(await a.read(taskId));
    expect(onA).toMatchObject({ percent: 40, message: 'thinking' });
    await waitFor(async () => b.dispatcher.progressOf(await b.read(taskId)) !== null);
    expect(b.dispatcher.progressOf(await b.read(taskId))).toEqual(onA);
    await worker.complete({ taskId, attempt });
    expect(b.dispatcher.progressOf(await b.read(taskId))).toBeNull();
  });

  it.each([
    ['ended', (worker: SessionWorker, taskId: string) => worker.complete({ taskId, attempt: 1 })],
    ['went back', (worker: SessionWorker, taskId: string) => worker.fail({ taskId, attempt: 1 }, boom, later)],
    ['was cancelled', (worker: SessionWorker, taskId: string) => worker.dispatcher.cancel(taskId)],
  ])('wake each other when an attempt that %s makes room under a limit', async (_how, end) => {
    const limits = { concurrency: { perUser: 1, perType: {} } };
    const rooms = [await a.replica({ limits }), await a.replica({ limits })] as const;
    await waitFor(() => rooms.every((room) => room.feed.health() === 'connected'));
    const [c, d] = rooms;
    const labels = { only: 'there' };
    const [here, there] = [await c.worker('here', { pools: ['here'] }), await d.worker('there', { labels })];
    const pinned = { requirements: { ...newTask().requirements, labels } };
    const [running = ''] = await c.create({ requirements: { ...newTask().requirements, pool: 'here' } });
    await here.delivery();
    const [held = ''] = await d.create(pinned);
    expect(await d.dispatcher.explain(await d.read(held))).toMatchObject({ reason: 'limit_reached' });
    await waitFor(() => there.session.reserved === 0);
    await end(here, running);
    expect(await there.delivery()).toMatchObject({ taskId: held });
    for (const room of rooms) await room.clear();
  });

  it('I8: go on without it, and with it again', async () => {
    const polling = [await a.replica({ timing: { pollMs: 50 } }), await a.replica({ timing: { pollMs: 50 } })] as const;
    const [c, d] = polling;
    await redis.kill();
    await waitFor(() => polling.every((room) => room.feed.health() === 'degraded'));
    const worker = await c.worker('w', { linkVersion: 0, slots: 1 });
    const [first = '', second = '', third = ''] = await d.create({}, {}, {});
    await worker.delivery();
    const other = await callsVia(d, 'w', worker.token);
    expect(await other.complete(first)).toBe('accepted');
    expect(await worker.delivery(1)).toMatchObject({ taskId: second });
    await d.dispatcher.cancel(second);
    expect(await worker.delivery(2)).toMatchObject({ taskId: third });
    await redis.start();
    await waitFor(() => polling.every((room) => room.feed.health() === 'connected'));
    expect(await worker.complete({ taskId: third, attempt: 1 })).toBe('accepted');
    expect(await d.until(third, 'completed')).toMatchObject({ workerId: 'w' });
  });
});
