import type { JsonObject, LogEntry, TaskFailure, TaskType } from '@englog/domain';
import type { Logger } from 'pino';

/** Why an attempt's signal was aborted (`signal.reason`). Only `deadline` counts as the attempt's failure. */
export type AbortReason = 'cancelled' | 'deadline' | 'lease_lost' | 'shutdown';

export interface TaskInput {
  taskId: string;
  /** The fence: names this delivery of the task. */
  attempt: number;
  type: TaskType;
  payload: JsonObject;
  priority: number;
  metadata: Record<string, string>;
}

export interface EntriesAnswer {
  /** In batches, ordered by start time. */
  batches: AsyncIterable<LogEntry[]>;
  /** Complete once `batches` has ended: ids the payload names that do not exist or are not the user's. */
  missingIds(): string[];
  /** Known once `batches` has ended: the user's preferred time zone, for a payload that names none. */
  timeZone(): string;
}

export interface AlertsInput {
  /** Never delivered twice for one key and user. */
  key: string;
  title: string;
  body: string;
  /** Empty with `everyone`. */
  userIds: string[];
  everyone?: boolean;
  cursor?: string;
}

/** Whether a notification may go out now, by its user's preferences. */
export interface DeliveryCheck {
  deliver: boolean;
  /** When not now but later; 0 when not at all. */
  retryAfterMs: number;
  reason: string;
}

/** Whether an email or webhook may be sent: of one key, one is. */
export type NotificationClaim =
  | { state: 'claimed' }
  /** `unknown`: the holder is gone and never said whether it was sent. */
  | { state: 'sent' | 'sending' | 'unknown'; holder: { taskId: string; attempt: number } };

/** Where a user stands among others in one measure; aggregates alone. */
export interface TeamMeasure {
  name: string;
  own: number;
  p25: number;
  median: number;
  p75: number;
  /** 0..100: the share of the others with as much or less. */
  percentile: number;
}

/** What the API offers an attempt that holds its lease. */
export interface AttemptServices {
  /** The entries the payload is about, all of the user's round their period, or those of the period of the same length before. */
  entries(selection: 'asked' | 'period' | 'period_before'): EntriesAnswer;
  /** The last good answer recorded under this content address (hex SHA-256), or null. */
  storedAnswer(questionKey: string): Promise<{ result: JsonObject; answeredAt: number } | null>;
  cleanupBatch(cursor: string, maxRows: number): Promise<{ nextCursor: string; outcome: JsonObject; percent: number }>;
  deliverAlerts(alerts: AlertsInput): Promise<{ delivered: number; skipped: number; nextCursor: string }>;
  checkDelivery(): Promise<DeliveryCheck>;
  /** Before an email or webhook is sent. One that is `claimed` is settled after. */
  claimNotification(): Promise<NotificationClaim>;
  /** What was sent is told though the attempt was aborted meanwhile; false frees the key: it was certainly not taken. */
  settleNotification(sent: boolean): Promise<void>;
  /** No measures when fewer than five others logged time in the period. */
  compareWithTeam(): Promise<{ people: number; measures: TeamMeasure[] }>;
}

export interface HandlerContext extends AttemptServices {
  task: TaskInput;
  /** Aborted with an AbortReason. Every long await takes it. */
  signal: AbortSignal;
  /** 0..100, and what is being done in a few words. Coalesced; call it freely. */
  progress(percent: number, message: string): void;
  /** Text as it comes, for live followers. `restart`: what they have of this attempt counts no more, this is its new beginning. */
  chunk(text: string, options?: { restart: boolean }): void;
  log: Logger;
}

/** One file a task type. Resolves with the result document; throws AttemptError to say how it failed. */
export type Handler = (context: HandlerContext) => Promise<JsonObject>;
export type HandlerRegistry = Partial<Record<TaskType, Handler>>;

/** An attempt's failure with its code and whether another attempt may help. Anything else thrown is `handler_error`, retryable. */
export class AttemptError extends Error {
  readonly failure: TaskFailure;
  /** Hand the task back unspent, not before this long: what it needs (a breaker) is away. Null: it failed. */
  readonly handBackMs: number | null;

  constructor(failure: TaskFailure, options: { cause?: unknown; handBackMs?: number } = {}) {
    super(failure.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AttemptError';
    this.failure = failure;
    this.handBackMs = options.handBackMs ?? null;
  }
}
