export interface AsyncQueueOptions {
  /** Items it holds at most; above 0. */
  capacity: number;
  /** Aborting it is `abort()`. */
  signal?: AbortSignal;
}

export interface BatchBounds<T> {
  maxItems: number;
  weightOf(item: T): number;
  /** Of all items of a batch, unless one alone weighs more. */
  maxWeight: number;
}

/**
 * A bounded queue between producers that never wait and one consumer that iterates.
 *
 * States: open → closing (takes nothing more, hands out what it holds) → ended. `abort()` goes to ended at once.
 * A consumer that leaves its loop ends the queue, so that a producer learns of it from `push`.
 */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #capacity: number;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => this.abort();
  #items: T[] = [];
  #head = 0;
  #state: 'open' | 'closing' | 'ended' = 'open';
  #failure: { error: unknown } | null = null;
  #wakeConsumer: (() => void) | null = null;
  #iterated = false;

  constructor({ capacity, signal }: AsyncQueueOptions) {
    if (!(capacity > 0)) throw new RangeError('capacity must be above 0');
    this.#capacity = capacity;
    this.#signal = signal;
    if (signal?.aborted) this.abort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  get isFull(): boolean {
    return this.size >= this.#capacity;
  }

  /** True once nothing more is taken. */
  get isClosed(): boolean {
    return this.#state !== 'open';
  }

  /** False when it is full (`isFull`) or closed (`isClosed`): the item was not taken. */
  push(item: T): boolean {
    if (this.#state !== 'open' || this.isFull) return false;
    this.#items.push(item);
    this.#wake();
    return true;
  }

  /** Takes nothing more. What it holds is still handed out; then the loop ends, with `error` if one is given. */
  close(error?: unknown): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    if (error !== undefined) this.#failure = { error };
    this.#wake();
  }

  /** Drops what it holds and ends the loop at once, without an error. */
  abort(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#failure = null;
    this.#items = [];
    this.#head = 0;
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#wake();
  }

  /** For one consumer: a second loop would take turns with the first, which nobody means. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    if (this.#iterated) throw new Error('an AsyncQueue has one consumer');
    this.#iterated = true;
    return this.#drain();
  }

  /** Instead of the items one by one: what waits at once, within the bounds. For one consumer, like the iterator. */
  batches(bounds: BatchBounds<T>): AsyncGenerator<T[], void, undefined> {
    if (this.#iterated) throw new Error('an AsyncQueue has one consumer');
    this.#iterated = true;
    return this.#drainBatches(bounds);
  }

  async *#drainBatches(bounds: BatchBounds<T>): AsyncGenerator<T[], void, undefined> {
    try {
      while (this.#state !== 'ended') {
        if (this.size > 0) yield this.#take(bounds);
        else if (this.#state === 'closing') break;
        else await new Promise<void>((resolve) => (this.#wakeConsumer = resolve));
      }
      if (this.#failure) throw this.#failure.error;
    } finally {
      this.abort();
    }
  }

  #take({ maxItems, weightOf, maxWeight }: BatchBounds<T>): T[] {
    const taken = [this.#shift()];
    let weight = weightOf(taken[0] as T);
    while (this.size > 0 && taken.length < maxItems) {
      weight += weightOf(this.#items[this.#head] as T);
      if (weight > maxWeight) break;
      taken.push(this.#shift());
    }
    return taken;
  }

  async *#drain(): AsyncGenerator<T, void, undefined> {
    try {
      while (this.#state !== 'ended') {
        if (this.size > 0) yield this.#shift();
        else if (this.#state === 'closing') break;
        else await new Promise<void>((resolve) => (this.#wakeConsumer = resolve));
      }
      if (this.#failure) throw this.#failure.error;
    } finally {
      this.abort();
    }
  }

  /** Moves a head instead of the items: `shift()` on a long array costs its length. */
  #shift(): T {
    const item = this.#items[this.#head] as T;
    this.#items[this.#head] = undefined as T;
    this.#head += 1;
    if (this.#head > 64 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  #wake(): void {
    const wake = this.#wakeConsumer;
    this.#wakeConsumer = null;
    wake?.();
  }
}
