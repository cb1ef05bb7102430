import { isTerminal } from '@englog/domain';
import type { FeedEvent, Task } from '@englog/domain';
import { toTime } from '../answer';

/** One event on the wire, as the EventSource standard frames it. */
export interface EventFrame {
  /** What Last-Event-ID will carry; null leaves the client's as it is. */
  id: string | null;
  event: 'state' | 'progress' | 'chunk' | 'alert';
  data: Record<string, unknown>;
}

/** On the id of a task's last event: a client that comes back with it has seen the end. */
const endMark = '.end';

/** `after` undefined: nothing seen yet. */
export interface LastSeen {
  after: string | undefined;
  ended: boolean;
}

export const lastSeenOf = (header: string | string[] | undefined): LastSeen => {
  if (typeof header !== 'string' || !/^[\w.:-]{1,128}$/.test(header)) return { after: undefined, ended: false };
  const ended = header.endsWith(endMark);
  const after = ended ? header.slice(0, -endMark.length) : header;
  return { after: after === '' ? undefined : after, ended };
};

export const isEnd = (event: FeedEvent): boolean => event.kind === 'state' && isTerminal(event.status);

const dataOf = (event: FeedEvent): Record<string, unknown> => {
  const at = toTime(event.at);
  switch (event.kind) {
    case 'state':
      return {
        task_id: event.taskId,
        status: event.status,
        attempt: event.attempt,
        error: event.error?.message ?? null,
        failure: event.error,
        at,
      };
    case 'progress':
      return { task_id: event.taskId, attempt: event.attempt, percent: event.percent, message: event.message, at };
    case 'chunk':
      return {
        task_id: event.taskId,
        attempt: event.attempt,
        text: event.text,
        ...(event.restart ? { restart: true } : {}),
        at,
      };
    case 'alert':
      return { alert_id: event.alertId, title: event.title, body: event.body, at };
  }
};

/** An item of the feed. A task's own stream marks its last one; a user's stream has no end. */
export const toFrame = (id: string, event: FeedEvent, marksEnd: boolean): EventFrame => ({
  id: marksEnd && isEnd(event) ? `${id}${endMark}` : id,
  event: event.kind,
  data: dataOf(event),
});

/** The task's state as its row has it, when the feed has not said it. */
export const stateFrame = (task: Task, now: number): EventFrame => ({
  id: isTerminal(task.status) ? endMark : null,
  event: 'state',
  data: dataOf({
    kind: 'state',
    taskId: task.id,
    userId: task.userId,
    at: task.completedAt ?? now,
    status: task.status,
    attempt: task.attempt,
    error: task.error,
  }),
});

export const encodeFrame = ({ id, event, data }: EventFrame): string =>
  `${id === null ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
