import { EnglogError } from '@englog/domain';
import type { NewTask, Task, TaskProgress, WaitReason } from '@englog/domain';
import type { Logger } from 'pino';
import type { Feed, WakeMessage } from '../feed/feed';
import { countAhead, countInFlight, lastTurns } from '../store/backlog-count';
import type { ConcurrencyLimits } from '../store/claim-limited';
import { LaneStore } from '../store/lanes';
import type { Sql } from '../store/sql';
import type { TaskReads, WorkerReads } from '../store/records';
import { TaskReader } from '../store/task-reads';
import type { ClaimedTask } from '../store/task-writes';
import { createWorkerReads } from '../store/worker-list';
import { Backlog } from './backlog';
import { Changes } from './changes';
import { Committer } from './committer';
import { Deliveries } from './deliveries';
import type {
  CancelOutcome,
  CreatedTasks,
  Dispatch,
  DispatchHealth,
  OnceKey,
  RedriveOutcome,
  TaskSelection,
} from './dispatch';
import { Endings } from './endings';
import { explain } from './explain';
import { Intake } from './intake';
import type { InsertOnce } from './intake';
import { LiveTasks } from './live-tasks';
import { LiveWorkers } from './live-workers';
import { Loops } from './loops';
import { Losses } from './losses';
import { Registry } from './registry';
import { Reports } from './reports';
import { Strays } from './strays';
import { Sweeps } from './sweeps';
import { Turns } from './turns';
import { waitForEnd } from './waiter';
import { WorkerGate } from './worker-gate';

export interface DispatchOptions {
  sql: Sql;
  feed: Feed;
  once: InsertOnce;
  replicaId: string;
  limits: {
    maxBacklog: number;
    /** 0: no bound. */
    maxBacklogPerUser: number;
    concurrency: ConcurrencyLimits | null;
    maxResultBytes: number;
  };
  workers: { max: number; timeoutMs: number; plainSlots: number; maxLosses: number };
  timing: DispatchTiming;
  /** Tasks one claim takes at most. */
  queueSize: number;
  log: Logger;
}

export interface DispatchTiming {
  ackTimeoutMs: number;
  pingIntervalMs: number;
  graceMs: number;
  pollMs: number;
  leaseMs: number;
  backoff: { initialMs: number; maxMs: number };
}

const now = () => Date.now();
/** A claim takes some milliseconds; at most so often lanes found empty are looked at once more. */
const lookAgainMs = 100;

/** The dispatch room: builds its parts, starts and stops them, and answers what HTTP asks. */
export class Dispatcher implements Dispatch {
  readonly lanes: LaneStore;
  readonly tasks: TaskReads;
  readonly workers: WorkerReads;
  readonly gate: WorkerGate;
  readonly reports: Reports;
  readonly registry: Registry;
  readonly #options: DispatchOptions;
  readonly #rows: TaskReader;
  readonly #turns = new Turns();
  readonly #backlog: Backlog;
  readonly #committer: Committer;
  readonly #deliveries: Deliveries;
  readonly #endings: Endings;
  readonly #intake: Intake;
  readonly #changes: Changes;
  readonly #sweeps: Sweeps;
  readonly #strays: Strays;
  readonly #loops: Loops;
  /** Lanes nobody here knows are read at once, by one pass at a time however many wakes name them. */
  readonly #pollWithin: (inMs: number) => void;
  readonly #lookAgainWithin: (inMs: number) => void;
  readonly #countWithin: (inMs: number) => void;
  #stopListening: (() => void) | null = null;
  #stopped = false;

