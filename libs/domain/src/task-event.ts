import type { TaskFailure, TaskStatus } from './task';

/** What live followers of a task or of a user are told. The terminal state event is always the last of its task. */
export type TaskEvent =
  | {
      kind: 'state';
      taskId: string;
      userId: string;
      at: number;
      status: TaskStatus;
      attempt: number;
      error: TaskFailure | null;
    }
  | { kind: 'progress'; taskId: string; userId: string; at: number; attempt: number; percent: number; message: string }
  | {
      kind: 'chunk';
      taskId: string;
      userId: string;
      at: number;
      attempt: number;
      text: string;
      /** The attempt's text so far counts no more; this is its new beginning. */
      restart?: boolean;
    };

/** An in-app alert on a user's feed. */
export interface AlertEvent {
  kind: 'alert';
  userId: string;
  at: number;
  alertId: string;
  title: string;
  body: string;
}

export type FeedEvent = TaskEvent | AlertEvent;
