import { isTerminal } from '@englog/domain';
import type { Task } from '@englog/domain';
import type { Feed } from '../feed/feed';
import type { TaskReads } from '../store/records';

/** The feed may lose an event (I8); the row is looked at this often meanwhile. */
const lookEveryMs = 1000;

/** Resolves with the task once it is terminal, or as it is when the time is up or the signal aborts; null if unknown. */
export async function waitForEnd(
  source: { tasks: TaskReads; feed: Feed },
  taskId: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<Task | null> {
  const ended = new AbortController();
  const over = AbortSignal.any([signal, ended.signal]);
  const until = performance.now() + waitMs;
  const news = new News();
  const listening = listen(source.feed, taskId, over, news);
  try {
    for (;;) {
      const task = await source.tasks.find(taskId);
      const leftMs = until - performance.now();
      if (task === null || isTerminal(task.status) || leftMs <= 0 || signal.aborted) return task;
      await news.next(Math.min(leftMs, lookEveryMs), signal);
    }
  } finally {
    ended.abort();
    await listening;
  }
}

async function listen(feed: Feed, taskId: string, signal: AbortSignal, news: News): Promise<void> {
  try {
    for await (const { event } of feed.subscribe({ taskId }, undefined, signal))
      if (event.kind === 'state' && isTerminal(event.status)) news.tell();
  } catch {
    // A feed that cut this follower off: the row is looked at all the same.
  }
}

/** Something to look at, or the time is up. */
class News {
  #told = false;
  #wake: (() => void) | null = null;

  tell(): void {
    this.#told = true;
    this.#wake?.();
  }

  async next(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#told && !signal.aborted)
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done);
        this.#wake = done;
      });
    this.#told = false;
    this.#wake = null;
  }
}
