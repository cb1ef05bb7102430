import type { TaskFailure, TaskStatus, TerminalStatus } from '@englog/domain';
import type { Feed } from '../feed/feed';
import { GroupCommit } from '../store/group-commit';
import { isDataFault } from '../store/sql';
import type { Sql } from '../store/sql';
import { returnAttempts } from '../store/task-transitions';
import type { AttemptReturn } from '../store/task-transitions';
import { EnglogError } from '@englog/domain';
import type { Backlog } from './backlog';
import { toEpoch } from './clock';
import type { Committer } from './committer';
import { afterFailure, expiresInMs } from './decide';
import type { AfterAttempt, BackoffOptions } from './decide';
import type { InFlight, WorkerSession } from './worker-session';

/** Which attempt ended, and what is told of its task. */
export interface EndingAttempt {
  taskId: string;
  attempt: number;
  sessionId: string;
  userId: string;
  /** Epoch ms. */
  startedAt: number | null;
}

export interface Completion {
  status: TerminalStatus;
  /** JSON */
  result: string | null;
  error: TaskFailure | null;
  spent: boolean;
}

/** Commits how attempts end, and tells followers, claims and counters only after the commit. */
export class Endings {
  readonly #committer: Committer;
  readonly #feed: Feed;
  readonly #backlog: Backlog;
  readonly #now: () => number;
  readonly #backoff: BackoffOptions;
  readonly #onDelayed: (delayMs: number) => void;
  /** Attempts since the start, by outcome. */
  readonly counts = new Map<string, number>();
  readonly #returns: GroupCommit<AttemptReturn, number | null>;

  constructor(options: EndingsOptions) {
    this.#committer = options.committer;
    this.#feed = options.feed;
    this.#backlog = options.backlog;
    this.#now = options.now;
    this.#backoff = options.backoff;
    this.#onDelayed = options.onDelayed;
    this.#returns = new GroupCommit({
      flush: async (items) => {
        const lanes = new Map((await returnAttempts(options.sql, items)).map((row) => [row.id, row.lane]));
        options.committer.attemptsEnded();
        return items.map((item) => lanes.get(item.id) ?? null);
      },
      keyOf: (item) => item.id,
      weightOf: () => 1,
      maxWeight: 500,
      maxWaiting: 20_000,
      onFull: () => new EnglogError('resource_exhausted', 'too many attempts wait to be given back'),
      isItemFault: isDataFault,
    });
  }

  /** Ends the task. False when the guard did not match: the attempt was no longer this session's. */
  async finish(attempt: EndingAttempt, completion: Completion): Promise<boolean> {
    const matched = await this.#committer.finish({
      id: attempt.taskId,
      attempt: attempt.attempt,
      sessionId: attempt.sessionId,
      startedAt: attempt.startedAt,
      ...completion,
    });
    if (matched) {
      this.#count(completion.status);
      this.#tell(attempt, completion.status, completion.error);
    }
    return matched;
  }

  /** Gives the attempt back to the queue or ends the task, as decided. False when the guard did not match. */
  async conclude(attempt: EndingAttempt, decision: AfterAttempt): Promise<boolean> {
    if (decision.kind === 'fail') {
      const completion = { status: 'failed' as const, result: null, error: decision.error, spent: decision.spent };
      return this.finish(attempt, completion);
    }
    const { outcome, error, spent, delayMs } = decision;
    const lane = await this.#returns.add({
      id: attempt.taskId,
      attempt: attempt.attempt,
      sessionId: attempt.sessionId,
      startedAt: attempt.startedAt,
      outcome,
      error,
      spent,
      delayMs,
    });
    if (lane === null) return false;
    this.#backlog.returned([attempt]);
    this.#count(outcome);
    this.#tell(attempt, 'pending', error);
    if (delayMs > 0) this.#onDelayed(delayMs);
    else this.#offer(lane);
    this.#committer.slotFreed();
    return true;
  }

  /** Past its running time and the worker has not said so. */
  async overTime(session: WorkerSession, inFlight: InFlight): Promise<void> {
    const failure = {
      code: 'deadline_exceeded',
      message: `ran longer than its ${inFlight.timeoutMs} ms`,
      retryable: true,
    };
    const { taskId, attempt, userId, attemptsSpent, maxAttempts, ackedAt } = inFlight;
    await this.conclude(
      { taskId, attempt, userId, sessionId: session.id, startedAt: ackedAt === null ? null : toEpoch(ackedAt) },
      afterFailure(
        {
          failure,
          outcome: 'deadline_exceeded',
          attemptsSpent,
          maxAttempts,
          retryAfterMs: null,
          expiresInMs: expiresInMs(inFlight.expiresAt, this.#now()),
          random: Math.random(),
        },
        this.#backoff,
      ),
    );
  }

  idle(): Promise<void> {
    return this.#returns.idle();
  }

  #offer(lane: number): void {
    this.#committer.entered(new Map([[lane, 1]]));
    this.#feed.wake({ kind: 'ready', lanes: [lane] });
  }

  #count(outcome: string): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
  }

  #tell(attempt: EndingAttempt, status: TaskStatus, error: TaskFailure | null): void {
    const { taskId, userId } = attempt;
    this.#feed.publish({ kind: 'state', taskId, userId, at: this.#now(), status, attempt: attempt.attempt, error });
  }
}

export interface EndingsOptions {
  sql: Sql;
  committer: Committer;
  feed: Feed;
  backlog: Backlog;
  backoff: BackoffOptions;
  now: () => number;
  /** A task will be due again after this long. */
  onDelayed: (delayMs: number) => void;
}
