import { ShortLivedMap } from '@englog/runtime';
import type { Logger } from 'pino';
import { endOf, keyOf, runAttempt } from './attempt';
import type { AttemptRef, AttemptReport, Leaving, OfferedTask } from './attempt';
import { AttemptError } from './handlers/handler';
import type { AbortReason, AttemptServices, HandlerContext, HandlerRegistry } from './handlers/handler';

export interface ProgressSink {
  progress(ref: AttemptRef, percent: number, message: string): void;
  chunk(ref: AttemptRef, text: string, options?: { restart: boolean }): void;
  /** The attempt is gone without a report. */
  forget(ref: AttemptRef): void;
}

export interface SlotsOptions {
  capacity: number;
  handlers: HandlerRegistry;
  services(ref: AttemptRef, signal: AbortSignal): AttemptServices;
  progress: ProgressSink;
  /** Called once for each attempt that has something to report, before its slot is free. */
  onEnded(report: AttemptReport): void;
  maxResultBytes(): number;
  log: Logger;
  /** How long an aborted handler may take to leave; 500 ms. */
  abandonMs?: number;
}

export type Offer = 'accepted' | 'running' | 'refused';

export interface SlotCounts {
  completed: number;
  failed: number;
  handedBack: number;
  cancelled: number;
  /** Handlers that ignored their signal and are still somewhere in this process. */
  abandoned: number;
}

interface Running {
  task: OfferedTask;
  controller: AbortController;
}

/** The API should not have sent it here; another worker may have the handler. */
const noHandler = (type: string): AttemptError => {
  const failure = { code: 'no_handler', message: `this worker has no handler for ${type}`, retryable: true };
  return new AttemptError(failure, { handBackMs: 5_000 });
};

/**
 * The attempts this worker runs: at most `capacity`, each with its own AbortController and deadline.
 *
 * Invariants: an attempt is in `#running` from its acceptance until its report is handed to `onEnded`; it ends exactly
 * once; one task never runs twice here (a newer attempt of it aborts the older as lost).
 */
export class Slots {
  readonly #options: SlotsOptions;
  readonly #abandonMs: number;
  readonly #running = new ShortLivedMap<string, Running>();
  /** The newest attempt of each task that runs. */
  readonly #byTask = new ShortLivedMap<string, Running>();
  readonly #counts: SlotCounts = { completed: 0, failed: 0, handedBack: 0, cancelled: 0, abandoned: 0 };
  #closed = false;
  #turn: Promise<void> | null = null;
  #idleWaiters: (() => void)[] = [];

  constructor(options: SlotsOptions) {
    this.#options = options;
    this.#abandonMs = options.abandonMs ?? 500;
  }

  get capacity(): number {
    return this.#options.capacity;
  }

  get active(): number {
    return this.#running.size;
  }

  get free(): number {
    return this.#closed ? 0 : Math.max(0, this.capacity - this.#running.size);
  }

  /** True once nothing more is taken. */
  get closed(): boolean {
    return this.#closed;
  }

  get counts(): Readonly<SlotCounts> {
    return this.#counts;
  }

