import { isTerminal } from '@englog/domain';
import type { Task } from '@englog/domain';
import type { Feed, FeedItem } from '../../feed/feed';
import type { TaskReads } from '../../store/records';
import type { EventFrame, LastSeen } from './event-frame';
import { isEnd, stateFrame, toFrame } from './event-frame';

/**
 * A task's events as a client sees them: its state first, then what the feed has after `lastSeen`, the terminal state
 * last, always. The feed may lose events (I8), so the row is looked at now and then; once it is terminal the feed has
 * `graceMs` to bring what is still on its way, then the row's own word ends the stream.
 */
export interface FollowOptions {
  feed: Feed;
  tasks: TaskReads;
  task: Task;
  lastSeen: LastSeen;
  signal: AbortSignal;
  /** How often the row is looked at. */
  pollMs: number;
  graceMs: number;
}

type Turn = { kind: 'item'; result: IteratorResult<FeedItem> } | { kind: 'timer' };

/** Whichever comes first; the timer is always cleared. */
const within = async (item: Promise<IteratorResult<FeedItem>>, ms: number): Promise<Turn> => {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<Turn>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'timer' }), ms);
  });
  try {
    return await Promise.race([item.then((result): Turn => ({ kind: 'item', result })), elapsed]);
  } finally {
    clearTimeout(timer);
  }
};

export async function* followTask(options: FollowOptions): AsyncGenerator<EventFrame> {
  const { feed, tasks, task, lastSeen, pollMs, graceMs } = options;
  const own = new AbortController();
  const abort = () => own.abort(options.signal.reason);
  options.signal.addEventListener('abort', abort, { once: true });
  if (options.signal.aborted) abort();
  const items = feed.subscribe({ taskId: task.id }, lastSeen.after, own.signal)[Symbol.asyncIterator]();
  try {
    // Subscribed before the row is read, so that nothing falls between the two.
    let pending = items.next();
    pending.catch(() => undefined); // heard of where it is awaited
    let current = (await tasks.find(task.id)) ?? task;
    // Of an ended task there is nothing to come, unless the client has missed something.
    const isOver = isTerminal(current.status) && lastSeen.after === undefined;
    if (isOver || !isTerminal(current.status)) yield stateFrame(current, Date.now());
    if (isOver) return;
    while (!own.signal.aborted) {
      const turn = await within(pending, isTerminal(current.status) ? graceMs : pollMs);
      if (turn.kind === 'item' && !turn.result.done) {
        const { id, event } = turn.result.value;
        if (isEnd(event)) {
          current = (await tasks.find(task.id)) ?? current;
          const ended = isTerminal(current.status);
          yield toFrame(id, event, ended);
          if (ended) return; // else it was retried since: this end is history
        } else yield toFrame(id, event, false);
        pending = items.next();
      } else if (isTerminal(current.status)) {
        yield stateFrame(current, Date.now());
        return;
      } else {
        // The feed cut us (too slow, or it stops): the client resumes with the id it has.
        if (turn.kind === 'item') return;
        current = (await tasks.find(task.id)) ?? current;
      }
    }
  } finally {
    options.signal.removeEventListener('abort', abort);
    own.abort('cancelled');
    await items.return?.();
  }
}
