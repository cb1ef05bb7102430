import type { FeedEvent } from '@englog/domain';

/** Which of the events kept for replay are meant. */
export interface KeptEvents {
  /** Null: everybody's. */
  userId: string | null;
  /** Older than this, epoch ms; null: whatever their age. */
  before: number | null;
  /** Not those of this task. */
  exceptTaskId: string | null;
}

export const areMeant = ({ userId, before, exceptTaskId }: KeptEvents, event: FeedEvent): boolean =>
  (userId === null || event.userId === userId) &&
  (before === null || event.at < before) &&
  (event.kind === 'alert' || event.taskId !== exceptTaskId);
