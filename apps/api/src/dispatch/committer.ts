import { isDataFault } from '../store/sql';
import type { Sql } from '../store/sql';
import { flushTasks } from '../store/task-writes';
import type { AttemptFinish, ClaimedTask, TaskInsert } from '../store/task-writes';
import { claimLimited } from '../store/claim-limited';
import type { ConcurrencyLimits } from '../store/claim-limited';
import { EnglogError } from '@englog/domain';
import type { Logger } from 'pino';
import { ReadyLanes } from './ready-lanes';
import type { LaneClaim } from './ready-lanes';
import type { Registry, SlotGroup } from './registry';
import { Retry } from './retry';
import type { WorkerSession } from './worker-session';

/**
 * The one writer of this replica's tasks: new tasks, ended attempts, and claims for the slots those freed go into one
 * statement, so that a task costs two commits and each commit serves all that came while the last was under way.
 *
 * Three flushes may be under way: one is carried out while another waits for the disk, and whatever comes then
 * gathers for the next. An idle system flushes at once.
 *
 * A new task for which a slot is free, beyond one for each task that waits in its lane, is inserted already leased (the eager
 * path) and costs no claim. A claim reserves one slot more than the tasks it knows of, so that the rest stay free for new ones.
 */
export class Committer {
  readonly #sql: Sql;
  readonly #registry: Registry;
  readonly #limits: ConcurrencyLimits | null;
  readonly #maxClaim: number;
  readonly #maxWaiting: number;
  readonly #onClaimed: (tasks: ClaimedTask[]) => void;
  readonly #onLimitsFreed: () => void;
  readonly #onDoubt: () => void;
  readonly #log: Logger;
  #finishes: PendingFinish[] = [];
  readonly #ready = new ReadyLanes();
  /** Ready inserts under way, by lane. */
  readonly #entering = new Map<number, number>();
  readonly #now: () => number;
  #inserts: PendingInsert[] = [];
  /** A gathering turn of the event loop or a flush, each. */
  #active = 0;
  readonly #onIdle: (() => void)[] = [];
  #isGathering = false;
  #claiming = true;
  /** Of a claim that failed: it is tried again until the database is back. */
  readonly #retry = new Retry(() => this.#retryClaim());

  constructor(options: CommitterOptions) {
    this.#sql = options.sql;
    this.#registry = options.registry;
    this.#limits = options.limits;
    this.#maxClaim = options.maxClaim;
    this.#maxWaiting = options.maxWaiting;
    this.#onClaimed = options.onClaimed;
    this.#onLimitsFreed = options.onLimitsFreed;
    this.#onDoubt = options.onDoubt;
    this.#now = options.now;
    this.#log = options.log;
  }

