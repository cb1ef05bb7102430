import type { Requirements } from '@englog/domain';
import type { LaneStore } from '../store/lanes';
import type { SessionRecord } from '../store/worker-sessions';
import { Registry } from './registry';
import { offers, WorkerSession } from './worker-session';
import type { InFlight, SessionMessage } from './worker-session';

const record = (more: Partial<SessionRecord> = {}): SessionRecord => ({
  sessionId: `session of ${more.workerId ?? 'w'}`,
  workerId: 'w',
  workerName: 'w',
  tokenHash: 'hash',
  replicaId: 'r',
  version: '1',
  capabilities: ['ai_insights'],
  pools: ['default'],
  labels: {},
  models: [],
  slots: 2,
  linkVersion: 1,
  instanceId: '1',
  ...more,
});
const inFlight = (taskId: string, attempt = 1) => ({ taskId, attempt }) as InFlight;
const channel = () => {
  const sent: SessionMessage[] = [];
  const closed: string[] = [];
  return {
    sent,
    closed,
    send: (message: SessionMessage) => void sent.push(message),
    close: (why: string) => void closed.push(why),
  };
};
const needs = (more: Partial<Requirements> = {}): Requirements => ({
  pool: 'default',
  capability: 'ai_insights',
  labels: {},
  model: null,
  needsOllama: false,
  ...more,
});
const connected = (more: Partial<SessionRecord> = {}): WorkerSession => {
  const session = new WorkerSession(record(more), 0);
  session.attach(channel());
  return session;
};

