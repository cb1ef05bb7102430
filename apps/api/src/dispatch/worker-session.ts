import { isSameModel } from '@englog/domain';
import type { Capability, Requirements, TaskProgress, TaskType } from '@englog/domain';
import { ShortLivedMap } from '@englog/runtime';
import type { SessionRecord } from '../store/worker-sessions';

/**
 * One registration of a worker as this replica sees it: its stream, its slots, and the attempts in flight on them.
 *
 * States: `registered` (no stream yet) → `connected` ⇄ `away` (stream broken, within its grace) → gone (dropped from the
 * registry). Only a connected session that does not drain and is not in doubt is given tasks.
 */
export type SessionState = 'registered' | 'connected' | 'away';

export interface AttemptKey {
  taskId: string;
  attempt: number;
}

/** An attempt leased to the session. `ackedAt` null: sent, not acknowledged. Moments but `expiresAt` are on the steady clock. */
export interface InFlight extends AttemptKey {
  type: TaskType;
  lane: number;
  userId: string;
  priority: number;
  timeoutMs: number;
  /** Epoch ms. */
  expiresAt: number | null;
  maxAttempts: number;
  attemptsSpent: number;
  losses: number;
  /** Null: never, there was no stream to send it on. */
  sentAt: number | null;
  ackedAt: number | null;
  /** The acknowledgement stands in the task's row. */
  ackRecorded: boolean;
  progress: TaskProgress | null;
  /** Set when a plain worker registered anew with it in flight: without a word about it by then, it was lost. */
  doubtfulUntil: number | null;
  /** When its result last came; in flight all the same, it could not be committed, and the worker sends it again. */
  reportedAt: number | null;
}

export interface Delivery extends AttemptKey {
  type: TaskType;
  /** JSON */
  payload: string;
  priority: number;
  timeoutMs: number;
  expiresAt: number | null;
  metadata: Record<string, string>;
}

export type SessionMessage =
  | { kind: 'task'; delivery: Delivery }
  | { kind: 'ping'; sequence: number }
  | { kind: 'cancel'; attempt: AttemptKey }
  | { kind: 'drain'; reason: string; graceMs: number }
  | { kind: 'stale'; attempts: AttemptKey[] };

/** The way to the worker: one a stream, never reused. `send` after `close` does nothing. */
export interface SessionChannel {
  send(message: SessionMessage): void;
  close(reason: string): void;
}

/** `unknown` counts as up: a plain worker says nothing of its Ollama. */
export type OllamaState = 'up' | 'down' | 'unknown';

export type SessionStatus = 'idle' | 'busy' | 'unavailable' | 'error' | 'unspecified';

export class WorkerSession {
  record: SessionRecord;
  state: SessionState = 'registered';
  stats: Record<string, unknown> | null = null;
  ollama: OllamaState = 'unknown';
  /** On the steady clock, as `awaySince` is. */
  lastSeenAt: number;
  awaySince: number | null = null;
  /** Something about it that operators see changed since the last note to the store. */
  noteworthy = true;
  hasStreamed = false;
  readonly inFlight = new ShortLivedMap<string, InFlight>();
  /** Attempts, by task, whose end is being committed: no longer in flight, and not yet gone from their rows. */
  readonly ending = new ShortLivedMap<string, number>();
  /** Slots promised to a claim or an insert that has not committed yet. */
  reserved = 0;
  /** The stream that was asked for last, until it is attached or has broken. */
  coming: SessionChannel | null = null;
  /** Cached by the registry: the lanes it may be given tasks of. */
  lanes: number[] = [];
  #channel: SessionChannel | null = null;
  readonly #onSettled: (() => void)[] = [];
  #status: SessionStatus = 'unspecified';
  #pingSequence = 0;
  #unansweredSince: number | null = null;
  /** Called once it is not in doubt any more; null while it is not. */
  #onTrusted: (() => void) | null = null;

  constructor(record: SessionRecord, nowMs: number) {
    this.record = record;
    this.lastSeenAt = nowMs;
  }

  get id(): string {
    return this.record.sessionId;
  }

  get workerId(): string {
    return this.record.workerId;
  }

  get isFull(): boolean {
    return this.record.linkVersion > 0;
  }

  /** As the worker says it is, but `unavailable` while it is in doubt. */
  get status(): SessionStatus {
    return this.#onTrusted === null ? this.#status : 'unavailable';
  }

  set status(status: SessionStatus) {
    this.#status = status;
  }

