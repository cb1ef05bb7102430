import type { NewTask } from '@englog/domain';
import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds } from '../store/database-fixture';
import { needs, openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture } from '../testing/dispatch-fixture';
import { boom } from '../testing/session-worker';
import type { SessionWorker } from '../testing/session-worker';

/** Which task goes first, through the real claim and the eager path. */
describe.each(databaseKinds)('order on %s', (kind) => {
  let room: DispatchFixture;

  beforeAll(async () => {
    room = await openDispatchFixture(kind);
  });
  afterEach(() => room.clear());
  afterAll(async () => {
    await room.close();
    await leakCheck();
  });

  /** Completes everything one at a time, and says in which order it came. */
  const served = async (worker: SessionWorker, count: number): Promise<string[]> => {
    for (let n = 0; n < count; n++) await worker.complete(await worker.delivery(n));
    return worker.deliveries.map((delivery) => delivery.taskId);
  };
  const named = (ids: string[], names: Map<string, string>) => ids.map((id) => names.get(id));
  const createdInTurn = async (...tasks: [name: string, task: Partial<NewTask>][]): Promise<Map<string, string>> => {
    const names = new Map<string, string>();
    for (const [name, task] of tasks) names.set((await room.create(task))[0] as string, name);
    return names;
  };

  it('the larger priority goes first, then the older', async () => {
    const names = await createdInTurn(
      ['low', { priority: 1 }],
      ['high, older', { priority: 9 }],
      ['middle', { priority: 5 }],
      ['high, younger', { priority: 9 }],
    );
    const worker = await room.worker('w', { slots: 1 });
    const order = named(await served(worker, 4), names);
    expect(order).toEqual(['high, older', 'high, younger', 'middle', 'low']);
  });

  it("one user's hundred tasks do not delay another's first", async () => {
    await room.create(...Array.from({ length: 100 }, () => ({ userId: 'ann' })));
    const [bobs = ''] = await room.create({ userId: 'bob' });
    const worker = await room.worker('w', { slots: 1 });
    const first = await served(worker, 3);
    expect(first.indexOf(bobs)).toBeLessThanOrEqual(1);
    expect(first.indexOf(bobs)).toBeGreaterThanOrEqual(0);
  });

  it('users take turns, with tasks of different types as well', async () => {
    const tasks = (userId: string) =>
      Array.from({ length: 3 }, (_, n): Partial<NewTask> => ({ userId, type: n % 2 ? 'weekly_report' : 'cleanup' }));
    const ids = await room.create(...tasks('ann'), ...tasks('bob'));
    const owner = new Map(ids.map((id, index) => [id, index < 3 ? 'ann' : 'bob']));
    const worker = await room.worker('w', { slots: 1 });
    const order = named(await served(worker, 6), owner);
    // Each lane counts its own turns: within the first four both have had two.
    expect(order.slice(0, 4).sort()).toEqual(['ann', 'ann', 'bob', 'bob']);
  });

  it('a task that went back keeps its place', async () => {
    const names = await createdInTurn(['first', {}], ['second', {}], ['third', {}]);
    const worker = await room.worker('w', { slots: 1 });
    await worker.handBack(await worker.delivery());
    for (let n = 1; n <= 3; n++) await worker.complete(await worker.delivery(n));
    const order = worker.deliveries.map((delivery) => names.get(delivery.taskId));
    // The slot is free at once: the second may have been on its way when the first came back.
    expect(order.indexOf('third')).toBe(3);
    expect(order.filter((name) => name === 'first')).toHaveLength(2);
  });

  it('the eager path never overtakes what waits in its lane', async () => {
    const worker = await room.worker('w', { slots: 1 });
    const created: string[] = [];
    for (let n = 0; n < 31; n++) created.push(...(await room.create({})));
    expect(await served(worker, 31)).toEqual(created);
  });

  it('the eager path never overtakes, also while slots come free and tasks come in at once', async () => {
    const slots = 3;
    const worker = await room.worker('w', { slots });
    const asked: string[] = [];
    let completed = 0;
    const working = waitFor(async () => {
      while (completed < worker.deliveries.length) await worker.complete(await worker.delivery(completed++));
      return completed === 90;
    });
    for (let n = 0; n < 90; n++) asked.push(...(await room.create({})));
    await working;
    const moved = worker.deliveries.map(({ taskId }, place) => Math.abs(asked.indexOf(taskId) - place));
    // What one claim takes at once may be sent in any order, since all of it is sent.
    expect(Math.max(...moved)).toBeLessThan(slots);
  });

  it('says of a waiting task how many go before it, and that no slot is free for the first', async () => {
    await room.worker('w', { slots: 1 });
    await room.create({});
    const waiting: string[] = [];
    for (let n = 0; n < 3; n++) waiting.push(...(await room.create({})));
    const why = await Promise.all(waiting.map(async (id) => room.dispatcher.explain(await room.read(id))));
    expect(why).toMatchObject([
      { reason: 'no_free_slot', ahead: 0 },
      { reason: 'its_turn', ahead: 1 },
      { reason: 'its_turn', ahead: 2 },
    ]);
  });

  it('a task with a time to come waits for it, and then does not wait for a poll', async () => {
    const worker = await room.worker('w');
    const runAt = Date.now() + 300;
    const [taskId = ''] = await room.create({ runAt });
    expect(await room.dispatcher.explain(await room.read(taskId))).toMatchObject({ reason: 'scheduled', until: runAt });
    expect(await worker.delivery()).toMatchObject({ taskId });
    expect(Date.now()).toBeGreaterThanOrEqual(runAt);
    expect(Date.now()).toBeLessThan(runAt + 1000);
  });

  it('a waiting task past its absolute deadline fails, unspent; one that backs off, too', async () => {
    const [waiting = ''] = await room.create({ expiresAt: Date.now() + 200 });
    expect(await room.until(waiting, 'failed')).toMatchObject({
      error: { code: 'deadline_exceeded' },
      attemptsSpent: 0,
    });
    const worker = await room.worker('w');
    const [backingOff = ''] = await room.create({ expiresAt: Date.now() + 400 });
    await worker.fail(await worker.delivery(), boom, { retryAfterMs: 60_000 });
    expect(await room.until(backingOff, 'failed')).toMatchObject({ error: { code: 'deadline_exceeded' } });
    expect(await room.outcomes(backingOff)).toEqual(['failed']);
  });

  it('failures back off longer each time, and the last one ends the task', async () => {
    const worker = await room.worker('w');
    const [taskId = ''] = await room.create({ maxAttempts: 4 });
    const waits: number[] = [];
    for (let n = 0; n < 4; n++) {
      const failedAt = Date.now();
      await worker.fail(await worker.delivery(n));
      const why = await room.dispatcher.explain(await room.read(taskId));
      if (why?.reason === 'backing_off') waits.push((why.until ?? 0) - failedAt);
    }
    expect(waits).toHaveLength(3);
    // 20 ms doubled each time up to 100, jittered down to its half, and the commit's own time.
    for (const [n, least] of [10, 20, 40].entries()) expect(waits[n]).toBeGreaterThanOrEqual(least - 2);
    expect(await room.until(taskId, 'failed')).toMatchObject({ attemptsSpent: 4, error: boom });
    expect(await room.outcomes(taskId)).toEqual(Array(4).fill('failed'));
  });

  it.each([
    ['pool', { pools: ['gpu'] }, { pool: 'gpu' }],
    ['label', { labels: { zone: 'eu', ssd: 'yes' } }, { labels: { zone: 'eu' } }],
    ['model', { models: [{ name: 'llama3', loaded: false }] }, { model: 'llama3' }],
    ['capability', { capabilities: ['cleanup' as const] }, { capability: 'cleanup' as const }],
  ])('I6: a task goes only to the worker that has its %s', async (_what, offer, wanted) => {
    const without = await room.worker('without', { pools: ['other'], capabilities: ['data_analysis'] });
    const [taskId = ''] = await room.create({ requirements: needs(wanted) });
    expect(await room.dispatcher.explain(await room.read(taskId))).toMatchObject({ reason: 'no_worker' });
    const able = await room.worker('able', offer);
    expect(await able.delivery()).toMatchObject({ taskId });
    expect(without.deliveries).toEqual([]);
  });

  it('a task that names a model goes to the worker that has it loaded, at once and from the queue', async () => {
    const models = (loaded: boolean) => [{ name: 'phi3:latest', loaded }];
    const requirements = needs({ model: 'phi3' });
    const cold = await room.worker('cold', { slots: 4, models: models(false) });
    const warm = await room.worker('warm', { slots: 1, models: models(true) });
    const [eager = ''] = await room.create({ requirements });
    expect(await warm.delivery()).toMatchObject({ taskId: eager });

    const heard = { status: 'idle' as const, stats: {}, ollama: 'up' as const, models: null };
    const pause = (worker: SessionWorker, status: 'idle' | 'unavailable') =>
      room.dispatcher.gate.heartbeat(worker.session, { ...heard, status });
    pause(cold, 'unavailable');
    const [queued = ''] = await room.create({ requirements });
    pause(warm, 'unavailable');
    await warm.complete(await warm.delivery());
    pause(cold, 'idle');
    pause(warm, 'idle');
    const later = await waitFor(() => warm.deliveries[1] ?? cold.deliveries[0]);
    expect(later.taskId).toBe(queued);
    expect(warm.deliveries).toHaveLength(2);
  });

  it('I6: a worker that says it is unavailable, or whose Ollama is down, gets nothing that needs it', async () => {
    const worker = await room.worker('w');
    const { gate } = room.dispatcher;
    const heard = { status: 'idle' as const, stats: { services: {} }, ollama: 'up' as const, models: null };
    gate.heartbeat(worker.session, { ...heard, status: 'unavailable' });
    const [taskId = ''] = await room.create({});
    const why = await room.dispatcher.explain(await room.read(taskId));
    expect(why).toMatchObject({
      reason: 'no_free_slot',
      message: expect.stringMatching(/take nothing more/) as string,
    });
    gate.heartbeat(worker.session, { ...heard, ollama: 'down', stats: { services: { ollama: 'down' } } });
    expect(await worker.delivery()).toMatchObject({ taskId });
    const [strict = ''] = await room.create({ requirements: needs({ needsOllama: true }) });
    expect(await room.dispatcher.explain(await room.read(strict))).toMatchObject({ reason: 'breaker_open' });
    expect(room.dispatcher.health().breakers).toEqual([{ name: 'ollama@w', state: 'open' }]);
    gate.heartbeat(worker.session, heard);
    expect(await worker.delivery(1)).toMatchObject({ taskId: strict });
  });
});
