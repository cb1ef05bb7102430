import { randomUUID } from 'node:crypto';
import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds } from '../store/database-fixture';
import { needs, openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture, Room } from '../testing/dispatch-fixture';
import { boom } from '../testing/session-worker';
import { flushTasks } from '../store/task-writes';
import type { ResultReport } from './reports';

const completed = (taskId: string): ResultReport => ({
  ...{ taskId, attempt: null, outcome: 'completed', result: '{}' },
  ...{ failure: null, retryAfterMs: null, startedAt: null },
});

const timing = { pollMs: 60_000, backoff: { initialMs: 60_000, maxMs: 60_000 } };

/** Whatever lets a waiting task run has it looked for at once, without the poll. */
describe.each(databaseKinds)('wakes on %s', (kind) => {
  let room: DispatchFixture;
  let limited: Room;
  let other: Room;

  beforeAll(async () => {
    room = await openDispatchFixture(kind, { timing });
    const limits = { concurrency: { perUser: 1, perType: {} } };
    limited = await room.replica({ limits });
    other = await room.replica({ limits });
  });
  afterEach(async () => {
    await other.clear();
    await limited.clear();
    await room.clear();
  });
  afterAll(async () => {
    await room.close();
    await leakCheck();
  });

  /** Waits for its user's limit, and the claim that its creation asked for has been made. */
  const isHeld = async (taskId: string): Promise<void> => {
    const task = await limited.read(taskId);
    expect(await limited.dispatcher.explain(task)).toMatchObject({ reason: 'limit_reached' });
    await waitFor(() => limited.dispatcher.registry.all().every((session) => session.reserved === 0));
  };

  it('when an attempt that ran over its time backs off', async () => {
    const worker = await room.worker('w', { slots: 1, linkVersion: 0 });
    await room.create({ timeoutMs: 100 });
    await worker.delivery();
    const [waiting = ''] = await room.create({});
    expect(await worker.delivery(1)).toMatchObject({ taskId: waiting });
  });

  it('when a worker takes tasks again', async () => {
    const worker = await room.worker('w');
    const heard = { stats: {}, ollama: 'up' as const, models: null };
    room.dispatcher.gate.heartbeat(worker.session, { ...heard, status: 'unavailable' });
    const [waiting = ''] = await room.create({});
    await room.read(waiting);
    room.dispatcher.gate.heartbeat(worker.session, { ...heard, status: 'idle' });
    expect(await worker.delivery()).toMatchObject({ taskId: waiting });
  });

  it('when a worker has another model than before', async () => {
    const worker = await room.worker('w', { models: [{ name: 'a', loaded: false }] });
    await room.create({ requirements: needs({ model: 'a' }) });
    await worker.delivery();
    const [waiting = ''] = await room.create({ requirements: needs({ model: 'b' }) });
    await room.read(waiting);
    const heard = { status: 'idle' as const, stats: {}, ollama: 'up' as const };
    room.dispatcher.gate.heartbeat(worker.session, { ...heard, models: [{ name: 'b', loaded: false }] });
    expect(await worker.delivery(1)).toMatchObject({ taskId: waiting });
  });

  it('when a task that was to wait a moment has waited it out before its insert was committed', async () => {
    const worker = await room.worker('w', { slots: 1 });
    for (let n = 0; n < 30; n++) {
      const created = await Promise.all(Array.from({ length: 4 }, (_, ms) => room.create({ runAt: Date.now() + ms })));
      const ids = created.flat();
      for (let done = 0; done < 4; done++) {
        const delivery = await worker.delivery(n * 4 + done);
        expect(ids).toContain(delivery.taskId);
        await worker.complete(delivery);
      }
    }
  });

  it('when a task that was cancelled ahead of its time and redriven is due', async () => {
    const worker = await room.worker('w');
    const gone = await room.replica();
    const [taskId = ''] = await gone.create({ runAt: Date.now() + 300 });
    await gone.stop();
    await room.dispatcher.cancel(taskId);
    expect(await room.dispatcher.redrive(taskId)).toEqual({ outcome: 'redriven' });
    expect(await worker.delivery()).toMatchObject({ taskId });
  });

  it('when a task is in a lane that this replica came to know by reading it', async () => {
    const other = await room.replica();
    const worker = await room.worker('w', { labels: { gpu: kind } });
    const [taskId = ''] = await other.create({ requirements: needs({ labels: { gpu: kind } }) });
    await room.read(taskId);
    const [next = ''] = await room.create({ requirements: needs({ labels: { gpu: kind } }) });
    expect(await worker.delivery()).toMatchObject({ taskId: next });
  });

  it('under limits, when an attempt of the user backs off', async () => {
    const worker = await limited.worker('w', { slots: 4 });
    await limited.create({});
    const first = await worker.delivery();
    const [waiting = ''] = await limited.create({});
    await worker.fail(first, boom);
    expect(await worker.delivery(1)).toMatchObject({ taskId: waiting });
  });

  it('under limits, when an attempt of the user ends without a word of its worker', async () => {
    const worker = await limited.worker('w', { slots: 4, linkVersion: 0 });
    await limited.create({ timeoutMs: 100, maxAttempts: 1 });
    await worker.delivery();
    const [waiting = ''] = await limited.create({});
    expect(await worker.delivery(1)).toMatchObject({ taskId: waiting });
  });

  it('under limits, when this replica cancels an attempt of the user that runs at another', async () => {
    const first = await other.worker('first', { slots: 4 });
    const [running = ''] = await other.create({});
    await first.delivery();
    const worker = await limited.worker('w', { slots: 4 });
    const [waiting = ''] = await limited.create({});
    await isHeld(waiting);
    await limited.dispatcher.cancel(running);
    expect(await worker.delivery()).toMatchObject({ taskId: waiting });
  });

  it('under limits, when a report of an attempt of the user that runs at another comes here', async () => {
    const first = await other.worker('first', { slots: 4, linkVersion: 0 });
    await other.create({});
    const { taskId } = await first.delivery();
    const worker = await limited.worker('w', { slots: 4 });
    const [waiting = ''] = await limited.create({});
    await isHeld(waiting);
    const session = await limited.dispatcher.gate.authenticate('first', first.token);
    await limited.dispatcher.reports.result(session, completed(taskId));
    expect(await worker.delivery()).toMatchObject({ taskId: waiting });
  });

  // The embedded database commits before anything else can happen.
  if (kind === 'embedded') return;
  it('when a claim of another replica held the rows of two lanes, and took of one', async () => {
    const labels = { gpu: 'held' };
    const [first = '', second = ''] = await room.create({}, { requirements: needs({ labels }) });
    const lanes = await Promise.all(
      [needs(), needs({ labels })].map(async (need) => (await room.dispatcher.lanes.intern(need)).id),
    );
    const slots = [{ sessionId: randomUUID(), workerId: 'elsewhere' }];
    const worker = await room.direct.transaction(async (trx) => {
      const { claimed } = await flushTasks(trx, { inserts: [], finishes: [], claim: { lanes, slots } });
      expect(claimed.map((task) => task.id)).toEqual([first]);
      const found = await room.worker('w', { labels });
      while (found.session.reserved === 0) await new Promise((resolve) => setImmediate(resolve));
      await waitFor(() => found.session.reserved === 0);
      expect(found.deliveries).toEqual([]);
      return found;
    });
    expect(await worker.delivery()).toMatchObject({ taskId: second });
  });

  it('when the stream of its worker broke while its lease was being committed', async () => {
    const gone = await room.worker('gone');
    await room.create({});
    await gone.complete(await gone.delivery());
    await waitFor(() => gone.session.reserved === 0);
    const creating = room.create({});
    while (gone.session.reserved === 0) await new Promise((resolve) => setImmediate(resolve));
    gone.cut();
    const [taskId = ''] = await creating;
    const other = await room.worker('other');
    expect(await other.delivery()).toMatchObject({ taskId, attempt: 2 });
    expect(gone.deliveries).toHaveLength(1);
  });
});