  get freeSlots(): number {
    if (this.state !== 'connected' || this.status === 'unavailable') return 0;
    return Math.max(0, this.record.slots - this.inFlight.size - this.reserved);
  }

  /** No more tasks until `attach`: its stream is being replaced. */
  pause(reason: string, nowMs: number): void {
    this.state = 'registered';
    this.awaySince = nowMs;
    this.#channel?.close(reason);
    this.#channel = null;
  }

  attach(channel: SessionChannel): void {
    this.#channel?.close('replaced by a newer stream');
    this.#channel = channel;
    this.coming = null;
    this.hasStreamed = true;
    this.#unansweredSince = null;
    this.#onTrusted = null;
    this.state = 'connected';
    this.awaySince = null;
    this.noteworthy = true;
  }

  /** The stream broke. False when it was not the current one. */
  detach(channel: SessionChannel, nowMs: number): boolean {
    if (this.coming === channel) this.coming = null;
    if (this.#channel !== channel) return false;
    this.#channel = null;
    this.state = 'away';
    this.awaySince = nowMs;
    this.noteworthy = true;
    return true;
  }

  /** Signals are for full workers: a plain one would take a TaskRequest without a task for a task. */
  send(message: SessionMessage): void {
    if (this.isFull || message.kind === 'task') this.#channel?.send(message);
  }

  /** Takes the attempt out of flight while its end is committed, and back in when that failed. */
  async end<T>(inFlight: InFlight, commit: () => Promise<T>): Promise<T> {
    const { taskId, attempt } = inFlight;
    this.inFlight.delete(taskId);
    this.ending.set(taskId, attempt);
    try {
      return await commit();
    } catch (error) {
      if (!this.inFlight.has(taskId)) this.inFlight.set(taskId, inFlight);
      throw error;
    } finally {
      this.ending.delete(taskId);
    }
  }

  /** One promised slot less. */
  settle(): void {
    if (this.reserved > 0) this.reserved -= 1;
    if (this.reserved === 0) for (const resolve of this.#onSettled.splice(0)) resolve();
  }

  /** Resolves once no claim or insert under way has a slot of it: as long as a commit takes. */
  async settled(): Promise<void> {
    if (this.reserved > 0) await new Promise<void>((resolve) => this.#onSettled.push(resolve));
  }

  close(reason: string): void {
    this.#channel?.close(reason);
  }

  ping(nowMs: number): void {
    if (!this.isFull || this.#channel === null) return;
    this.#unansweredSince ??= nowMs;
    this.#pingSequence += 1;
    this.#channel.send({ kind: 'ping', sequence: this.#pingSequence });
  }

  echoed(sequence: number, nowMs: number): void {
    this.lastSeenAt = nowMs;
    if (sequence >= this.#pingSequence) this.#unansweredSince = null;
    else if (this.#unansweredSince !== null) this.#unansweredSince = nowMs;
    const onTrusted = this.#onTrusted;
    if (onTrusted === null) return;
    this.#onTrusted = null;
    this.noteworthy = true;
    onTrusted();
  }

  /**
   * What was sent may not have reached it: no more tasks until it echoes a ping, one of which goes out now, or has a new
   * stream. Nothing else counts: reports and heartbeats also come from a worker that nothing reaches any more. A plain
   * worker echoes nothing and is never in doubt.
   */
  doubt(nowMs: number, onTrusted: () => void): void {
    if (!this.isFull || this.state !== 'connected' || this.#onTrusted !== null) return;
    this.#onTrusted = onTrusted;
    this.noteworthy = true;
    this.ping(nowMs);
  }

  /** How long pings have gone without any echo; 0 when the last was answered. */
  silentMs(nowMs: number): number {
    return this.#unansweredSince === null ? 0 : nowMs - this.#unansweredSince;
  }

  serves(requirements: Requirements): boolean {
    return offers(this.record, requirements) && !(requirements.needsOllama && this.ollama === 'down');
  }
}

/** Whether a worker of this description could run it, were a slot free and its Ollama up. */
export function offers(
  worker: {
    capabilities: Capability[];
    pools: string[];
    labels: Record<string, string>;
    models: { name: string }[];
  },
  { pool, capability, labels, model }: Requirements,
): boolean {
  return (
    worker.capabilities.includes(capability) &&
    worker.pools.includes(pool) &&
    Object.entries(labels).every(([name, value]) => worker.labels[name] === value) &&
    (model === null || worker.models.some((offered) => isSameModel(offered.name, model)))
  );
}
