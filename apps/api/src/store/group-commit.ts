/**
 * Groups items that arrive while a flush is under way into the next one: an idle system adds no wait, a busy one
 * commits many items at once. Owns one flush at a time; every `add` settles, with its item's result or the flush's error.
 *
 * A flush that fails over its data is tried item by item, so that one bad item fails alone. One that fails over the
 * connection is not: it may have committed, and whoever asked finds out by asking again.
 */
export class GroupCommit<Item, Result> {
  readonly #flush: (items: Item[]) => Promise<Result[]>;
  readonly #weightOf: (item: Item) => number;
  readonly #maxWeight: number;
  readonly #maxWaiting: number;
  readonly #onFull: () => Error;
  readonly #isItemFault: (error: unknown) => boolean;
  readonly #keyOf: (item: Item) => unknown;
  #waiting: Entry<Item, Result>[] = [];
  #active: Promise<void> | null = null;

  constructor(options: GroupCommitOptions<Item, Result>) {
    this.#flush = options.flush;
    this.#weightOf = options.weightOf;
    this.#maxWeight = options.maxWeight;
    this.#maxWaiting = options.maxWaiting;
    this.#onFull = options.onFull;
    this.#isItemFault = options.isItemFault;
    this.#keyOf = options.keyOf ?? ((item) => item);
  }

  /** Resolves once the item's flush has committed. Rejects at once when too many wait. */
  add(item: Item): Promise<Result> {
    if (this.#waiting.length >= this.#maxWaiting) return Promise.reject(this.#onFull());
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#active ??= this.#loop();
    });
  }

  /** Resolves when nothing waits and nothing is being flushed. */
  async idle(): Promise<void> {
    while (this.#active !== null) await this.#active;
  }

  async #loop(): Promise<void> {
    // One turn of the event loop: whatever arrived with the first item joins its flush.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#commit(this.#take());
    this.#active = null;
  }

  /** As many as fit, in order; a key that is taken already ends it, since one statement acts on a row once. */
  #take(): Entry<Item, Result>[] {
    let weight = 0;
    const keys = new Set<unknown>();
    const end = this.#waiting.findIndex(({ item }, index) => {
      weight += this.#weightOf(item);
      const key = this.#keyOf(item);
      const fits = index === 0 || (weight <= this.#maxWeight && !keys.has(key));
      keys.add(key);
      return !fits;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #commit(entries: Entry<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#flush(entries.map((entry) => entry.item));
      entries.forEach((entry, index) => entry.resolve(results[index] as Result));
    } catch (error) {
      if (entries.length > 1 && this.#isItemFault(error)) for (const entry of entries) await this.#commit([entry]);
      else for (const entry of entries) entry.reject(error);
    }
  }
}

export interface GroupCommitOptions<Item, Result> {
  /** Commits the items and gives one result each, in order. */
  flush: (items: Item[]) => Promise<Result[]>;
  /** Rows an item brings. */
  weightOf: (item: Item) => number;
  /** The row an item is about: two items of one row never share a flush. Each item its own when not told. */
  keyOf?: (item: Item) => unknown;
  /** Rows of one flush, unless one item alone brings more. */
  maxWeight: number;
  /** Items that may wait. */
  maxWaiting: number;
  onFull: () => Error;
  /** True when one item may be at fault rather than the database. */
  isItemFault: (error: unknown) => boolean;
}

interface Entry<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}
