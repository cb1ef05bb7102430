import type { NewTask } from '@englog/domain';
import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds } from '../store/database-fixture';
import { openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture } from '../testing/dispatch-fixture';
import { boom } from '../testing/session-worker';
import { steadyNow } from './clock';

/** I4, I5, I7: what becomes of attempts while their workers come and go. */
describe.each(databaseKinds)('sessions on %s', (kind) => {
  let room: DispatchFixture;

  beforeAll(async () => {
    room = await openDispatchFixture(kind, { timing: { ackTimeoutMs: 250, graceMs: 250, pingIntervalMs: 100 } });
  });
  afterEach(() => room.clear());
  afterAll(async () => {
    await room.close();
    await leakCheck();
  });

  const created = async (more: Partial<NewTask> = {}): Promise<string> => (await room.create(more))[0] as string;

  it('I4: an acknowledgement that comes after the task went back is refused, and the next attempt is not touched', async () => {
    const silent = await room.worker('silent', { acks: false });
    const taskId = await created();
    const first = await silent.delivery();
    const second = await silent.delivery(1);
    expect([first.attempt, second.attempt]).toEqual([1, 2]);
    expect(silent.ack(first)).toBe(false);
    expect(await room.read(taskId)).toMatchObject({ status: 'pending', attemptsSpent: 0 });
    expect(silent.ack(second)).toBe(true);
    expect(await room.read(taskId)).toMatchObject({ status: 'running', attempt: 2, workerId: 'silent' });
    expect(silent.signals).toContainEqual({ kind: 'cancel', attempt: { taskId, attempt: 1 } });
  });

  it('I4: an acknowledgement is not needed where the result comes first', async () => {
    const silent = await room.worker('silent', { acks: false });
    const taskId = await created();
    expect(await silent.complete(await silent.delivery())).toBe('accepted');
    expect(await room.read(taskId)).toMatchObject({ status: 'completed', workerId: 'silent' });
  });

  it('I5: pings that are not echoed end the stream, and then its attempts go to somebody else', async () => {
    const worker = await room.worker('w', { echoes: false, slots: 1 });
    const taskId = await created();
    await worker.delivery();
    await waitFor(() => worker.closedFor !== null);
    expect(worker.closedFor).toBe('no echo of pings');
    const other = await room.worker('other');
    expect(await other.delivery()).toMatchObject({ taskId, attempt: 2 });
    expect(await room.read(taskId)).toMatchObject({ attemptsSpent: 0 });
  });

  it('I5: a late echo of an earlier ping is a sign of life', async () => {
    const worker = await room.worker('w', { echoes: false });
    const echoOneBehind = setInterval(() => {
      const pings = worker.signals.flatMap((signal) => (signal.kind === 'ping' ? signal.sequence : []));
      worker.session.echoed((pings.at(-1) ?? 1) - 1, steadyNow());
    }, 20);
    await waitFor(() => worker.signals.length > 8);
    clearInterval(echoOneBehind);
    expect(worker.closedFor).toBeNull();
  });

  it('I5: a plain worker that was silent for too long is lost', async () => {
    const quick = await room.replica({ workers: { timeoutMs: 100 } });
    const worker = await quick.worker('plain', { linkVersion: 0 });
    const [taskId = ''] = await quick.create({});
    await worker.delivery();
    await waitFor(() => worker.closedFor !== null);
    expect(worker.closedFor).toBe('no sign of life');
    await waitFor(async () => (await room.outcomes(taskId)).includes('worker_lost'));
    await expect(quick.dispatcher.gate.authenticate('plain', worker.token)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('I5: what the worker has is its own again after a reconnect; what it has not goes back at once', async () => {
    const worker = await room.worker('w', { slots: 2 });
    const [kept = '', lost = ''] = await room.create({}, {});
    await worker.delivery(1);
    worker.cut();
    await worker.connect([{ taskId: kept, attempt: 1 }]);
    expect(await worker.delivery(2)).toMatchObject({ taskId: lost, attempt: 2 });
    expect(await worker.complete({ taskId: kept, attempt: 1 })).toBe('accepted');
    expect(await room.outcomes(lost)).toEqual(['not_acknowledged', 'running']);
  });

  it('I5: a reconnect while a task is on its way to the broken stream: it is sent once more, and runs once', async () => {
    const worker = await room.worker('w', { slots: 1 });
    const creating = room.create({});
    const reconnecting = worker.connect([]);
    const [taskId = ''] = await creating;
    await reconnecting;
    await waitFor(() => worker.deliveries.length > 0);
    const task = await waitFor(() => worker.deliveries.find((delivery) => worker.ack(delivery)));
    expect(await worker.complete(task)).toBe('accepted');
    expect((await room.outcomes(taskId)).filter((outcome) => outcome === 'completed')).toHaveLength(1);
  });

  it('I5: two streams opened at once: the newer is the stream, the other is refused', async () => {
    const worker = await room.worker('w');
    const closed: string[] = [];
    const channels = ['a', 'b'].map((name) => ({ send: () => undefined, close: () => void closed.push(name) }));
    const { gate } = room.dispatcher;
    const opened = await Promise.allSettled(channels.map((channel) => gate.connect(worker.session, channel, [])));
    expect(opened.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(closed).toEqual([]);
    for (const channel of channels) gate.disconnect(worker.session, channel);
    expect(worker.session.state).toBe('away');
  });

  it('I5: what was never sent to a plain worker, whose stream was broken, is not taken for running', async () => {
    const worker = await room.worker('plain', { linkVersion: 0 });
    const creating = room.create({});
    worker.cut();
    const [taskId = ''] = await creating;
    expect(worker.deliveries).toHaveLength(0);
    await worker.connect();
    expect(await worker.delivery()).toMatchObject({ taskId });
    expect(await worker.complete(await worker.delivery())).toBe('accepted');
  });

  it('I5: a plain worker keeps what it was sent through a reconnect and through registering anew', async () => {
    const worker = await room.worker('plain', { linkVersion: 0 });
    const taskId = await created();
    const task = await worker.delivery();
    worker.cut();
    await worker.connect();
    await worker.register();
    await worker.connect();
    expect(await worker.complete(task)).toBe('accepted');
    expect(await room.outcomes(taskId)).toEqual(['completed']);
  });

  it('I5: a plain worker that registered anew and says no word of its old attempt has lost it', async () => {
    const worker = await room.worker('plain', { linkVersion: 0 });
    const taskId = await created();
    await worker.delivery();
    await worker.register();
    await worker.connect();
    expect(await worker.delivery(1)).toMatchObject({ taskId, attempt: 2 });
    expect(await room.outcomes(taskId)).toEqual(['worker_lost', 'running']);
  });

  it('I5: a worker that registers with its attempts and opens no stream has its grace, and no more', async () => {
    const worker = await room.worker('w');
    const taskId = await created();
    const task = await worker.delivery();
    worker.cut();
    await worker.register({ inFlight: [task] });
    const other = await room.worker('other');
    expect(await other.delivery()).toMatchObject({ taskId, attempt: 2 });
    await worker.connect([task]);
    expect(worker.signals).toContainEqual({ kind: 'stale', attempts: [{ taskId, attempt: 1 }] });
  });

  it('I7: a lost worker, a hand-back and a missing acknowledgement spend no attempt; an error does', async () => {
    const taskId = await created({ maxAttempts: 2 });
    const silent = await room.worker('silent', { acks: false, slots: 1 });
    await silent.delivery(1);
    silent.cut();
    const lost = await room.worker('lost', { slots: 1 });
    await lost.delivery();
    lost.cut();
    const worker = await room.worker('w', { slots: 1 });
    await worker.handBack(await worker.delivery());
    await worker.fail(await worker.delivery(1));
    expect(await room.read(taskId)).toMatchObject({ status: 'pending', attemptsSpent: 1 });
    await worker.fail(await worker.delivery(2));
    expect(await room.read(taskId)).toMatchObject({ status: 'failed', attemptsSpent: 2 });
    const outcomes = await room.outcomes(taskId);
    expect(outcomes.slice(-3)).toEqual(['handed_back', 'failed', 'failed']);
    expect(new Set(outcomes.slice(0, -3))).toEqual(new Set(['not_acknowledged', 'worker_lost']));
  });

  it('I7: losses count in a row: one attempt that ends otherwise starts the count anew', async () => {
    const taskId = await created({ maxAttempts: 20 });
    const quick = await room.replica({ timing: { graceMs: 40 } });
    const lose = async (name: string): Promise<void> => {
      const worker = await quick.worker(name);
      await worker.delivery();
      worker.cut();
      await waitFor(async () => (await room.read(taskId)).status !== 'running');
    };
    for (let n = 0; n < 4; n++) await lose(`early-${n}`);
    const worker = await quick.worker('w');
    await worker.fail(await worker.delivery(), boom);
    worker.cut();
    for (let n = 0; n < 4; n++) await lose(`late-${n}`);
    expect((await room.read(taskId)).status).toBe('pending');
    await lose('last');
    expect(await room.until(taskId, 'failed')).toMatchObject({ error: { code: 'worker_lost' }, attemptsSpent: 1 });
  });

  it('a deadline ends the attempt and spends it; an absolute one ends the task, through a reconnect as well', async () => {
    const worker = await room.worker('plain', { linkVersion: 0 });
    const [short = '', absolute = ''] = await room.create(
      { timeoutMs: 60, maxAttempts: 2 },
      { expiresAt: Date.now() + 400, maxAttempts: 5 },
    );
    await worker.delivery(1);
    worker.cut();
    await worker.connect();
    await room.until(short, 'failed');
    await room.until(absolute, 'failed');
    expect(await room.outcomes(short)).toEqual(['deadline_exceeded', 'deadline_exceeded']);
    expect(await room.read(absolute)).toMatchObject({
      workerId: 'plain',
      error: { code: 'deadline_exceeded', message: expect.stringContaining('ran longer') as string },
    });
    expect(await room.read(short)).toMatchObject({ attemptsSpent: 2 });
  });
});