  constructor(options: DispatchOptions) {
    this.#options = options;
    const { sql, feed, log, limits, workers, timing, replicaId } = options;
    this.lanes = new LaneStore(sql);
    this.#rows = new TaskReader(sql, this.lanes);
    this.registry = new Registry(this.lanes);
    this.tasks = new LiveTasks(this.#rows, this.registry);
    this.workers = new LiveWorkers(createWorkerReads(sql), this.registry, replicaId);
    this.#backlog = new Backlog({
      max: limits.maxBacklog,
      maxPerUser: limits.maxBacklogPerUser,
      onFull: (inMs) => this.#countWithin(inMs),
    });
    this.#deliveries = new Deliveries({ registry: this.registry, lanes: this.lanes, feed, now });
    this.#committer = new Committer({
      sql,
      registry: this.registry,
      limits: limits.concurrency,
      maxClaim: options.queueSize,
      maxWaiting: 20_000,
      onClaimed: (claimed) => this.#claimed(claimed),
      onLimitsFreed: () => feed.wake({ kind: 'limits_freed' }),
      onDoubt: () => this.#lookAgainWithin(lookAgainMs),
      now,
      log,
    });
    const dueWithin = (delayMs: number) => wakeDue(delayMs);
    this.#endings = new Endings({
      sql,
      committer: this.#committer,
      feed,
      backlog: this.#backlog,
      backoff: timing.backoff,
      now,
      onDelayed: dueWithin,
    });
    const losses = new Losses({
      sql,
      registry: this.registry,
      endings: this.#endings,
      replicaId,
      maxLosses: workers.maxLosses,
      log,
    });
    const shared = { sql, registry: this.registry, committer: this.#committer, losses, feed, replicaId, now, log };
    this.gate = new WorkerGate({
      ...shared,
      leaseMs: timing.leaseMs,
      graceMs: timing.graceMs,
      maxWorkers: workers.max,
      plainWorkerSlots: workers.plainSlots,
    });
    this.reports = new Reports({
      sql,
      committer: this.#committer,
      deliveries: this.#deliveries,
      endings: this.#endings,
      feed,
      backoff: timing.backoff,
      maxResultBytes: limits.maxResultBytes,
      now,
    });
    this.#intake = new Intake({
      sql,
      lanes: this.lanes,
      registry: this.registry,
      committer: this.#committer,
      deliveries: this.#deliveries,
      turns: this.#turns,
      feed,
      backlog: this.#backlog,
      once: options.once,
      onDelayed: dueWithin,
      now,
    });
    this.#changes = new Changes({
      sql,
      tasks: this.#rows,
      lanes: this.lanes,
      registry: this.registry,
      committer: this.#committer,
      backlog: this.#backlog,
      turns: this.#turns,
      feed,
      onDelayed: dueWithin,
      now,
    });
    this.#sweeps = new Sweeps({
      ...shared,
      lanes: this.lanes,
      endings: this.#endings,
      backlog: this.#backlog,
      turns: this.#turns,
      ackTimeoutMs: timing.ackTimeoutMs,
      graceMs: timing.graceMs,
      leaseMs: timing.leaseMs,
      pingIntervalMs: timing.pingIntervalMs,
      workerTimeoutMs: workers.timeoutMs,
    });
    this.#strays = new Strays({
      ...shared,
      ackTimeoutMs: timing.ackTimeoutMs,
      graceMs: timing.graceMs,
      leaseMs: timing.leaseMs,
    });
    this.#loops = new Loops(log);
    const wakeDue = this.#addLoops();
    this.#lookAgainWithin = this.#loops.add('look again', timing.pollMs, () => this.#committer.lookAgain());
    this.#countWithin = this.#loops.add('count', 10_000, () => this.#sweeps.count());
    this.#pollWithin = this.#loops.add('poll', timing.pollMs, () => this.#sweeps.poll());
  }

  async start(): Promise<void> {
    const { sql, feed } = this.#options;
    await this.lanes.refresh();
    await this.#sweeps.pulse();
    for (const last of await lastTurns(sql)) this.#turns.restore(last.lane, last.userId, last.priority, last.turn);
    await this.#sweeps.count();
    this.#stopListening = feed.onWake((message) => this.#onWake(message));
    this.#loops.start();
  }

  /** Full workers are told to go elsewhere; nothing more is leased; tasks and reports are still taken until `stop`. */
  drain(graceMs: number): void {
    this.#committer.stopClaiming();
    for (const session of this.registry.all()) session.send({ kind: 'drain', reason: 'the API stops', graceMs });
  }

  /** Workers whose stream is still here lose it, and look elsewhere. */
  endStreams(): void {
    for (const session of this.registry.all()) session.close('the API stops');
  }

  /** Every accepted report is committed when this resolves. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#committer.stopClaiming();
    this.#stopListening?.();
    await this.#loops.stop();
    this.endStreams();
    await this.#endings.idle();
    await this.#committer.idle();
  }

  create(tasks: NewTask[], once?: OnceKey, by?: { isAdmin: boolean }): Promise<CreatedTasks> {
    if (this.#stopped)
      return Promise.reject(new EnglogError('unavailable', 'the API has stopped; ask another', { retryAfterMs: 1000 }));
    return this.#intake.create(tasks, once, by);
  }

  cancel(taskId: string): Promise<CancelOutcome> {
    return this.#changes.cancel(taskId);
  }

  cancelWhere(selection: TaskSelection): Promise<number> {
    return this.#changes.cancelWhere(selection);
  }

  redrive(taskId: string): Promise<RedriveOutcome> {
    return this.#changes.redrive(taskId);
  }

  redriveWhere(selection: TaskSelection): Promise<number> {
    return this.#changes.redriveWhere(selection);
  }

  async explain(task: Task): Promise<WaitReason | null> {
    const { sql } = this.#options;
    if (task.status !== 'pending') return null;
    const waiting = await this.#rows.waiting(task.id);
    if (waiting === null) return null;
    const workers = (await this.workers.list()).filter(({ state }) => state === 'connected' || state === 'away');
    return explain({
      ...waiting,
      attemptsSpent: task.attemptsSpent,
      requirements: task.requirements,
      workers,
      isOllamaDown: (worker) => (worker.stats?.services as Record<string, string> | undefined)?.ollama === 'down',
      ahead: waiting.state === 'ready' ? await countAhead(sql, task.id, 1000) : 0,
      limit: await this.#limitOn(task),
    });
  }

  progressOf({ id, status, attempt }: Task): TaskProgress | null {
    const here = this.registry.find(id);
    if (here !== null) return here.inFlight.progress;
    return status === 'running' ? this.#options.feed.progressOf(id, attempt) : null;
  }

  waitFor(taskId: string, waitMs: number, signal: AbortSignal): Promise<Task | null> {
    return waitForEnd({ tasks: this.tasks, feed: this.#options.feed }, taskId, waitMs, signal);
  }

  health(): DispatchHealth {
    const sessions = this.registry.all().filter((session) => session.state === 'connected');
    return {
      connectedWorkers: sessions.length,
      slots: sessions.reduce((sum, session) => sum + session.record.slots, 0),
      slotsInUse: sessions.reduce((sum, session) => sum + session.inFlight.size, 0),
      backlog: this.#backlog.waiting,
      breakers: sessions
        .filter((session) => session.ollama !== 'unknown')
        .map((session) => ({
          name: `ollama@${session.workerId}`,
          state: session.ollama === 'down' ? 'open' : 'closed',
        })),
    };
  }

  /** Since the start, at this replica. */
  get counts(): { created: number; ended: ReadonlyMap<string, number> } {
    return { created: this.#intake.created, ended: this.#endings.counts };
  }

  #addLoops(): (delayMs: number) => void {
    const { timing } = this.#options;
    const sweeps = this.#sweeps;
    const strays = this.#strays;
    this.#loops.add('attempts', Math.min(500, timing.ackTimeoutMs / 4), () => sweeps.attempts());
    this.#loops.add('sessions', Math.min(500, timing.graceMs / 4, timing.pingIntervalMs / 2), () => sweeps.sessions());
    this.#loops.add('ping', timing.pingIntervalMs, () => sweeps.ping());
    this.#loops.add('acknowledgements', 200, () => sweeps.acknowledgements());
    this.#loops.add('leases', timing.leaseMs / 3, () => sweeps.leases());
    this.#loops.add('notes', 1000, () => sweeps.notes());
    this.#loops.add('ended elsewhere', timing.pollMs, () => strays.endedElsewhere());
    this.#loops.add('orphans', Math.min(2000, timing.leaseMs / 4), () => strays.orphans());
    this.#loops.add('reconcile', Math.min(10_000, 2 * timing.ackTimeoutMs), () => strays.reconcile());
    this.#loops.add('pulse', 2000, () => sweeps.pulse());
    return this.#loops.add('due', timing.pollMs, () => sweeps.due());
  }

  #claimed(claimed: ClaimedTask[]): void {
    this.#backlog.left(claimed);
    for (const task of claimed) {
      this.#turns.dispatched(task.turn);
      this.#deliveries.deliver(task);
    }
  }

  #onWake(message: WakeMessage): void {
    switch (message.kind) {
      case 'ready': {
        this.registry.noticeLanes();
        if (message.lanes.some((lane) => this.lanes.get(lane) === undefined)) this.#pollWithin(0);
        this.#committer.want(message.lanes);
        return;
      }
      case 'cancel':
      case 'ended':
        this.#changes.forget(message.taskId, message.attempt);
        return;
      case 'limits_freed':
        this.#committer.limitsFreed();
        return;
      case 'session_moved':
        if (message.replicaId !== this.#options.replicaId) this.#sweeps.letGo(message.sessionId);
    }
  }

  async #limitOn(task: Task): Promise<string | null> {
    const limits = this.#options.limits.concurrency;
    if (limits === null) return null;
    const { byUser, byType } = await countInFlight(this.#options.sql, task.userId, task.type);
    if (limits.perUser > 0 && byUser >= limits.perUser) return `the user has ${byUser} tasks running, the limit`;
    const perType = limits.perType[task.type];
    if (perType !== undefined && byType >= perType) return `${byType} tasks of this type are running, the limit`;
    return null;
  }
}