  /** Resolves true once committed, false when the guard did not match. */
  finish(finish: AttemptFinish): Promise<boolean> {
    if (this.#finishes.length >= this.#maxWaiting)
      return Promise.reject(
        new EnglogError('resource_exhausted', 'too many results wait to be committed', { retryAfterMs: 1000 }),
      );
    return new Promise((resolve, reject) => {
      this.#finishes.push({ finish, resolve, reject });
      this.#kick();
    });
  }

  /** Resolves once all of them are committed, some of them leased; the caller settles those slots, committed or not. */
  insert(tasks: TaskInsert[]): Promise<void> {
    if (this.#inserts.length >= this.#maxWaiting)
      return Promise.reject(
        new EnglogError('resource_exhausted', 'too many tasks wait to be stored', { retryAfterMs: 1000 }),
      );
    return new Promise((resolve, reject) => {
      this.#inserts.push({ tasks, resolve, reject });
      this.#kick();
    });
  }

  /** Looks whether these lanes hold something for a free slot. */
  want(lanes: Iterable<number>): void {
    for (const lane of lanes) this.#ready.add(lane, Infinity);
    this.#kick();
  }

  /** The same, by the poll: it comes again, so nothing is looked at twice for its sake. */
  poll(lanes: Iterable<number>): void {
    for (const lane of lanes) this.#ready.trust(lane);
    this.#kick();
  }

  /** Looks once more at lanes that were found empty while another claim may have held what waits there. */
  lookAgain(): void {
    if (!this.#ready.isInDoubt) return;
    this.#ready.lookAgain();
    this.#kick();
  }

  /** So many ready tasks were committed to these lanes. */
  entered(counts: ReadonlyMap<number, number>): void {
    for (const [lane, count] of counts) this.#ready.add(lane, count);
    this.#kick();
  }

  /** A slot became free: lanes known to hold ready tasks are claimed from again. */
  slotFreed(): void {
    if (!this.#ready.isEmpty) this.#kick();
  }

  /** The end of attempts is committed, by whichever way: under limits other tasks may run now, here and at other replicas. */
  attemptsEnded(): void {
    if (this.#limits === null) return;
    this.limitsFreed();
    this.#onLimitsFreed();
  }

  /** Attempts ended here or at another replica: under limits any lane may move by it. */
  limitsFreed(): void {
    if (this.#limits !== null) this.want(this.#registry.openLanes());
  }

  /** From here on nothing is leased: other replicas may claim what comes in. */
  stopClaiming(): void {
    this.#claiming = false;
    this.#retry.stop();
  }

  async idle(): Promise<void> {
    while (this.#active > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  #kick(): void {
    if (this.#isGathering || this.#active >= maxFlushes) return;
    this.#isGathering = true;
    this.#active += 1;
    void this.#gather().then((isCommitted) => {
      this.#active -= 1;
      this.#again(isCommitted);
      if (this.#active === 0) for (const resolve of this.#onIdle.splice(0)) resolve();
    });
  }

  /** One turn of the event loop, so that what arrived with the first item joins its flush, and the flush. Never rejects. */
  async #gather(): Promise<boolean> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#isGathering = false;
    const claim = this.#reserve();
    const finishes = this.#takeFinishes();
    const inserts = this.#takeInserts();
    if (finishes.length === 0 && inserts.length === 0 && claim === null) return false;
    const entering = this.#lease(inserts);
    entering.forEach((count, lane) => this.#enter(lane, count));
    if (this.#finishes.length + this.#inserts.length > 0) this.#kick();
    const isCommitted = await this.#flush({ inserts, finishes }, claim);
    entering.forEach((count, lane) => this.#enter(lane, -count));
    return isCommitted;
  }

  /**
   * What gathered during a flush goes next, and so does a claim that may bring more; not to a database that is away, where
   * it is tried again later. Whoever waits is tried all the same: it is owed an answer.
   */
  #again(isCommitted: boolean): void {
    if (isCommitted) this.#retry.worked();
    const hasMore = this.#finishes.length + this.#inserts.length > 0;
    const mayClaim = this.#claiming && this.#registry.hasFreeSlotAmong(this.#ready.counts);
    if (hasMore || (mayClaim && isCommitted)) this.#kick();
    else if (mayClaim) this.#retry.later();
  }

  #retryClaim(): void {
    if (this.#active < maxFlushes) this.#kick();
    else this.#retry.later();
  }

  /** At most one end a task: of two in one statement PostgreSQL would record either, and both would seem to match. */
  #takeFinishes(): PendingFinish[] {
    const ids = new Set<string>();
    const taken: PendingFinish[] = [];
    const left: PendingFinish[] = [];
    for (const entry of this.#finishes) {
      const fits = taken.length < maxFinishes && !ids.has(entry.finish.id);
      (fits ? taken : left).push(entry);
      ids.add(entry.finish.id);
    }
    this.#finishes = left;
    return taken;
  }

  #takeInserts(): PendingInsert[] {
    let rows = 0;
    const end = this.#inserts.findIndex((entry, index) => {
      rows += entry.tasks.length;
      return index > 0 && rows > maxInsertRows;
    });
    return this.#inserts.splice(0, end === -1 ? this.#inserts.length : end);
  }

  /** Leases what it can, in the queue's order; answers how many go in ready, by lane. */
  #lease(inserts: PendingInsert[]): Map<number, number> {
    const entering = new Map<number, number>();
    const mayLease = this.#claiming && this.#limits === null;
    const now = this.#now();
    const tasks = inserts.flatMap((entry) => entry.tasks).sort((a, b) => a.orderKey - b.orderKey);
    for (const task of tasks) {
      if (task.runAt !== null && task.runAt > now) continue;
      // The first of its lane to find no slot is the first to wait: none after it goes before it.
      const session = mayLease && !entering.has(task.lane) ? this.#reserveOne(task.lane) : null;
      if (session === null) entering.set(task.lane, (entering.get(task.lane) ?? 0) + 1);
      else task.lease = { sessionId: session.id, workerId: session.workerId };
    }
    return entering;
  }

  #reserveOne(lane: number): WorkerSession | null {
    const ahead = this.#ready.in(lane) + (this.#entering.get(lane) ?? 0);
    return ahead === Infinity ? null : this.#registry.reserve(lane, ahead);
  }

  #enter(lane: number, by: number): void {
    const count = (this.#entering.get(lane) ?? 0) + by;
    if (count > 0) this.#entering.set(lane, count);
    else this.#entering.delete(lane);
  }

  #reserve(): Claim | null {
    if (!this.#claiming || this.#ready.isEmpty) return null;
    const group = this.#registry.reserveGroup(this.#ready.counts, this.#maxClaim);
    return group === null ? null : { group, lanes: this.#ready.claim(group.lanes, group.slots.length) };
  }

  async #flush({ inserts, finishes }: Pending, claim: Claim | null): Promise<boolean> {
    let isClaimed = false;
    try {
      const answer = await flushTasks(this.#sql, {
        inserts: inserts.flatMap((entry) => entry.tasks),
        finishes: finishes.map((entry) => entry.finish),
        claim: claim !== null && this.#limits === null ? claim.group : { lanes: [], slots: [] },
      });
      for (const { resolve } of inserts) resolve();
      for (const { finish, resolve } of finishes) resolve(!answer.stale.has(finish.id));
      if (finishes.length > 0) this.attemptsEnded();
      if (claim !== null) await this.#claimed(claim, answer.claimed);
      isClaimed = true;
      return true;
    } catch (error) {
      return await this.#failed({ inserts, finishes }, error);
    } finally {
      if (claim !== null && !isClaimed) this.#ready.failed(claim.lanes);
      for (const slot of claim?.group.slots ?? []) this.#registry.settle(slot.sessionId);
    }
  }

  /** Over its data a flush is tried item by item, so that one bad item fails alone. Over the connection it may have committed. */
  async #failed(pending: Pending, error: unknown): Promise<boolean> {
    const { inserts, finishes } = pending;
    if (inserts.length + finishes.length > 1 && isDataFault(error)) {
      for (const entry of inserts) await this.#flush({ inserts: [entry], finishes: [] }, null);
      for (const entry of finishes) await this.#flush({ inserts: [], finishes: [entry] }, null);
      return true;
    }
    for (const { reject } of [...inserts, ...finishes]) reject(error);
    if (!isDataFault(error)) this.#mayHaveEntered(inserts);
    if (inserts.length + finishes.length > 0 || !this.#retry.isUnderWay)
      this.#log.warn(
        { why: EnglogError.from(error).message, inserts: inserts.length, finishes: finishes.length },
        'a flush could not be committed',
      );
    return false;
  }

