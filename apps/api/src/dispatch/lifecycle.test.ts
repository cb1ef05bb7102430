import type { NewTask } from '@englog/domain';
import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds } from '../store/database-fixture';
import { openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture } from '../testing/dispatch-fixture';
import { boom } from '../testing/session-worker';

const final = { ...boom, retryable: false };
const many = (count: number, task: Partial<NewTask> = {}) => Array.from({ length: count }, () => task);

/** What clients do with their tasks: many at once, cancel, retry, wait; and what is bounded. */
describe.each(databaseKinds)('the life of tasks on %s', (kind) => {
  let room: DispatchFixture;

  beforeAll(async () => {
    room = await openDispatchFixture(kind, { limits: { maxBacklog: 3000 } });
  });
  afterEach(() => room.clear());
  afterAll(async () => {
    await room.close();
    await leakCheck();
  });

  const counted = () => room.dispatcher.tasks.count();

  it('a batch of a thousand is taken as a whole, each with its own id in order, and all of it runs once', async () => {
    const worker = await room.worker('w', { slots: 50 });
    const ids = await room.create(...Array.from({ length: 1000 }, (_, n) => ({ payload: { n } })));
    expect(new Set(ids).size).toBe(1000);
    let next = 0;
    await waitFor(
      async () => {
        const ready = worker.deliveries.slice(next);
        next += ready.length;
        await Promise.all(ready.map((delivery) => worker.complete(delivery)));
        return next === 1000;
      },
      { timeoutMs: 15_000, intervalMs: 1 },
    );
    const numbers = new Map(
      worker.deliveries.map(({ taskId, payload }) => [taskId, JSON.parse(payload) as { n: number }]),
    );
    expect(ids.map((id) => numbers.get(id)?.n)).toEqual(ids.map((_, n) => n));
    expect((await counted()).completed).toBe(1000);
  });

  it('I9: the backlog has a limit: what exceeds it is refused as a whole, and taken once there is room', async () => {
    await room.create(...many(1000));
    await room.create(...many(1999));
    const refused = room.create(...many(2));
    await expect(refused).rejects.toMatchObject({ code: 'resource_exhausted', retryAfterMs: 5000 });
    await room.create({});
    await expect(room.create({})).rejects.toMatchObject({ code: 'resource_exhausted' });
    expect((await counted()).pending).toBe(3000);
    const worker = await room.worker('w', { slots: 2 });
    await worker.delivery(1);
    await room.create(...many(2));
    await expect(room.create({})).rejects.toMatchObject({ code: 'resource_exhausted' });
  });

  it('cancel by filter takes what it names, waiting and running, and tells the worker', async () => {
    const worker = await room.worker('w', { slots: 1 });
    await room.create({ userId: 'ann' });
    const running = await worker.delivery();
    await room.create(
      ...many(2, { userId: 'ann' }),
      ...many(2, { userId: 'ann', type: 'cleanup' }),
      ...many(4, { userId: 'bob' }),
    );
    expect(await room.dispatcher.cancelWhere({ userId: 'ann', type: 'insight_generation', limit: 100 })).toBe(3);
    expect(worker.signals).toContainEqual({ kind: 'cancel', attempt: { taskId: running.taskId, attempt: 1 } });
    expect(await room.dispatcher.cancelWhere({ userId: 'ann', limit: 1 })).toBe(1);
    expect(await room.dispatcher.cancelWhere({ userId: 'bob', createdBefore: Date.now() - 60_000, limit: 100 })).toBe(
      0,
    );
    expect(await room.dispatcher.cancelWhere({ userId: 'bob', status: 'pending', limit: 100 })).toBeGreaterThanOrEqual(
      3,
    );
    expect(await room.dispatcher.cancelWhere({ status: 'failed', limit: 100 })).toBe(0);
  });

  it('cancel and retry by filter go through more than one batch', async () => {
    const before = (await counted()).cancelled;
    await room.create(...many(700), ...many(600));
    expect(await room.dispatcher.cancelWhere({ limit: 10_000 })).toBe(1300);
    expect((await counted()).cancelled - before).toBe(1300);
    expect(await room.dispatcher.redriveWhere({ status: 'cancelled', userId: 'ann', limit: 1201 })).toBe(1201);
    expect((await counted()).pending).toBe(1201);
    expect(room.dispatcher.health().backlog).toBe(1201);
  });

  it('a failed task is retried with its attempts unspent and its history kept; what did not fail is not', async () => {
    const worker = await room.worker('w');
    const [taskId = ''] = await room.create({ maxAttempts: 1 });
    await worker.fail(await worker.delivery());
    await room.until(taskId, 'failed');
    expect(await room.dispatcher.redrive(taskId)).toEqual({ outcome: 'redriven' });
    const again = await worker.delivery(1);
    expect(again).toMatchObject({ taskId, attempt: 2 });
    expect(await room.dispatcher.redrive(taskId)).toEqual({ outcome: 'not_failed' });
    await worker.complete(again);
    expect(await room.outcomes(taskId)).toEqual(['failed', 'completed']);
    expect(await room.dispatcher.redrive(taskId)).toEqual({ outcome: 'not_failed' });
    expect(await room.dispatcher.redrive('no-such-task')).toEqual({ outcome: 'not_found' });
  });

  it('a task retried by many at once is queued once', async () => {
    const worker = await room.worker('w', { slots: 1 });
    const [taskId = ''] = await room.create({});
    await worker.fail(await worker.delivery(), final);
    const told = await Promise.all(Array.from({ length: 5 }, () => room.dispatcher.redrive(taskId)));
    expect(told.filter(({ outcome }) => outcome === 'redriven')).toHaveLength(1);
    await worker.complete(await worker.delivery(1));
    await room.until(taskId, 'completed');
    expect(worker.deliveries).toHaveLength(2);
  });

  it('a task cancelled by many at once is cancelled once', async () => {
    const [taskId = ''] = await room.create({});
    const told = await Promise.all(Array.from({ length: 5 }, () => room.dispatcher.cancel(taskId)));
    expect(told.sort()).toEqual(['cancelled', 'finished', 'finished', 'finished', 'finished']);
    expect(await room.dispatcher.cancel('no-such-task')).toBe('not_found');
    expect(room.dispatcher.health().backlog).toBe(0);
  });

  it('a cancelled task ahead of its time, retried, waits for its time', async () => {
    const runAt = Date.now() + 3_600_000;
    const [taskId = ''] = await room.create({ runAt });
    await room.dispatcher.cancel(taskId);
    expect(await room.dispatcher.redrive(taskId)).toEqual({ outcome: 'redriven' });
    expect(await room.dispatcher.explain(await room.read(taskId))).toMatchObject({ reason: 'scheduled', until: runAt });
  });

  it('waiting for a result ends with the task, with the time, or with whoever waits', async () => {
    const worker = await room.worker('w');
    const [taskId = '', other = ''] = await room.create({}, {});
    const waiting = room.dispatcher.waitFor(taskId, 60_000, new AbortController().signal);
    await worker.complete({ taskId, attempt: (await worker.delivery()).attempt }, { n: 1 });
    expect(await waiting).toMatchObject({ status: 'completed', result: { n: 1 } });
    expect(await room.dispatcher.waitFor(other, 20, new AbortController().signal)).toMatchObject({ id: other });
    const leaving = new AbortController();
    const left = room.dispatcher.waitFor(other, 60_000, leaving.signal);
    leaving.abort();
    expect(await left).toMatchObject({ id: other });
    expect(await room.dispatcher.waitFor('no-such-task', 60_000, new AbortController().signal)).toBeNull();
  });

  it('progress is kept and told until the attempt ends', async () => {
    const worker = await room.worker('w');
    const [taskId = ''] = await room.create({});
    const { attempt } = await worker.delivery();
    const { reports } = room.dispatcher;
    const said = { taskId, attempt, percent: 40, message: 'thinking', textChunk: 'Once' };
    expect(reports.progress(worker.session, said)).toBe(true);
    expect(room.dispatcher.progressOf(await room.read(taskId))).toMatchObject({ percent: 40, message: 'thinking' });
    expect(reports.progress(worker.session, { ...said, percent: 0, message: '', textChunk: ' upon' })).toBe(true);
    expect(room.dispatcher.progressOf(await room.read(taskId))).toMatchObject({ percent: 40, message: 'thinking' });
    await worker.complete({ taskId, attempt });
    expect(room.dispatcher.progressOf(await room.read(taskId))).toBeNull();
  });

  it('while it drains, tasks and reports are taken and nothing more is sent; another replica goes on', async () => {
    const stopping = await room.replica();
    const worker = await stopping.worker('w', { slots: 2 });
    const [first = ''] = await stopping.create({});
    const task = await worker.delivery();
    stopping.dispatcher.drain(1000);
    expect(worker.signals).toContainEqual(expect.objectContaining({ kind: 'drain', graceMs: 1000 }));
    const [second = ''] = await stopping.create({});
    expect(await worker.complete(task)).toBe('accepted');
    expect(await room.read(first)).toMatchObject({ status: 'completed' });
    await stopping.stop();
    expect(worker.deliveries).toHaveLength(1);
    expect(worker.closedFor).not.toBeNull();
    const other = await room.worker('other');
    expect(await other.delivery()).toMatchObject({ taskId: second, attempt: 1 });
  });
});
