import type { NewTask, Task, TaskProgress, TaskStatus, TaskType, WaitReason } from '@englog/domain';

/** One use of an Idempotency-Key: the same key and fingerprint gives the first call's ids again; another fingerprint is a conflict. */
export interface OnceKey {
  userId: string;
  /** Which operation, e.g. `tasks`. */
  scope: string;
  key: string;
  /** Hash of the request body. */
  fingerprint: string;
}

export interface CreatedTasks {
  /** In the order of the input. */
  ids: string[];
  /** True when an earlier call with this key had created them. */
  replayed: boolean;
}

export type CancelOutcome = 'cancelled' | 'finished' | 'not_found';
export type RedriveOutcome = { outcome: 'redriven' } | { outcome: 'not_failed' | 'not_found' };

export interface TaskSelection {
  userId?: string;
  type?: TaskType;
  status?: TaskStatus;
  createdBefore?: number;
  /** At most this many at a time. */
  limit: number;
}

/** What the HTTP routes may ask of dispatch. Everything that resolves is committed. */
export interface Dispatch {
  /**
   * All or nothing. Rejects `resource_exhausted` with retryAfterMs when the backlog, or that of a task's user, is full or,
   * unless an administrator asks, a user's tasks name too many new labels and models; `conflict` on a reused key.
   */
  create(tasks: NewTask[], once?: OnceKey, by?: { isAdmin: boolean }): Promise<CreatedTasks>;
  /** A pending or running task is cancelled at once; a running attempt is told to stop. */
  cancel(taskId: string): Promise<CancelOutcome>;
  cancelWhere(selection: TaskSelection): Promise<number>;
  /**
   * A failed or cancelled task becomes pending again with its attempts unspent and its history kept. Rejects
   * `resource_exhausted` as `create` does; of several, those wait that there is room for.
   */
  redrive(taskId: string): Promise<RedriveOutcome>;
  redriveWhere(selection: TaskSelection): Promise<number>;
  /** Null when the task does not wait. */
  explain(task: Task): Promise<WaitReason | null>;
  /** What the worker of the running attempt last said, as far as this replica heard it. */
  progressOf(task: Task): TaskProgress | null;
  /** Resolves with the task when it is terminal, or as it is when the time is up or the signal aborts; null if unknown. */
  waitFor(taskId: string, waitMs: number, signal: AbortSignal): Promise<Task | null>;
  health(): DispatchHealth;
}

export interface DispatchHealth {
  connectedWorkers: number;
  slots: number;
  slotsInUse: number;
  /** Ready and scheduled tasks, as last counted. */
  backlog: number;
  breakers: { name: string; state: 'closed' | 'open' | 'half_open' }[];
}
