import type { Requirements } from '@englog/domain';
import type { Lane, LaneStore } from '../store/lanes';
import type { SessionRecord } from '../store/worker-sessions';
import { Registry } from './registry';
import { WorkerSession } from './worker-session';
import type { InFlight } from './worker-session';

const requirements = (pool: string): Requirements => ({
  pool,
  capability: 'ai_insights',
  labels: {},
  model: null,
  needsOllama: false,
});
const lanes: Lane[] = ['small', 'large'].map((pool, index) => ({ id: index + 1, requirements: requirements(pool) }));
const laneIds = lanes.map(({ id }) => id);

const record = (sessionId: string, slots: number, pools: string[]): SessionRecord => ({
  ...{ sessionId, workerId: `worker of ${sessionId}`, workerName: 'w', tokenHash: `token of ${sessionId}` },
  ...{ replicaId: 'r', version: '1', capabilities: ['ai_insights'], pools, labels: {}, models: [], slots },
  ...{ linkVersion: 1, instanceId: '1' },
});

/** The same walk for the same seed. */
function random(seed: number) {
  let state = seed;
  const upTo = (n: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
  return { upTo, pick: <T>(items: readonly T[]): T | undefined => items[upTo(Math.max(1, items.length))] };
}

/** Sessions come, leave and come back while slots of theirs are promised; each promise is settled once, some very late. */
class Walk {
  readonly #random: ReturnType<typeof random>;
  readonly #registry: Registry;
  /** Promises not settled yet: the session's id, each. */
  readonly #promised: string[] = [];
  readonly #dropped: WorkerSession[] = [];
  readonly #waiting = new Map<WorkerSession, { over: boolean }>();
  #tasks = 0;

  constructor(seed: number) {
    this.#random = random(seed);
    this.#registry = new Registry({ all: () => lanes, size: lanes.length } as unknown as LaneStore);
  }

  readonly #steps: (() => void)[] = [
    () => this.#comes(),
    () => this.#comes(),
    () => this.#leaves(),
    () => this.#leavesTwice(),
    () => this.#isReserved(),
    () => this.#isReserved(),
    () => this.#groupIsReserved(),
    () => this.#settles(),
    () => this.#settles(),
    () => this.#settles(),
    () => this.#pausesOrStreams(),
    () => this.#takesOrEnds(),
    () => this.#waits(),
  ];

  async run(steps: number): Promise<void> {
    for (let n = 0; n < steps; n++) {
      this.#random.pick(this.#steps)?.();
      await Promise.resolve();
      this.#check();
    }
    while (this.#promised.length > 0) this.#settles();
    await Promise.resolve();
    this.#check();
  }

  #comes(): void {
    const id = `s${this.#random.upTo(4)}`;
    if (this.#registry.get(id) !== undefined) return;
    const pools = this.#random.pick([['small'], ['small', 'large']]) as string[];
    const session = new WorkerSession(record(id, 1 + this.#random.upTo(4), pools), 0);
    this.#registry.add(session);
    if (this.#random.upTo(4) > 0) this.#stream(session);
  }

  #leaves(): void {
    const session = this.#random.pick(this.#registry.all());
    if (session === undefined) return;
    this.#registry.drop(session);
    this.#dropped.push(session);
  }

  /** Whoever found it lost was not the first, and its successor may be here by now. */
  #leavesTwice(): void {
    const session = this.#random.pick(this.#dropped);
    if (session !== undefined) this.#registry.drop(session);
  }

  #isReserved(): void {
    const lane = this.#random.pick(laneIds) as number;
    const session = this.#registry.reserve(lane, this.#random.upTo(3));
    if (session !== null) this.#promised.push(session.id);
  }

  #groupIsReserved(): void {
    const ready = new Map(laneIds.map((lane) => [lane, this.#random.pick([1, 2, Infinity])]));
    const group = this.#registry.reserveGroup(ready as Map<number, number>, 1 + this.#random.upTo(5));
    for (const { sessionId } of group?.slots ?? []) this.#promised.push(sessionId);
  }

  #settles(): void {
    const [id] = this.#promised.splice(this.#random.upTo(Math.max(1, this.#promised.length)), 1);
    if (id !== undefined) this.#registry.settle(id);
  }

  #pausesOrStreams(): void {
    const session = this.#random.pick(this.#registry.all());
    if (session?.state === 'connected') session.pause('test', 0);
    else if (session !== undefined) this.#stream(session);
  }

  #stream(session: WorkerSession): void {
    session.attach({ send: () => undefined, close: () => undefined });
  }

  #takesOrEnds(): void {
    const session = this.#random.pick(this.#registry.all());
    if (session === undefined) return;
    const taskId = [...session.inFlight.keys()][0];
    if (taskId !== undefined && this.#random.upTo(2) === 0) session.inFlight.delete(taskId);
    else if (session.freeSlots > 0) session.inFlight.set(`t${this.#tasks++}`, {} as InFlight);
  }

  #waits(): void {
    const session = this.#random.pick(this.#registry.all());
    if (session === undefined || this.#waiting.has(session)) return;
    const wait = { over: false };
    this.#waiting.set(session, wait);
    void session.settled().then(() => (wait.over = true));
  }

  #check(): void {
    for (const session of this.#registry.all()) {
      const promised = this.#promised.filter((id) => id === session.id).length;
      expect([session.id, session.reserved]).toEqual([session.id, promised]);
      const { slots } = session.record;
      expect(session.inFlight.size + promised + session.freeSlots).toBeLessThanOrEqual(
        Math.max(slots, session.inFlight.size + promised),
      );
      expect(this.#registry.byWorker(session.workerId)).toBe(session);
      expect(this.#registry.byTokenHash(session.record.tokenHash)).toBe(session);
    }
    for (const [session, wait] of this.#waiting) {
      const isHere = this.#registry.get(session.id) === session;
      if (isHere && session.reserved > 0) expect(wait.over).toBe(false);
      else this.#waiting.delete(session);
    }
  }
}

describe('the registry', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed + 1))(
    'promises of slots are counted, none twice and none for ever, whoever leaves and comes back: seed %i',
    (seed) => new Walk(seed).run(300),
  );
});
