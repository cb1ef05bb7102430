import { randomUUID } from 'node:crypto';
import { isTerminal, next, statusOf } from '@englog/domain';
import type { AttemptOutcome, RowState, TaskTransition } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { v7 as uuidv7 } from 'uuid';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { adoptAttempts, findGone, findLeased } from './leased-attempts';
import type { Sql } from './sql';
import { sqlOn } from './sql';
import { hourMs, noClaim, toFinish, toInsert } from './task-fixture';
import {
  acknowledgeAttempts,
  cancelTasks,
  expireTasks,
  promoteDue,
  redriveTasks,
  returnAttempts,
} from './task-transitions';
import { flushTasks } from './task-writes';

/** What a task's row must look like: the transition table applied by hand. */
interface Modelled {
  id: string;
  state: RowState;
  lane: number;
  orderKey: number;
  attempt: number;
  sessionId: string | null;
  spent: number;
  losses: number;
  history: number;
  expired: boolean;
  /** Its run_at is still to come. */
  later: boolean;
}
interface Ref {
  id: string;
  attempt: number;
  sessionId: string;
}

const lanes = [1, 2, 3];
const sessions = Array.from({ length: 4 }, () => randomUUID());
const failure = { code: 'handler_error', message: 'boom', retryable: true };

/** The same walk for the same seed. */
function random(seed: number) {
  let state = seed;
  const draw = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (n: number) => Math.floor(draw() * n);
  return {
    upTo,
    chance: (p: number) => draw() < p,
    pick: <T>(items: readonly T[]): T => items[upTo(items.length)] as T,
  };
}

class Walk {
  readonly #sql: Sql;
  readonly #random: ReturnType<typeof random>;
  readonly #tasks = new Map<string, Modelled>();
  #orderKey = 0;

  constructor(sql: Sql, seed: number) {
    this.#sql = sql;
    this.#random = random(seed);
  }

  readonly steps: Record<string, () => Promise<void>> = {
    create: () => this.#create(),
    claim: () => this.#claim(),
    acknowledge: () => this.#acknowledge(),
    finish: () => this.#finish(),
    giveBack: () => this.#giveBack(),
    cancel: () => this.#cancel(),
    redrive: () => this.#redrive(),
    due: () => this.#due(),
    expire: () => this.#expire(),
    reconnect: () => this.#reconnect(),
  };

  async step(): Promise<string> {
    const name = this.#random.pick(Object.keys(this.steps));
    await this.steps[name]?.();
    return name;
  }

