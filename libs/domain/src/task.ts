/** What a task is, as clients and operators see it. Times are epoch milliseconds; wire and row forms live at the edges. */

export const taskTypes = ['insight_generation', 'weekly_report', 'data_analysis', 'cleanup', 'notification'] as const;
export type TaskType = (typeof taskTypes)[number];

export const capabilities = ['ai_insights', 'weekly_reports', 'data_analysis', 'notifications', 'cleanup'] as const;
export type Capability = (typeof capabilities)[number];

/** The capability a worker needs to run each type. */
export const capabilityOf: Record<TaskType, Capability> = {
  insight_generation: 'ai_insights',
  weekly_report: 'weekly_reports',
  data_analysis: 'data_analysis',
  cleanup: 'cleanup',
  notification: 'notifications',
};

export const taskStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type TaskStatus = (typeof taskStatuses)[number];
export type TerminalStatus = Extract<TaskStatus, 'completed' | 'failed' | 'cancelled'>;

export const isTerminal = (status: TaskStatus): status is TerminalStatus =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

export type JsonObject = { [key: string]: unknown };

/** Why an attempt or a task failed: data, not an exception. */
export interface TaskFailure {
  /** e.g. `handler_error`, `deadline_exceeded`, `worker_lost`, `entries_not_found`, `invalid_payload` */
  code: string;
  message: string;
  retryable: boolean;
}

/** What a worker must offer to be given a task. Tasks of equal requirements wait in one lane. */
export interface Requirements {
  pool: string;
  capability: Capability;
  /** Each must be on the worker with this value. */
  labels: Record<string, string>;
  /** An Ollama model the worker must have, or null. */
  model: string | null;
  /** True when the task must not fall back to a computed answer: it waits while the worker's Ollama is down. */
  needsOllama: boolean;
}

/** A task as a client asks for it, validated, defaults filled in. */
export interface NewTask {
  type: TaskType;
  userId: string;
  payload: JsonObject;
  /** 1..10, larger first */
  priority: number;
  requirements: Requirements;
  /** Not before this time, or null. */
  runAt: number | null;
  /** Running time an attempt is given. */
  timeoutMs: number;
  /** Absolute end: a task not finished by then fails `deadline_exceeded`, waiting or running; null for none. */
  expiresAt: number | null;
  maxAttempts: number;
}

export type AttemptOutcome =
  | 'running'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'deadline_exceeded'
  | 'worker_lost'
  | 'handed_back'
  | 'not_acknowledged';

/** One delivery of a task to one worker. `attempt` is the fence; only outcomes `failed` and `deadline_exceeded` are spent. */
export interface Attempt {
  attempt: number;
  workerId: string;
  startedAt: number | null;
  endedAt: number | null;
  outcome: AttemptOutcome;
  error: TaskFailure | null;
}

export interface Task {
  id: string;
  type: TaskType;
  userId: string;
  status: TaskStatus;
  priority: number;
  requirements: Requirements;
  payload: JsonObject;
  createdAt: number;
  runAt: number | null;
  timeoutMs: number;
  expiresAt: number | null;
  maxAttempts: number;
  /** Number of the latest delivery; 0 before the first. */
  attempt: number;
  /** Attempts that counted against maxAttempts. */
  attemptsSpent: number;
  workerId: string | null;
  startedAt: number | null;
  completedAt: number | null;
  /** The worker's result document once completed. */
  result: JsonObject | null;
  error: TaskFailure | null;
}

/** 0..100 and the worker's words, from the feed: never a row. */
export interface TaskProgress {
  percent: number;
  message: string;
  updatedAt: number;
}

/** Why a pending task waits, from the dispatcher's own decision. */
export interface WaitReason {
  reason:
    | 'no_worker'
    | 'no_free_slot'
    | 'its_turn'
    | 'scheduled'
    | 'backing_off'
    | 'breaker_open'
    | 'limit_reached'
    | 'dispatching';
  message: string;
  /** When it is next looked at, where that is known. */
  until: number | null;
  /** Tasks ahead of it in its lane, where that is known. */
  ahead: number | null;
}