describe('a session', () => {
  it('has free slots only while its stream is open and it takes tasks', () => {
    const session = new WorkerSession(record(), 0);
    expect(session.freeSlots).toBe(0);
    const stream = channel();
    session.attach(stream);
    expect(session.freeSlots).toBe(2);
    session.inFlight.set('a', inFlight('a'));
    session.reserved = 1;
    expect(session.freeSlots).toBe(0);
    session.reserved = 5;
    expect(session.freeSlots).toBe(0);
    session.reserved = 0;
    session.status = 'unavailable';
    expect(session.freeSlots).toBe(0);
    session.status = 'busy';
    expect(session.detach(stream, 7)).toBe(true);
    expect([session.freeSlots, session.state, session.awaySince]).toEqual([0, 'away', 7]);
  });

  it('an old stream that ends does not end the new one', () => {
    const session = new WorkerSession(record(), 0);
    const [old, fresh] = [channel(), channel()];
    session.attach(old);
    session.attach(fresh);
    expect(old.closed).toHaveLength(1);
    expect(session.detach(old, 1)).toBe(false);
    expect(session.state).toBe('connected');
    expect(session.detach(fresh, 1)).toBe(true);
  });

  it('signals go to full workers; a plain one would take them for tasks', () => {
    const cancel: SessionMessage = { kind: 'cancel', attempt: { taskId: 't', attempt: 1 } };
    const task = { kind: 'task', delivery: {} } as SessionMessage;
    for (const [linkVersion, wanted] of [
      [1, [cancel, task]],
      [0, [task]],
    ] as const) {
      const session = new WorkerSession(record({ linkVersion }), 0);
      const stream = channel();
      session.attach(stream);
      session.send(cancel);
      session.send(task);
      session.ping(5);
      expect(stream.sent.filter((message) => message.kind !== 'ping')).toEqual(wanted);
      expect(stream.sent.some((message) => message.kind === 'ping')).toBe(linkVersion === 1);
    }
  });

  it('silence counts from the first ping without an answer; any later echo starts it anew', () => {
    const session = connected();
    expect(session.silentMs(100)).toBe(0);
    session.ping(100);
    session.ping(200);
    expect(session.silentMs(250)).toBe(150);
    session.echoed(1, 260);
    expect(session.silentMs(300)).toBe(40);
    session.echoed(2, 310);
    expect(session.silentMs(9999)).toBe(0);
    session.ping(400);
    session.attach(channel());
    expect(session.silentMs(9999)).toBe(0);
  });

  it('in doubt it takes nothing, until any echo or a new stream; the echo alone is told', () => {
    const session = connected();
    const told: string[] = [];
    session.status = 'busy';
    session.ping(100);
    session.doubt(200, () => told.push('first'));
    session.doubt(300, () => told.push('second'));
    expect([session.freeSlots, session.status, session.silentMs(300)]).toEqual([0, 'unavailable', 200]);
    session.status = 'idle';
    expect(session.status).toBe('unavailable');
    session.echoed(1, 310);
    expect([session.freeSlots, session.status, told]).toEqual([2, 'idle', ['first']]);
    session.doubt(400, () => told.push('third'));
    session.attach(channel());
    session.echoed(9, 500);
    expect([session.freeSlots, told]).toEqual([2, ['first']]);
  });

  it('a plain worker is never in doubt, nor is one without a stream', () => {
    const plain = connected({ linkVersion: 0 });
    const away = new WorkerSession(record(), 0);
    for (const session of [plain, away]) session.doubt(5, () => undefined);
    expect([plain.freeSlots, plain.status, away.status]).toEqual([2, 'unspecified', 'unspecified']);
  });

  it('an attempt is out of flight while its end is committed, and back in when that failed', async () => {
    const session = connected();
    const attempt = inFlight('a');
    session.inFlight.set('a', attempt);
    const ending = session.end(attempt, () => {
      expect([session.inFlight.has('a'), session.ending.get('a'), session.freeSlots]).toEqual([false, 1, 2]);
      return Promise.reject(new Error('away'));
    });
    await expect(ending).rejects.toThrow('away');
    expect([session.inFlight.get('a'), session.ending.size]).toEqual([attempt, 0]);
    expect(await session.end(attempt, () => Promise.resolve('done'))).toBe('done');
    expect([session.inFlight.size, session.ending.size]).toEqual([0, 0]);
  });

  it('an attempt that was sent again meanwhile is not overwritten by the one whose end failed', async () => {
    const session = connected();
    const [first, second] = [inFlight('a', 1), inFlight('a', 2)];
    session.inFlight.set('a', first);
    await session
      .end(first, () => {
        session.inFlight.set('a', second);
        return Promise.reject(new Error('away'));
      })
      .catch(() => undefined);
    expect(session.inFlight.get('a')).toBe(second);
  });

  it.each([
    [{}, {}, true],
    [{ pools: ['gpu'] }, {}, false],
    [{ pools: ['gpu', 'default'] }, {}, true],
    [{ capabilities: ['cleanup' as const] }, {}, false],
    [{ labels: { a: '1', b: '2' } }, { labels: { a: '1' } }, true],
    [{ labels: { a: '2' } }, { labels: { a: '1' } }, false],
    [{}, { labels: { a: '1' } }, false],
    [{}, { labels: { constructor: 'x' } }, false],
    [{ models: [{ name: 'm', loaded: false }] }, { model: 'm' }, true],
    [{ models: [{ name: 'm:latest', loaded: false }] }, { model: 'm' }, true],
    [{ models: [{ name: 'm', loaded: false }] }, { model: 'm:latest' }, true],
    [{ models: [{ name: 'm:mini', loaded: false }] }, { model: 'm' }, false],
    [{}, { model: 'm' }, false],
  ])('I6: a worker of %j and a task of %j: %s', (offer, wanted, fits) => {
    expect(offers(record(offer), needs(wanted))).toBe(fits);
  });

  it('a task that may not fall back waits for an Ollama that is up, or is not told of', () => {
    const session = connected();
    const states = (['up', 'unknown', 'down'] as const).map((ollama) => {
      session.ollama = ollama;
      return [session.serves(needs()), session.serves(needs({ needsOllama: true }))];
    });
    expect(states).toEqual([
      [true, true],
      [true, true],
      [true, false],
    ]);
  });
});