  inFlight(): AttemptRef[] {
    return [...this.#running.values()].map(({ task: { taskId, attempt } }) => ({ taskId, attempt }));
  }

  /** `refused`: closed, full, or a delivery older than what runs; the caller must not acknowledge it. */
  offer(task: OfferedTask): Offer {
    if (this.#running.has(keyOf(task))) return 'running';
    if (this.#closed || !this.#supersede(task) || this.#running.size >= this.capacity) return 'refused';
    void this.#run(task);
    return 'accepted';
  }

  /** False when no such attempt runs here. */
  abort(ref: AttemptRef, reason: AbortReason): boolean {
    const running = this.#running.get(keyOf(ref));
    running?.controller.abort(reason);
    return running !== undefined;
  }

  /** Takes nothing more. */
  close(): void {
    this.#closed = true;
  }

  abortAll(reason: AbortReason): void {
    for (const { controller } of this.#running.values()) controller.abort(reason);
  }

  /** Resolves when nothing runs, or when the signal aborts; true when nothing runs. */
  idle(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        resolve(this.#running.size === 0);
      };
      if (this.#running.size === 0 || signal.aborted) return done();
      signal.addEventListener('abort', done, { once: true });
      this.#idleWaiters.push(done);
    });
  }

  /** The fence grows with each delivery: an older attempt of the same task that still runs has lost its lease. */
  #supersede({ taskId, attempt }: OfferedTask): boolean {
    const running = this.#byTask.get(taskId);
    if (running && running.task.attempt > attempt) return false;
    running?.controller.abort('lease_lost' satisfies AbortReason);
    return true;
  }

  async #run(task: OfferedTask): Promise<void> {
    const controller = new AbortController();
    const key = keyOf(task);
    const running = { task, controller };
    this.#running.set(key, running);
    this.#byTask.set(task.taskId, running);
    const startedAt = Date.now();
    await this.#turnOver();
    const leaving = await this.#handle(running);
    const reason = controller.signal.aborted ? (controller.signal.reason as AbortReason) : null;
    const end = endOf(reason, leaving, this.#options.maxResultBytes());
    const { taskId, attempt } = task;
    if (leaving === 'abandoned') this.#tellAbandoned(task, reason);
    this.#running.delete(key);
    if (this.#byTask.get(taskId) === running) this.#byTask.delete(taskId);
    if (end) this.#report({ taskId, attempt, startedAt, endedAt: Date.now(), end });
    else this.#options.progress.forget(task);
    if (this.#running.size === 0) for (const done of this.#idleWaiters.splice(0)) done();
  }

  /**
   * Until the end of this turn of the event loop, for all tasks that came in it, in order. After a time asleep the cancel
   * of a task is right behind it in the socket, and what it would have done is not begun.
   */
  #turnOver(): Promise<void> {
    this.#turn ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#turn = null;
        resolve();
      });
    });
    return this.#turn;
  }

  async #handle({ task, controller }: Running): Promise<Leaving> {
    const { signal } = controller;
    if (signal.aborted) return { error: signal.reason };
    const handler = this.#options.handlers[task.type];
    if (!handler) return { error: noHandler(task.type) };
    const { timeoutMs } = task;
    const context = this.#contextOf(task, signal);
    return runAttempt({ handler, context, controller, timeoutMs, abandonMs: this.#abandonMs });
  }

  #report(report: AttemptReport): void {
    switch (report.end.kind) {
      case 'completed':
        this.#counts.completed += 1;
        break;
      case 'failed':
        this.#counts.failed += 1;
        break;
      case 'handed_back':
        this.#counts.handedBack += 1;
        break;
      case 'cancelled':
        this.#counts.cancelled += 1;
        break;
    }
    const { log, onEnded } = this.#options;
    if (log.isLevelEnabled('debug')) {
      const { taskId, attempt, startedAt, endedAt, end } = report;
      log.debug({ taskId, attempt, state: end.kind, ms: endedAt - startedAt }, 'attempt ended');
    }
    onEnded(report);
  }

  #tellAbandoned({ taskId, attempt, type }: OfferedTask, why: AbortReason | null): void {
    this.#counts.abandoned += 1;
    this.#options.log.warn({ taskId, attempt, type, why }, 'handler ignores its signal; it is left behind');
  }

  #contextOf(task: OfferedTask, signal: AbortSignal): HandlerContext {
    const { services, progress, log } = this.#options;
    const ref = { taskId: task.taskId, attempt: task.attempt };
    const live = (): boolean => !signal.aborted && this.#running.has(keyOf(ref));
    let child: Logger | undefined;
    return {
      ...services(ref, signal),
      task,
      signal,
      progress: (percent, message) => {
        if (live()) progress.progress(ref, percent, message);
      },
      chunk: (text, options) => {
        if (live()) progress.chunk(ref, text, options);
      },
      /** Made when first used: most attempts log nothing. */
      get log() {
        child ??= log.child(ref);
        return child;
      },
    };
  }
}
