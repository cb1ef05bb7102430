import type { FeedEvent } from '@englog/domain';
import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds } from '../store/database-fixture';
import { openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture } from '../testing/dispatch-fixture';
import { boom } from '../testing/session-worker';

/** I2, I3: every write about a running attempt is its owner's, or it changes nothing and is told so. */
describe.each(databaseKinds)('fences on %s', (kind) => {
  let room: DispatchFixture;

  beforeAll(async () => {
    room = await openDispatchFixture(kind, { timing: { ackTimeoutMs: 300, graceMs: 300 } });
  });
  afterEach(() => room.clear());
  afterAll(async () => {
    await room.close();
    await leakCheck();
  });

  const created = async (more = {}): Promise<string> => (await room.create(more))[0] as string;
  const terminalEvents = (taskId: string) => {
    const over = new AbortController();
    const events: FeedEvent[] = [];
    const reading = (async () => {
      for await (const { event } of room.feed.subscribe({ taskId }, undefined, over.signal)) events.push(event);
    })();
    return {
      async stop(): Promise<string[]> {
        over.abort();
        await reading;
        return events.flatMap((event) => (event.kind === 'state' && event.status !== 'running' ? event.status : []));
      },
    };
  };

  it('I2: of many reports of one attempt at once one is accepted, and followers hear of one end', async () => {
    const worker = await room.worker('w');
    const taskId = await created();
    const task = await worker.delivery();
    const followed = terminalEvents(taskId);
    const told = await Promise.all([1, 2, 3, 4].map((n) => worker.complete(task, { n })));
    expect(told.sort()).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate']);
    expect(await followed.stop()).toEqual(['completed']);
    expect(await room.outcomes(taskId)).toEqual(['completed']);
  });

  it('I2: of a success and a failure at once one counts, and the other is told', async () => {
    const worker = await room.worker('w');
    const taskId = await created({ maxAttempts: 1 });
    const task = await worker.delivery();
    const [success, failure] = await Promise.all([worker.complete(task), worker.fail(task)]);
    const { status, attemptsSpent } = await room.read(taskId);
    expect([success, failure, status, attemptsSpent]).toEqual(
      status === 'completed' ? ['accepted', 'stale', 'completed', 0] : ['stale', 'accepted', 'failed', 1],
    );
  });

  it('I2: two failures at once spend one attempt and give the task back once', async () => {
    const worker = await room.worker('w');
    const taskId = await created();
    const task = await worker.delivery();
    const before = room.dispatcher.health().backlog;
    const slow = { retryAfterMs: 60_000 };
    expect((await Promise.all([worker.fail(task, boom, slow), worker.fail(task, boom, slow)])).sort()).toEqual([
      'accepted',
      'stale',
    ]);
    expect(await room.read(taskId)).toMatchObject({ status: 'pending', attemptsSpent: 1 });
    expect(room.dispatcher.health().backlog - before).toBe(1);
  });

  it('I2: a result and a cancel at once: one of them ends the task, and both are told the truth', async () => {
    const worker = await room.worker('w', { slots: 20 });
    const ids = await room.create(...Array.from({ length: 20 }, () => ({})));
    await worker.delivery(19);
    const pairs = worker.deliveries.map(async (task) => {
      const [told, cancelled] = await Promise.all([worker.complete(task), room.dispatcher.cancel(task.taskId)]);
      return { told, cancelled, status: (await room.read(task.taskId)).status };
    });
    for (const pair of await Promise.all(pairs))
      expect([
        { told: 'accepted', cancelled: 'finished', status: 'completed' },
        { told: 'stale', cancelled: 'cancelled', status: 'cancelled' },
      ]).toContainEqual(pair);
    expect(ids).toHaveLength(20);
  });

  it('I2: after a cancel, progress, acknowledgement and result change nothing', async () => {
    const worker = await room.worker('w', { acks: false });
    const taskId = await created();
    const task = await worker.delivery();
    await room.dispatcher.cancel(taskId);
    expect(worker.signals).toContainEqual({ kind: 'cancel', attempt: { taskId, attempt: 1 } });
    expect(worker.ack(task)).toBe(false);
    const progress = { taskId, attempt: 1, percent: 50, message: 'half', textChunk: 'x' };
    expect(room.dispatcher.reports.progress(worker.session, progress)).toBe(false);
    expect(await worker.complete(task)).toBe('stale');
    expect(await worker.fail(task)).toBe('stale');
    expect(await worker.handBack(task)).toBe('stale');
    expect(await room.read(taskId)).toMatchObject({ status: 'cancelled', result: null });
  });

  it('I2: an earlier attempt of the same worker cannot end the present one', async () => {
    const worker = await room.worker('w');
    const taskId = await created();
    const first = await worker.delivery();
    await worker.handBack(first);
    const second = await worker.delivery(1);
    expect(await worker.complete(first)).toBe('stale');
    expect(worker.ack(first)).toBe(false);
    expect(await room.read(taskId)).toMatchObject({ status: 'running', attempt: 2 });
    expect(await worker.complete(second)).toBe('accepted');
  });

  it('I2: both reports of one attempt arrive with one of the next, and only the next counts', async () => {
    const worker = await room.worker('w');
    await created();
    const first = await worker.delivery();
    await worker.handBack(first);
    const second = await worker.delivery(1);
    const told = await Promise.all([worker.complete(first), worker.complete(second), worker.complete(first)]);
    expect(told).toEqual(['stale', 'accepted', 'stale']);
  });

  it("I2: another worker's attempt cannot be ended, and nobody knows an unknown task", async () => {
    const owner = await room.worker('owner', { slots: 1 });
    await created();
    const task = await owner.delivery();
    const stranger = await room.worker('stranger');
    expect(await stranger.complete(task)).toBe('stale');
    expect(await stranger.complete({ ...task, taskId: '019ab7c0-0000-7000-8000-000000000000' })).toBe('unknown');
    expect(await stranger.complete({ ...task, taskId: 'no-such-task' })).toBe('unknown');
    expect(await owner.complete(task)).toBe('accepted');
  });

  it('I2: what a worker completes after the API has ended it for its deadline is stale, not a duplicate', async () => {
    const worker = await room.worker('w', { linkVersion: 0 });
    const taskId = await created({ timeoutMs: 50, maxAttempts: 1 });
    const task = await worker.delivery();
    await room.until(taskId, 'failed');
    expect(await worker.complete(task)).toBe('stale');
    expect(await worker.fail(task)).toBe('duplicate');
    expect(await room.read(taskId)).toMatchObject({ error: { code: 'deadline_exceeded' }, result: null });
  });

  it('I2: what a worker completes after it was given up for lost is stale', async () => {
    const worker = await room.worker('w');
    const taskId = await created();
    const task = await worker.delivery();
    worker.cut();
    await waitFor(async () => (await room.outcomes(taskId)).includes('worker_lost'));
    expect(await worker.complete(task)).toBe('stale');
    expect(await room.read(taskId)).toMatchObject({ status: 'pending', attemptsSpent: 0 });
  });

  it('I3: a report of a replaced session is refused, not dropped: its successor has claimed the attempt', async () => {
    const worker = await room.worker('w');
    const taskId = await created();
    const task = await worker.delivery();
    const replaced = worker.session;
    expect(await worker.register({ inFlight: [task] })).toEqual([]);
    await worker.connect([task]);
    const report = { ...task, outcome: 'completed' as const, result: '{}', failure: null };
    const late = room.dispatcher.reports.result(replaced, { ...report, retryAfterMs: null, startedAt: null });
    await expect(late).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await worker.complete(task)).toBe('accepted');
    expect(await room.outcomes(taskId)).toEqual(['completed']);
  });

  it.each([
    ['is no JSON, and has a NUL in it', '\u0000 not JSON'],
    ['is no JSON, and is quoted in the middle of a character', `${'x'.repeat(9)}😀😀😀😀😀😀😀 not JSON`],
    ['is too large', JSON.stringify({ text: 'x'.repeat(70_000) })],
  ])('a result that %s fails the task with the reason, and holds up nobody', async (_what, result) => {
    const worker = await room.worker('w', { slots: 3 });
    await room.create({}, {}, {});
    await worker.delivery(2);
    const [bad, ...good] = worker.deliveries;
    if (bad === undefined) throw new Error('no delivery');
    const told = await Promise.all([worker.report(bad, { result }), ...good.map((task) => worker.complete(task))]);
    expect(told).toEqual(['rejected', 'accepted', 'accepted']);
    expect(await worker.report(bad, { result })).toBe('duplicate');
    expect(await room.read(bad.taskId)).toMatchObject({
      status: 'failed',
      error: { code: 'invalid_result', retryable: false },
    });
  });
});
