import type { TaskType } from '@englog/domain';
import type { Feed } from '../feed/feed';
import type { LaneStore } from '../store/lanes';
import { steadyNow } from './clock';
import type { Registry } from './registry';
import type { InFlight, WorkerSession } from './worker-session';

/** What a leased task needs to reach its worker, whether it was claimed or inserted already leased. */
export interface LeasedTask {
  id: string;
  attempt: number;
  sessionId: string;
  type: TaskType;
  lane: number;
  userId: string;
  priority: number;
  payload: string;
  timeoutMs: number;
  expiresAt: number | null;
  maxAttempts: number;
  attemptsSpent: number;
  losses: number;
}

/** Sends leased tasks to their sessions and says when an attempt runs. Synchronous: what it decides, it has done. */
export class Deliveries {
  readonly #registry: Registry;
  readonly #lanes: LaneStore;
  readonly #feed: Feed;
  readonly #now: () => number;

  constructor(options: { registry: Registry; lanes: LaneStore; feed: Feed; now: () => number }) {
    this.#registry = options.registry;
    this.#lanes = options.lanes;
    this.#feed = options.feed;
    this.#now = options.now;
  }

  /**
   * Puts the task in flight and sends it. False when the session has gone meanwhile: its lease then runs out, or the
   * sweep that compares rows with sessions gives it back. One whose stream broke meanwhile was never sent it, and the
   * sweep of attempts gives it back at its next pass.
   */
  deliver(task: LeasedTask): boolean {
    const session = this.#registry.get(task.sessionId);
    if (session === undefined) return false;
    const inFlight: InFlight = {
      taskId: task.id,
      attempt: task.attempt,
      type: task.type,
      lane: task.lane,
      userId: task.userId,
      priority: task.priority,
      timeoutMs: timeoutOf(task, this.#now()),
      expiresAt: task.expiresAt,
      maxAttempts: task.maxAttempts,
      attemptsSpent: task.attemptsSpent,
      losses: task.losses,
      sentAt: session.state === 'connected' ? steadyNow() : null,
      ackedAt: null,
      ackRecorded: false,
      progress: null,
      doubtfulUntil: null,
      reportedAt: null,
    };
    session.inFlight.set(task.id, inFlight);
    session.send({
      kind: 'task',
      delivery: {
        taskId: task.id,
        attempt: task.attempt,
        type: task.type,
        payload: task.payload,
        priority: task.priority,
        timeoutMs: inFlight.timeoutMs,
        expiresAt: task.expiresAt,
        metadata: this.#metadataOf(task),
      },
    });
    // A plain worker echoes nothing: a send counts as its acknowledgement, where there is a stream to send on.
    if (!session.isFull && session.state === 'connected') this.acknowledge(session, inFlight);
    return true;
  }

  /** What a worker may want to know beside the payload; all text, for plain workers too. */
  #metadataOf(task: LeasedTask): Record<string, string> {
    const requirements = this.#lanes.get(task.lane)?.requirements;
    return {
      attempt: String(task.attempt),
      max_attempts: String(task.maxAttempts),
      user_id: task.userId,
      fallback: requirements?.needsOllama === true ? 'never' : 'allow',
      ...(requirements?.model == null ? {} : { model: requirements.model }),
    };
  }

  acknowledge(session: WorkerSession, inFlight: InFlight): void {
    if (inFlight.ackedAt !== null) return;
    inFlight.ackedAt = steadyNow();
    session.lastSeenAt = inFlight.ackedAt;
    this.#feed.publish({
      kind: 'state',
      taskId: inFlight.taskId,
      userId: inFlight.userId,
      at: this.#now(),
      status: 'running',
      attempt: inFlight.attempt,
      error: null,
    });
  }
}

/** An attempt never runs past the task's absolute deadline. */
const timeoutOf = (task: LeasedTask, nowMs: number): number =>
  task.expiresAt === null ? task.timeoutMs : Math.max(1, Math.min(task.timeoutMs, task.expiresAt - nowMs));
