import type { FeedEvent, Task } from '@englog/domain';
import { describeWithPostgres, leakCheck, waitFor } from '@englog/testing';
import type { TcpProxy } from '@englog/testing';
import { openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture, Room } from '../testing/dispatch-fixture';
import { boom } from '../testing/session-worker';
import type { SessionWorker } from '../testing/session-worker';
import type { AttemptKey } from './worker-session';

/** mulberry32: the same run for the same seed, as far as the timing of sockets allows. */
function random(seed: number) {
  let state = seed;
  const draw = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    chance: (p: number) => draw() < p,
    pick: <T>(items: readonly T[]): T => items[Math.floor(draw() * items.length)] as T,
  };
}

/**
 * A worker that runs what it is sent and keeps each report until it has an answer, as the real one does: through broken
 * streams, replicas that are gone, and registering anew.
 */
class Runner {
  readonly finished: AttemptKey[] = [];
  readonly #held = new Map<string, AttemptKey>();
  readonly #worker: SessionWorker;
  readonly #rooms: Room[];
  readonly #chance: ReturnType<typeof random>;
  #next = 0;
  #busy = false;

  constructor(worker: SessionWorker, rooms: Room[], seed: number) {
    this.#worker = worker;
    this.#rooms = rooms;
    this.#chance = random(seed);
  }

  get idle(): boolean {
    return this.#held.size === 0 && this.#next === this.#worker.deliveries.length;
  }