  /** The rows, and nothing but the rows, are what the model says; each task has exactly one. */
  async check(): Promise<void> {
    const live = `select id, state, lane, attempt, session_id, attempts_spent, losses,
      coalesce(jsonb_array_length(history), 0) as history from tasks`;
    const ended = `select id, status as state, lane, attempt, null as session_id, attempts_spent, 0 as losses,
      coalesce(jsonb_array_length(history), 0) as history from finished_tasks`;
    const rows = await this.#sql.query({ name: '', text: `${live} union all ${ended} order by id` }, []);
    const wanted = [...this.#tasks.values()].map((task) => ({
      id: task.id,
      state: task.state,
      lane: task.lane,
      attempt: task.attempt,
      session_id: isTerminal(statusOf(task.state)) ? null : task.sessionId,
      attempts_spent: task.spent,
      losses: isTerminal(statusOf(task.state)) ? 0 : task.losses,
      history: task.history,
    }));
    expect(rows).toEqual(wanted.sort((a, b) => (a.id < b.id ? -1 : 1)));
    for (const sessionId of sessions) {
      const leased = (await findLeased(this.#sql, [sessionId])).map((row) => row.id).sort();
      expect(leased).toEqual(
        this.#where((task) => task.sessionId === sessionId && this.#isLeased(task))
          .map(idOf)
          .sort(),
      );
    }
  }

  get states(): Set<RowState> {
    return new Set([...this.#tasks.values()].map((task) => task.state));
  }

  async #create(): Promise<void> {
    const count = 1 + this.#random.upTo(3);
    const inserts = Array.from({ length: count }, () => {
      const sessionId = this.#random.chance(0.3) ? this.#random.pick(sessions) : null;
      const isScheduled = sessionId === null && this.#random.chance(0.2);
      const expired = sessionId === null && this.#random.chance(0.2);
      const task = toInsert({
        id: uuidv7(),
        lane: this.#random.pick(lanes),
        orderKey: this.#orderKey++ - this.#random.upTo(20),
        runAt: isScheduled ? Date.now() + hourMs : null,
        expiresAt: expired ? Date.now() - 1 : null,
        lease: sessionId === null ? null : { sessionId, workerId: 'w' },
      });
      this.#tasks.set(task.id, {
        id: task.id,
        state: sessionId === null ? (isScheduled ? 'scheduled' : 'ready') : 'leased',
        lane: task.lane,
        orderKey: task.orderKey,
        attempt: sessionId === null ? 0 : 1,
        sessionId,
        spent: 0,
        losses: 0,
        history: 0,
        expired,
        later: isScheduled,
      });
      return task;
    });
    await flushTasks(this.#sql, { inserts, finishes: [], claim: noClaim });
  }

  /** Ends and claims in one flush, as the committer does. */
  async #claim(): Promise<void> {
    const asked = lanes.filter(() => this.#random.chance(0.7));
    const slots = Array.from({ length: this.#random.upTo(4) }, () => ({
      sessionId: this.#random.pick(sessions),
      workerId: 'w',
    }));
    const ending = this.#random.chance(0.5) ? this.#someRef() : null;
    const { claimed, stale } = await flushTasks(this.#sql, {
      inserts: [],
      finishes: ending === null ? [] : [toFinish(ending)],
      claim: { lanes: asked, slots },
    });
    const wanted = this.#where((task) => task.state === 'ready' && asked.includes(task.lane))
      .sort((a, b) => a.orderKey - b.orderKey || (a.id < b.id ? -1 : 1))
      .slice(0, slots.length);
    expect(claimed.map((task) => task.id).sort()).toEqual(wanted.map(idOf).sort());
    expect(claimed.map((task) => task.sessionId).sort()).toEqual(
      slots
        .slice(0, wanted.length)
        .map((s) => s.sessionId)
        .sort(),
    );
    if (ending !== null) expect(stale.has(ending.id)).toBe(this.#apply(ending, 'complete') === null);
    for (const { id, sessionId, attempt } of claimed) {
      const task = this.#tasks.get(id) as Modelled;
      this.#move(task, 'claim');
      Object.assign(task, { sessionId, attempt: task.attempt + 1 });
      expect(attempt).toBe(task.attempt);
    }
  }

  async #acknowledge(): Promise<void> {
    const ref = this.#someRef();
    await acknowledgeAttempts(this.#sql, [{ ...ref, startedAt: Date.now() }]);
    this.#apply(ref, 'acknowledge');
  }

  async #finish(): Promise<void> {
    const ref = this.#someRef();
    const isOk = this.#random.chance(0.5);
    const finish = toFinish(ref, isOk ? {} : { status: 'failed', error: failure, spent: true });
    const { stale } = await flushTasks(this.#sql, { inserts: [], finishes: [finish], claim: noClaim });
    const task = this.#apply(ref, isOk ? 'complete' : 'fail');
    expect([...stale]).toEqual(task === null ? [ref.id] : []);
    if (task !== null && !isOk) task.spent += 1;
  }

  async #giveBack(): Promise<void> {
    const ref = this.#someRef();
    const outcome: AttemptOutcome = this.#random.pick(['failed', 'worker_lost', 'handed_back', 'not_acknowledged']);
    const spent = outcome === 'failed';
    const delayMs = spent ? hourMs : 0;
    const back = { ...ref, outcome, error: failure, spent, delayMs, startedAt: null };
    const returned = await returnAttempts(this.#sql, [back]);
    const task = this.#apply(ref, spent ? 'retry' : 'release');
    expect(returned).toEqual(task === null ? [] : [{ id: task.id, lane: task.lane }]);
    if (task === null) return;
    const losses = outcome === 'worker_lost' ? task.losses + 1 : 0;
    Object.assign(task, {
      sessionId: null,
      losses,
      history: task.history + 1,
      spent: task.spent + Number(spent),
    });
  }

  async #cancel(): Promise<void> {
    const ids = [this.#someRef().id, this.#someRef().id];
    const ended = await cancelTasks(this.#sql, ids);
    const moved = [...new Set(ids)].flatMap((id) => this.#moveById(id, 'cancel'));
    expect(ended.map((task) => task.id).sort()).toEqual(moved.map(idOf).sort());
  }

  async #redrive(): Promise<void> {
    const { id } = this.#someRef();
    const orderKey = this.#orderKey++;
    const before = this.#tasks.get(id);
    const redriven = await redriveTasks(this.#sql, [{ id, orderKey, turn: 1 }]);
    const ran = before?.sessionId != null;
    const [task] = this.#moveById(id, before?.later ? 'reschedule' : 'redrive');
    expect(redriven.map((row) => row.id)).toEqual(task === undefined ? [] : [id]);
    if (task !== undefined)
      Object.assign(task, {
        sessionId: null,
        spent: 0,
        losses: 0,
        orderKey,
        history: task.history + Number(ran),
        expired: false,
      });
  }

  /** Some scheduled tasks come due, and are promoted. */
  async #due(): Promise<void> {
    const some = this.#where((task) => task.state === 'scheduled').filter(() => this.#random.chance(0.5));
    const text = `update tasks set due_at = now() - interval '1 second', run_at = null where id = any($1::uuid[])`;
    await this.#sql.query({ name: '', text }, [some.map(idOf)]);
    expect(await promoteDue(this.#sql, 100)).toHaveLength(some.length);
    for (const task of some) {
      this.#move(task, 'due');
      task.later = false;
    }
  }

  async #expire(): Promise<void> {
    const expired = this.#where((task) => task.expired && next(task.state, 'fail') !== null && !this.#isLeased(task));
    const ended = await expireTasks(this.#sql, 100);
    expect(ended.map((task) => task.id).sort()).toEqual(expired.map(idOf).sort());
    for (const task of expired) this.#move(task, 'fail');
  }

  /** A worker registers anew and claims some of what its old session held. */
  async #reconnect(): Promise<void> {
    const [from, to] = [this.#random.pick(sessions), this.#random.pick(sessions)];
    const held = this.#where((task) => task.sessionId === from && this.#isLeased(task)).filter(() =>
      this.#random.chance(0.5),
    );
    const claims = held.map((task) => ({ taskId: task.id, attempt: task.attempt }));
    const stale = held.slice(0, 1).map((task) => ({ taskId: task.id, attempt: task.attempt + 1 }));
    const adopted = await adoptAttempts(this.#sql, { sessionId: to, workerId: 'w' }, [...claims, ...stale]);
    expect([...adopted].sort()).toEqual(claims.map((claim) => `${claim.taskId}/${claim.attempt}`).sort());
    for (const task of held) task.sessionId = to;
    const refs = held.map((task) => ({ taskId: task.id, attempt: task.attempt, sessionId: from }));
    expect((await findGone(this.#sql, refs)).length).toBe(from === to ? 0 : refs.length);
  }

  /** Mostly the present attempt of some task; now and then an old one, another session's, or no task's at all. */
  #someRef(): Ref {
    const task = this.#random.pick([...this.#tasks.values()]);
    const whole = { id: task.id, attempt: task.attempt, sessionId: task.sessionId ?? this.#random.pick(sessions) };
    if (this.#random.chance(0.8)) return whole;
    return this.#random.pick([
      { ...whole, attempt: whole.attempt - 1 },
      { ...whole, sessionId: randomUUID() },
      { ...whole, id: uuidv7() },
    ]);
  }

  /** A guarded transition: the task it moved, or null when the guard or the table forbids it. */
  #apply(ref: Ref, transition: TaskTransition): Modelled | null {
    const task = this.#tasks.get(ref.id);
    if (task === undefined || task.attempt !== ref.attempt || task.sessionId !== ref.sessionId) return null;
    if (!this.#isLeased(task) || next(task.state, transition) === null) return null;
    this.#move(task, transition);
    return task;
  }

  #moveById(id: string, transition: TaskTransition): Modelled[] {
    const task = this.#tasks.get(id);
    if (task === undefined || next(task.state, transition) === null) return [];
    this.#move(task, transition);
    return [task];
  }

  #move(task: Modelled, transition: TaskTransition): void {
    task.state = next(task.state, transition) as RowState;
  }

  #where(condition: (task: Modelled) => boolean): Modelled[] {
    return [...this.#tasks.values()].filter(condition);
  }

  #isLeased(task: Modelled): boolean {
    return task.state === 'leased' || task.state === 'running';
  }
}

const idOf = (task: { id: string }): string => task.id;

describe.each(databaseKinds)('a random walk over the store on %s', (kind) => {
  let fixture: DatabaseFixture;

  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
  });
  afterEach(async () => {
    for (const table of ['tasks', 'finished_tasks'])
      await fixture.database.query({ name: '', text: `delete from ${table}` }, []);
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });

  it.each([1, 2, 3, 4])('seed %i: after every step the rows are what the table of transitions says', async (seed) => {
    const walk = new Walk(sqlOn(fixture.database), seed);
    await walk.steps.create?.();
    const seen = new Set<RowState>();
    const taken: string[] = [];
    for (let n = 0; n < 150; n++) {
      taken.push(await walk.step());
      await walk.check().catch((error: unknown) => {
        throw new Error(`seed ${seed}, step ${n}: … ${taken.slice(-5).join(', ')}: ${(error as Error).message}`);
      });
      for (const state of walk.states) seen.add(state);
    }
    expect(seen.size).toBe(7);
  });
});
