export interface OutgoingOptions<T> {
  /** Sends a batch; never rejects. */
  send: (items: T[]) => Promise<void>;
  maxBatch: number;
  maxWaiting: number;
  weightOf: (item: T) => number;
  /** Of a batch, unless one item alone weighs more. */
  maxBatchWeight: number;
  maxWaitingWeight: number;
  /** Told once for each time it was full, with how many were lost. */
  onDropped: (count: number) => void;
}

/**
 * Items on their way out, in order, a batch at a time: an idle one waits for the turn's end, a busy one for the batch before.
 * `add` never waits; when too many wait, the newest is dropped.
 */
export class Outgoing<T> {
  readonly #options: OutgoingOptions<T>;
  #waiting: T[] = [];
  #weight = 0;
  #sending: Promise<void> | null = null;
  #dropped = 0;
  #closed = false;

  constructor(options: OutgoingOptions<T>) {
    this.#options = options;
  }

  add(item: T): void {
    if (this.#closed) return;
    const { maxWaiting, maxWaitingWeight, weightOf } = this.#options;
    const weight = weightOf(item);
    if (this.#waiting.length >= maxWaiting || this.#weight + weight > maxWaitingWeight) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(item);
    this.#weight += weight;
    this.#sending ??= this.#drain();
  }

  /** Takes nothing more; resolves once what waits has been sent. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#sending;
  }

  async #drain(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      await this.#options.send(this.#takeBatch());
      if (this.#dropped === 0) continue;
      this.#options.onDropped(this.#dropped);
      this.#dropped = 0;
    }
    this.#sending = null;
  }

  #takeBatch(): T[] {
    const { maxBatch, maxBatchWeight, weightOf } = this.#options;
    let [count, weight] = [0, 0];
    for (const item of this.#waiting) {
      const next = weightOf(item);
      if (count > 0 && (count === maxBatch || weight + next > maxBatchWeight)) break;
      count += 1;
      weight += next;
    }
    this.#weight -= weight;
    return this.#waiting.splice(0, count);
  }
}
