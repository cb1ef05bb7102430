/**
 * The events this process knows, newest last, and who follows them. Owns a ring of the last ones, bounded by number and by
 * characters, and one bounded queue a follower. Events are delivered in the order of their ids; a follower that falls behind is cut: it gets what its queue
 * holds, then its end, and resumes with the last id it has.
 */
import type { FeedEvent, TaskProgress } from '@englog/domain';
import { AsyncQueue } from '@englog/runtime';
import { compareIds, formatId } from './event-id';
import type { EventId } from './event-id';
import { charactersOf } from './event-size';
import type { FeedFilter, FeedItem } from './feed';
import { areMeant } from './kept-events';
import type { KeptEvents } from './kept-events';

interface Kept {
  id: EventId;
  event: FeedEvent;
}

export interface Following {
  /** What the ring holds after the id asked for. */
  kept: FeedItem[];
  /** What comes after `kept`, without a gap. */
  live: AsyncQueue<FeedItem>;
  /** The ring holds everything after this id. */
  floor: EventId;
  /** To be called when the follower is done; the signal's abort does it too. */
  leave(): void;
}

/** Of text that the ring holds: 32 MB at most. A full ring of ordinary events has far less. */
const charactersKept = 16 * 1024 * 1024;

export interface FollowersOptions {
  eventsKept: number;
  queueCapacity: number;
  /** The ring begins after this one. */
  floor: EventId;
}

const keyOf = (filter: FeedFilter): string => ('taskId' in filter ? `task ${filter.taskId}` : `user ${filter.userId}`);
const keysOf = (event: FeedEvent): string[] =>
  event.kind === 'alert' ? [`user ${event.userId}`] : [`task ${event.taskId}`, `user ${event.userId}`];
export const matches = (filter: FeedFilter, event: FeedEvent): boolean =>
  'taskId' in filter ? event.kind !== 'alert' && event.taskId === filter.taskId : event.userId === filter.userId;

export class Followers {
  readonly #eventsKept: number;
  readonly #queueCapacity: number;
  readonly #queues = new Map<string, Set<AsyncQueue<FeedItem>>>();
  /** From `#head` on; compacted now and then, so that dropping the oldest costs nothing. */
  #ring: Kept[] = [];
  #head = 0;
  #characters = 0;
  #floor: EventId;
  #last: EventId;

  constructor({ eventsKept, queueCapacity, floor }: FollowersOptions) {
    this.#eventsKept = eventsKept;
    this.#queueCapacity = queueCapacity;
    this.#floor = floor;
    this.#last = floor;
  }

  /** The id of the newest event. */
  get last(): EventId {
    return this.#last;
  }

  /** `id` must be after `last`. */
  deliver(id: EventId, event: FeedEvent): void {
    this.#keep({ id, event });
    if (this.#queues.size === 0) return;
    let item: FeedItem | null = null;
    for (const key of keysOf(event)) {
      const queues = this.#queues.get(key);
      if (queues === undefined) continue;
      item ??= { id: formatId(id), event };
      for (const queue of queues) if (!queue.push(item)) this.#cutOff(key, queue);
    }
  }

  /** Forgets what it holds: the feed's history begins again after `floor`. Followers stay. */
  restart(floor: EventId): void {
    this.#ring = [];
    this.#head = 0;
    this.#characters = 0;
    this.#floor = floor;
    this.#last = floor;
  }

  progressOf(taskId: string, attempt: number): TaskProgress | null {
    for (let index = this.#ring.length - 1; index >= this.#head; index -= 1) {
      const { event } = this.#ring[index] as Kept;
      if (event.kind === 'progress' && event.taskId === taskId && event.attempt === attempt)
        return { percent: event.percent, message: event.message, updatedAt: event.at };
    }
    return null;
  }

  kept(which: KeptEvents): number {
    let count = 0;
    for (let index = this.#head; index < this.#ring.length; index += 1)
      if (areMeant(which, (this.#ring[index] as Kept).event)) count += 1;
    return count;
  }

  /** The ring begins where it did, without them. */
  forget(which: KeptEvents): number {
    const before = this.#ring.length - this.#head;
    this.#ring = this.#ring.slice(this.#head).filter(({ event }) => !areMeant(which, event));
    this.#head = 0;
    this.#characters = this.#ring.reduce((sum, { event }) => sum + charactersOf(event), 0);
    return before - this.#ring.length;
  }

  follow(filter: FeedFilter, after: EventId | null, signal: AbortSignal): Following {
    const live = new AsyncQueue<FeedItem>({ capacity: this.#queueCapacity, signal });
    const key = keyOf(filter);
    const leave = (): void => {
      signal.removeEventListener('abort', leave);
      this.#remove(key, live);
      live.abort();
    };
    if (!signal.aborted) {
      this.#queues.set(key, (this.#queues.get(key) ?? new Set()).add(live));
      signal.addEventListener('abort', leave, { once: true });
    }
    return { kept: after === null ? [] : this.#keptAfter(filter, after), live, floor: this.#floor, leave };
  }

  /** Ends every follower once it has what its queue holds. */
  close(): void {
    for (const queues of this.#queues.values()) for (const queue of queues) queue.close();
    this.#queues.clear();
  }

  #keep(kept: Kept): void {
    this.#ring.push(kept);
    this.#last = kept.id;
    this.#characters += charactersOf(kept.event);
    while (this.#ring.length - this.#head > this.#eventsKept || this.#characters > charactersKept) this.#dropOldest();
    if (this.#head < this.#eventsKept) return;
    this.#ring = this.#ring.slice(this.#head);
    this.#head = 0;
  }

  #dropOldest(): void {
    const oldest = this.#ring[this.#head] as Kept;
    this.#floor = oldest.id;
    this.#characters -= charactersOf(oldest.event);
    this.#ring[this.#head] = undefined as never;
    this.#head += 1;
  }

  #keptAfter(filter: FeedFilter, after: EventId): FeedItem[] {
    let [low, high] = [this.#head, this.#ring.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareIds((this.#ring[middle] as Kept).id, after) <= 0) low = middle + 1;
      else high = middle;
    }
    const items: FeedItem[] = [];
    for (let index = low; index < this.#ring.length; index += 1) {
      const { id, event } = this.#ring[index] as Kept;
      if (matches(filter, event)) items.push({ id: formatId(id), event });
    }
    return items;
  }

  #cutOff(key: string, queue: AsyncQueue<FeedItem>): void {
    queue.close();
    this.#remove(key, queue);
  }

  #remove(key: string, queue: AsyncQueue<FeedItem>): void {
    const queues = this.#queues.get(key);
    queues?.delete(queue);
    if (queues?.size === 0) this.#queues.delete(key);
  }
}