  #mayHaveEntered(inserts: PendingInsert[]): void {
    for (const { tasks } of inserts) for (const { lane } of tasks) this.#ready.add(lane, Infinity);
  }

  async #claimed({ group, lanes }: Claim, claimed: ClaimedTask[]): Promise<void> {
    const tasks = this.#limits === null ? claimed : await claimLimited(this.#sql, group, this.#limits);
    this.#ready.claimed(
      lanes,
      tasks.map((task) => task.lane),
    );
    if (tasks.length > 0) this.#onClaimed(tasks);
    // Under limits claims are made one after the other: none holds anything up.
    if (this.#limits === null && this.#ready.isInDoubt) this.#onDoubt();
  }
}

/** One carried out, one that waits for the disk, one on its way. */
const maxFlushes = 3;
const maxFinishes = 500;
/** Rows of one flush, unless one caller alone brings more. */
const maxInsertRows = 1000;

export interface CommitterOptions {
  sql: Sql;
  registry: Registry;
  /** Null when no concurrency limit is configured. */
  limits: ConcurrencyLimits | null;
  /** Tasks one claim takes at most. */
  maxClaim: number;
  /** Results, and requests for new tasks, that may wait for a commit. */
  maxWaiting: number;
  /** Called synchronously, before the claimed slots are settled. */
  onClaimed: (tasks: ClaimedTask[]) => void;
  /** Other replicas are to look for tasks that a limit held. Once a flush, and never without limits. */
  onLimitsFreed: () => void;
  /** `lookAgain` is wanted soon. */
  onDoubt: () => void;
  now: () => number;
  log: Logger;
}

interface PendingFinish {
  finish: AttemptFinish;
  resolve: (matched: boolean) => void;
  reject: (error: unknown) => void;
}

interface PendingInsert {
  tasks: TaskInsert[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface Pending {
  inserts: PendingInsert[];
  finishes: PendingFinish[];
}

interface Claim {
  group: SlotGroup;
  lanes: LaneClaim;
}