  /** One look: takes what has come, reports one attempt that it has, comes back when its stream is gone. */
  async turn(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (; this.#next < this.#worker.deliveries.length; this.#next++)
        this.#take(await this.#worker.delivery(this.#next));
      for (const signal of this.#worker.signals.splice(0)) {
        if (signal.kind === 'cancel') this.#held.delete(key(signal.attempt));
        if (signal.kind === 'stale') for (const attempt of signal.attempts) this.#held.delete(key(attempt));
      }
      if (this.#worker.closedFor !== null) await this.#return();
      else await Promise.all([...this.#held.values()].map((attempt) => this.#report(attempt)));
    } finally {
      this.#busy = false;
    }
  }

  cut(): void {
    this.#worker.cut();
    this.#worker.closedFor = 'cut';
  }

  #take({ taskId, attempt }: AttemptKey): void {
    this.#held.set(key({ taskId, attempt }), { taskId, attempt });
  }

  async #report(attempt: AttemptKey): Promise<void> {
    const outcome = this.#chance.chance(0.85) ? 'complete' : this.#chance.pick(['fail', 'handBack', 'wait'] as const);
    if (outcome === 'wait') return;
    const told = await (
      outcome === 'complete'
        ? this.#worker.complete(attempt)
        : outcome === 'fail'
          ? this.#worker.fail(attempt, boom)
          : this.#worker.handBack(attempt)
    ).catch((error: unknown) => error);
    if (typeof told !== 'string') return;
    this.#held.delete(key(attempt));
    if (told === 'accepted' && outcome === 'complete') this.finished.push(attempt);
  }

  /** To whichever replica answers, with what it holds; registers anew when its session is not known any more. */
  async #return(): Promise<void> {
    const room = this.#chance.pick(this.#rooms);
    const held = [...this.#held.values()];
    try {
      await this.#worker.connect(held, room.dispatcher);
    } catch {
      this.#worker.dispatcher = room.dispatcher;
      await this.#worker.register({ inFlight: held }).then(
        (stale) => stale.forEach((attempt) => this.#held.delete(key(attempt))),
        () => undefined,
      );
    }
  }
}

const key = ({ taskId, attempt }: AttemptKey): string => `${taskId}/${attempt}`;

describeWithPostgres('two replicas and four workers under load', () => {
  let a: DispatchFixture;
  let b: Room;

  beforeEach(async () => {
    const timing = { ackTimeoutMs: 300, graceMs: 300, leaseMs: 1000, pingIntervalMs: 200 };
    a = await openDispatchFixture('postgres', { timing });
    b = await a.replica();
  });
  afterEach(async () => {
    for (const room of [a, b]) {
      room.proxy?.thaw();
      room.proxy?.steady();
      await room.proxy?.listen();
    }
    await a.close();
    await leakCheck();
  });

  const crash = async (room: Room): Promise<void> => {
    // As a SIGKILL looks to everybody else: from one moment on it says nothing to anyone.
    await (room.proxy as TcpProxy).refuse();
    room.proxy?.cut();
    for (const session of room.dispatcher.registry.all()) session.close('crashed');
  };

  /** Load, a fault in its middle, and then until nothing is live any more. Answers every task that was accepted. */
  const underLoad = async (runners: Runner[], seed: number, fault: (n: number) => Promise<void> | void) => {
    const { pick } = random(seed);
    const accepted: string[] = [];
    const alive = new AbortController();
    const working = (async () => {
      while (!alive.signal.aborted) {
        await Promise.all(runners.map((runner) => runner.turn()));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const settled = async (): Promise<void> => {
      for (let n = 0; n < 60; n++) {
        await fault(n);
        // A refusal is no acceptance: the client asks again, elsewhere.
        const ids = await pick([a, b])
          .create({ maxAttempts: 20 }, { maxAttempts: 20, userId: 'bob' })
          .catch(() => []);
        accepted.push(...ids);
      }
      for (const room of [a, b]) room.proxy?.steady();
      const text = 'select count(*)::int as n from tasks';
      const live = () => a.direct.query<{ n: number }>({ name: '', text }, []);
      await waitFor(async () => (await live())[0]?.n === 0, { timeoutMs: 20_000, what: 'every task to end' });
      await waitFor(() => runners.every((runner) => runner.idle), { what: 'every worker to have its answers' });
    };
    await settled().finally(() => alive.abort());
    await working;
    const rows = `select id, status, attempt from finished_tasks`;
    const ended = await a.direct.query<{ id: string; status: Task['status']; attempt: number }>(
      { name: '', text: rows },
      [],
    );
    return { accepted, ended };
  };

  const employ = async (seed: number): Promise<Runner[]> => {
    const offer = { slots: 4 };
    const workers = [
      await a.worker('w1', offer),
      await a.worker('w2', offer),
      await b.worker('w3', offer),
      await b.worker('w4', offer),
    ];
    return workers.map((worker, n) => new Runner(worker, [a, b], seed + n));
  };

  it('I1, I2: one replica is killed: nothing is lost, and nothing is completed twice', async () => {
    const runners = await employ(1);
    const { accepted, ended } = await underLoad(runners, 1, (n) => (n === 30 ? crash(a) : undefined));
    const completed = new Map(ended.map((row) => [row.id, row]));
    expect(accepted.filter((id) => completed.get(id)?.status !== 'completed')).toEqual([]);
    expect(completed.size).toBe(ended.length);
    // Each completion that a worker was told of is the one on record.
    const told = runners.flatMap((runner) => runner.finished);
    expect(new Set(told.map((attempt) => attempt.taskId)).size).toBe(told.length);
    expect(told.filter(({ taskId, attempt }) => completed.get(taskId)?.attempt !== attempt)).toEqual([]);
  });

  it.each([11, 12])(
    'seed %i: streams, connections and the database fail at random, and the books balance',
    async (seed) => {
      const { chance, pick } = random(seed);
      const runners = await employ(seed);
      const events: FeedEvent[] = [];
      const over = new AbortController();
      const following = [a, b].map(async (room) => {
        for await (const { event } of room.feed.subscribe({ userId: 'bob' }, undefined, over.signal))
          events.push(event);
      });
      const { accepted, ended } = await underLoad(runners, seed, async () => {
        const room = pick([a, b]);
        if (chance(0.1)) pick(runners).cut();
        if (chance(0.05)) room.proxy?.cut();
        if (chance(0.05)) room.proxy?.cutAfter(2000);
        if (chance(0.1)) room.proxy?.steady();
      });
      over.abort();
      await Promise.all(following);
      const status = new Map(ended.map((row) => [row.id, row.status]));
      expect(accepted.filter((id) => status.get(id) !== 'completed')).toEqual([]);
      expect(status.size).toBe(ended.length);
      const told = runners.flatMap((runner) => runner.finished.map((attempt) => attempt.taskId));
      expect(new Set(told).size).toBe(told.length);
      const ends = events.flatMap((event) =>
        event.kind === 'state' && event.status === 'completed' ? event.taskId : [],
      );
      expect(new Set(ends).size).toBe(ends.length);
    },
  );
});
