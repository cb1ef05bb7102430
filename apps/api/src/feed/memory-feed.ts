import type { FeedEvent, TaskProgress } from '@englog/domain';
import type { EventId } from './event-id';
import { parseId } from './event-id';
import type { Feed, FeedFilter, FeedItem } from './feed';
import { Followers } from './followers';
import type { KeptEvents } from './kept-events';

export interface MemoryFeedOptions {
  eventsKept: number;
  /** Events a follower may be behind. */
  queueCapacity: number;
  /** Begins the ids, so that those of an earlier start are older. */
  startedAt: number;
}

/** Live events within this process, for a single replica: nobody else is there to be woken. */
export class MemoryFeed implements Feed {
  readonly #followers: Followers;
  readonly #startedAt: number;
  #count = 0;

  constructor({ eventsKept, queueCapacity, startedAt }: MemoryFeedOptions) {
    this.#startedAt = startedAt;
    this.#followers = new Followers({ eventsKept, queueCapacity, floor: [startedAt, 0, 0] });
  }

  publish(event: FeedEvent): void {
    this.#count += 1;
    const id: EventId = [this.#startedAt, this.#count, 0];
    this.#followers.deliver(id, event);
  }

  subscribe(filter: FeedFilter, afterId: string | undefined, signal: AbortSignal): AsyncIterable<FeedItem> {
    const { kept, live, leave } = this.#followers.follow(filter, parseId(afterId), signal);
    return (async function* () {
      try {
        for (const item of kept) {
          if (signal.aborted) return;
          yield item;
        }
        yield* live;
      } finally {
        leave();
      }
    })();
  }

  kept(which: KeptEvents): Promise<number> {
    return Promise.resolve(this.#followers.kept(which));
  }

  forget(which: KeptEvents): Promise<number> {
    return Promise.resolve(this.#followers.forget(which));
  }

  progressOf(taskId: string, attempt: number): TaskProgress | null {
    return this.#followers.progressOf(taskId, attempt);
  }

  wake(): void {}

  onWake(): () => void {
    return () => undefined;
  }

  health(): 'local' {
    return 'local';
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#followers.close();
    return Promise.resolve();
  }
}