describe('the registry', () => {
  const lanes = {
    all: () => [
      { id: 1, requirements: needs() },
      { id: 2, requirements: needs({ pool: 'gpu' }) },
      { id: 4, requirements: needs({ model: 'm' }) },
    ],
  };
  const registryOf = (...sessions: WorkerSession[]): Registry => {
    const registry = new Registry(lanes as unknown as LaneStore);
    for (const session of sessions) registry.add(session);
    return registry;
  };

  it('deals slots in turn, to sessions that serve the same lanes, no more than asked for and no more than free', () => {
    const [a, b] = [connected({ workerId: 'a' }), connected({ workerId: 'b', slots: 1 })];
    const gpu = connected({ workerId: 'c', pools: ['gpu'] });
    const registry = registryOf(a, b, gpu);
    const group = registry.reserveGroup(new Map([[1, Infinity]]), 10);
    expect(group?.lanes).toEqual([1]);
    expect(group?.slots.map((slot) => slot.workerId).sort()).toEqual(['a', 'a', 'b']);
    expect(
      group?.slots
        .slice(0, 2)
        .map((slot) => slot.workerId)
        .sort(),
    ).toEqual(['a', 'b']);
    expect(registry.reserveGroup(new Map([[1, 1]]), 10)).toBeNull();
    expect(registry.hasFreeSlotAmong(new Map([[2, 1]]))).toBe(true);
    expect([...registry.openLanes()]).toEqual([2]);
    for (const slot of group?.slots ?? []) registry.settle(slot.sessionId);
    expect(registry.reserveGroup(new Map([[1, Infinity]]), 2)?.slots).toHaveLength(2);
    for (const slot of group?.slots ?? []) registry.settle(slot.sessionId);
    expect(registry.reserveGroup(new Map([[3, 1]]), 2)).toBeNull();
  });

  it('reserves the least loaded slot that serves the lane', () => {
    const [a, b] = [connected({ workerId: 'a', slots: 2 }), connected({ workerId: 'b', slots: 3 })];
    const registry = registryOf(a, b);
    expect(Array.from({ length: 6 }, () => registry.reserve(1, 0)?.workerId)).toEqual([
      'b',
      'a',
      'b',
      'a',
      'b',
      undefined,
    ]);
    expect(registry.reserve(2, 0)).toBeNull();
  });

  it('a lane that names a model goes to slots where it is loaded first, then to the least loaded', () => {
    const models = (loaded: boolean) => [{ name: 'm:latest', loaded }];
    const warm = connected({ workerId: 'warm', models: models(true) });
    const cold = connected({ workerId: 'cold', slots: 3, models: models(false) });
    const registry = registryOf(cold, warm);
    const reserved = (lane: number, count: number) =>
      Array.from({ length: count }, () => registry.reserve(lane, 0)?.workerId);
    const settleAll = () => [warm, cold].forEach((session) => [1, 2, 3].forEach(() => registry.settle(session.id)));
    expect(reserved(4, 3)).toEqual(['warm', 'warm', 'cold']);
    settleAll();
    expect(reserved(1, 1)).toEqual(['cold']);
    settleAll();
    for (let n = 0; n < 2; n++) {
      const group = registry.reserveGroup(new Map([[4, 2]]), 10);
      expect(group?.slots.map((slot) => slot.workerId)).toEqual(['warm', 'warm', 'cold']);
      settleAll();
    }
    expect(new Set(registry.reserveGroup(new Map([[1, 1]]), 10)?.slots.map((slot) => slot.workerId)).size).toBe(2);
    settleAll();
    // The next heartbeats tell that it was unloaded here and loaded there.
    warm.record = { ...warm.record, models: models(false) };
    cold.record = { ...cold.record, models: models(true) };
    for (const session of [warm, cold]) registry.refreshLanes(session);
    expect(reserved(4, 1)).toEqual(['cold']);
    registry.drop(cold);
    expect(reserved(4, 1)).toEqual(['warm']);
  });

  it('whoever waits for promised slots is let go with the last of them, or with the session', async () => {
    const [a, b] = [connected({ workerId: 'a' }), connected({ workerId: 'b' })];
    const registry = registryOf(a, b);
    for (let n = 0; n < 4; n++) registry.reserve(1, 0);
    const told: string[] = [];
    const waiting = [a.settled().then(() => told.push('a')), b.settled().then(() => told.push('b'))];
    registry.settle(a.id);
    await Promise.resolve();
    expect(told).toEqual([]);
    registry.settle(a.id);
    registry.drop(b);
    await Promise.all(waiting);
    expect(told.sort()).toEqual(['a', 'b']);
    await a.settled();
    registry.settle('nobody');
  });

  it('knows a session by its id, its worker and its token until it is dropped, and its successor after', () => {
    const [old, fresh] = [
      connected({ sessionId: '1', tokenHash: 't1' }),
      connected({ sessionId: '2', tokenHash: 't2' }),
    ];
    const registry = registryOf(old);
    registry.add(fresh);
    registry.drop(old);
    expect([registry.get('1'), registry.get('2'), registry.byWorker('w')]).toEqual([undefined, fresh, fresh]);
    expect([registry.byTokenHash('t1'), registry.byTokenHash('t2')]).toEqual([undefined, fresh]);
    fresh.inFlight.set('a', inFlight('a'));
    expect(registry.find('a')).toEqual({ session: fresh, inFlight: inFlight('a') });
    expect(registry.find('b')).toBeNull();
  });
});
