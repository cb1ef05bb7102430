import { describeWithPostgres, leakCheck, waitFor } from '@englog/testing';
import type { TcpProxy } from '@englog/testing';
import { openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture, Room } from '../testing/dispatch-fixture';
import type { SessionWorker } from '../testing/session-worker';
import { steadyNow } from './clock';

const leaseMs = 1000;

describeWithPostgres('while PostgreSQL is away', () => {
  let room: DispatchFixture;
  let proxy: TcpProxy;

  beforeAll(async () => {
    const timing = { ackTimeoutMs: 150, graceMs: 100, leaseMs, pingIntervalMs: 1000 };
    room = await openDispatchFixture('postgres', { timing });
    proxy = room.proxy as TcpProxy;
  });
  afterEach(async () => {
    await back();
    await room.clear();
  });
  afterAll(async () => {
    await room.close();
    await leakCheck();
  });

  const away = async (): Promise<void> => {
    await proxy.refuse();
    proxy.cut();
  };
  const back = async (): Promise<void> => {
    proxy.thaw();
    proxy.steady();
    await proxy.listen();
    await waitFor(() => room.sql.query({ name: '', text: 'select 1' }, []));
  };
  const rows = async (): Promise<Map<string, string>> => {
    const text = 'select id, state from tasks union all select id, status from finished_tasks';
    const found = await room.direct.query<{ id: string; state: string }>({ name: '', text }, []);
    return new Map(found.map((row) => [row.id, row.state]));
  };
  const leaseIsOver = async (workerId: string): Promise<boolean> => {
    const text = 'select from worker_sessions where worker_id = $1 and ended_at is null and lease_expires_at < now()';
    return (await room.direct.query({ name: '', text }, [workerId])).length > 0;
  };

  it('I1: whoever is told that a task is taken finds it committed, by another connection', async () => {
    await room.worker('w', { slots: 5 });
    const seen = async () => {
      const [taskId = ''] = await room.create({});
      return (await rows()).has(taskId);
    };
    const all = await Promise.all(Array.from({ length: 60 }, seen));
    expect(all).toEqual(Array(60).fill(true));
  });

  it('I1: an insert that fails is no accepted task, and its slot is free again', async () => {
    const worker = await room.worker('w', { slots: 1 });
    await room.create({});
    await worker.complete(await worker.delivery());
    const before = await rows();
    await away();
    await expect(room.create({})).rejects.toBeDefined();
    await back();
    expect((await rows()).size).toBe(before.size);
    expect(room.dispatcher.health().backlog).toBe(0);
    const [taskId = ''] = await room.create({});
    expect(await worker.delivery(1)).toMatchObject({ taskId, attempt: 1 });
  });

  it('I1: an insert whose answer is lost may have happened; then the task runs all the same', async () => {
    const worker = await room.worker('w', { slots: 1 });
    const before = await rows();
    // A pass may take the connection first; then the insert does not get as far, and is tried again.
    const taskId = await waitFor(async () => {
      proxy.cutAfter(1);
      await expect(room.create({})).rejects.toBeDefined();
      await back();
      return [...(await rows()).keys()].find((id) => !before.has(id));
    });
    expect(await worker.delivery()).toMatchObject({ taskId });
    expect(await worker.complete(await worker.delivery())).toBe('accepted');
  });

  describe('with a poll that is far away', () => {
    let patient: Room;
    beforeAll(async () => {
      patient = await room.replica({ timing: { pollMs: 60_000 } });
    });
    afterEach(() => patient.clear());

    const claimIsOver = async ({ session }: SessionWorker): Promise<void> => {
      while (session.reserved === 0) await new Promise((resolve) => setImmediate(resolve));
      await waitFor(() => session.reserved === 0);
    };

    it('a claim that failed is tried again once it is back', async () => {
      const way = patient.proxy as TcpProxy;
      const worker = await patient.worker('w');
      const heard = { stats: {}, ollama: 'up' as const, models: null };
      patient.dispatcher.gate.heartbeat(worker.session, { ...heard, status: 'unavailable' });
      const [taskId = ''] = await patient.create({});
      await way.refuse();
      way.cut();
      patient.dispatcher.gate.heartbeat(worker.session, { ...heard, status: 'idle' });
      await claimIsOver(worker);
      await way.listen();
      expect(await worker.delivery()).toMatchObject({ taskId });
    });

    it('an insert whose answer is lost may have happened; then it runs as soon as a slot is free', async () => {
      const way = patient.proxy as TcpProxy;
      const worker = await patient.worker('w', { slots: 1 });
      // Its first claim, which finds nothing.
      await claimIsOver(worker);
      await patient.create({});
      const first = await worker.delivery();
      const before = await rows();
      const taskId = await waitFor(async () => {
        way.cutAfter(1);
        await expect(patient.create({})).rejects.toBeDefined();
        way.steady();
        await waitFor(() => patient.sql.query({ name: '', text: 'select 1' }, []));
        return [...(await rows()).keys()].find((id) => !before.has(id));
      });
      await worker.complete(first);
      expect(await worker.delivery(1)).toMatchObject({ taskId });
    });
  });

  it('I9: everyone who waits is answered, also those whose turn had not come and with no worker to wake them', async () => {
    const batch = Array.from({ length: 1000 }, () => ({}));
    await away();
    const told = await Promise.allSettled(Array.from({ length: 6 }, () => room.create(...batch)));
    expect(told.map(({ status }) => status)).toEqual(Array(6).fill('rejected'));
    await back();
    expect(room.dispatcher.health().backlog).toBe(0);
  });

  it('I3: a result that cannot be committed is not acknowledged; sent again it counts, and nothing was re-run', async () => {
    const worker = await room.worker('w');
    const [taskId = ''] = await room.create({});
    const task = await worker.delivery();
    await away();
    await expect(worker.complete(task)).rejects.toBeDefined();
    await back();
    // Several passes compare rows with what is in flight before the worker tries again.
    const leasedAt = Date.now();
    await waitFor(() => Date.now() - leasedAt > 1000);
    expect(await worker.complete(task)).toBe('accepted');
    expect(await room.outcomes(taskId)).toEqual(['completed']);
  });

  it('I3: a result whose receipt was lost is a duplicate when it comes again', async () => {
    const worker = await room.worker('w');
    const [taskId = ''] = await room.create({});
    const task = await worker.delivery();
    // Until the cut comes after the commit, and not before.
    await waitFor(async () => {
      proxy.cutAfter(1);
      await expect(worker.complete(task, { n: 1 })).rejects.toBeDefined();
      await back();
      return (await rows()).get(taskId) === 'completed';
    });
    expect(await worker.complete(task, { n: 2 })).toBe('duplicate');
    expect(await room.read(taskId)).toMatchObject({ result: { n: 1 } });
  });

  it('a finished answer outlives an outage longer than its deadline', async () => {
    const worker = await room.worker('w');
    const [taskId = ''] = await room.create({ timeoutMs: 100, maxAttempts: 1 });
    const task = await worker.delivery();
    await away();
    await expect(worker.complete(task)).rejects.toBeDefined();
    await waitFor(() => leaseIsOver('w'));
    await back();
    expect(await worker.complete(task)).toBe('accepted');
    expect(await room.read(taskId)).toMatchObject({ status: 'completed' });
  });

  it.each([
    ['refused', away],
    ['silent', () => Promise.resolve(proxy.freeze())],
  ])(
    'I5: attempts whose leases ran out while it was %s are not taken for lost once it is back',
    async (_how, leave) => {
      const worker = await room.worker('w');
      const [taskId = ''] = await room.create({});
      const task = await worker.delivery();
      await leave();
      await waitFor(() => leaseIsOver('w'));
      await back();
      await waitFor(async () => !(await leaseIsOver('w')));
      expect(await room.outcomes(taskId)).toEqual(['running']);
      expect(await worker.complete(task)).toBe('accepted');
    },
  );

  it('a worker that is lost while it moves to another replica loses its attempt in its grace, wherever it is by then', async () => {
    const other = await room.replica();
    const worker = await room.worker('w', { slots: 1 });
    const [taskId = ''] = await room.create({});
    const task = await worker.delivery();
    const home = async () => (await room.dispatcher.workers.list()).find((each) => each.workerId === 'w')?.replicaId;
    const before = await home();
    // The move may be committed or not when its answer is lost: here it is.
    await waitFor(async () => {
      await other.dispatcher.gate.authenticate('w', worker.token);
      other.proxy?.cutAfter(1);
      await worker.connect([task], other.dispatcher).catch(() => undefined);
      other.proxy?.steady();
      return (await home()) !== before;
    });
    worker.cut();
    const next = await room.worker('next');
    expect(await next.delivery()).toMatchObject({ taskId, attempt: 2 });
  });

  it('what operators should have been told of a worker meanwhile they are told once it is back', async () => {
    const here = await room.replica({ timing: { graceMs: 60_000, leaseMs: 60_000 } });
    const worker = await here.worker('w');
    const seen = async () => (await room.dispatcher.workers.list()).find((each) => each.workerId === 'w')?.state;
    await waitFor(async () => (await seen()) === 'connected' && !worker.session.noteworthy);
    await here.proxy?.refuse();
    here.proxy?.cut();
    worker.cut();
    const cutAt = steadyNow();
    await waitFor(() => steadyNow() - cutAt > 1500);
    await here.proxy?.listen();
    await waitFor(async () => (await seen()) === 'away');
  });

  it('an attempt over its time is ended once it is back, and spent', async () => {
    const worker = await room.worker('plain', { linkVersion: 0 });
    const [taskId = ''] = await room.create({ timeoutMs: 200, maxAttempts: 1 });
    const task = await worker.delivery();
    await away();
    await waitFor(() => steadyNow() - worker.session.lastSeenAt > 400);
    await back();
    expect(await room.until(taskId, 'failed')).toMatchObject({
      error: { code: 'deadline_exceeded' },
      attemptsSpent: 1,
    });
    expect(await worker.complete(task)).toBe('stale');
  });
});
