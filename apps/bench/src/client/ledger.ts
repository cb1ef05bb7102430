/** What was accepted and what was started, by task id: exact delivery and POST → start times come from here. */
export interface Delivery {
  accepted: number;
  started: number;
  /** Started, accepted by nobody here. */
  unknown: number;
  /** Starts beyond a task's first. */
  repeated: number;
  missing: number;
}

export class Ledger {
  readonly #sentUs = new Map<string, number>();
  readonly #startedUs = new Map<string, number>();
  #repeated = 0;
  #onStart: () => void = () => undefined;

  get accepted(): number {
    return this.#sentUs.size;
  }

  get started(): number {
    return this.#startedUs.size;
  }

  accept(taskId: string, sentUs: number): void {
    if (this.#sentUs.has(taskId)) throw new Error(`task ${taskId} was accepted twice`);
    this.#sentUs.set(taskId, sentUs);
  }

  start(taskId: string, startedUs: number): void {
    if (this.#startedUs.has(taskId)) this.#repeated += 1;
    else this.#startedUs.set(taskId, startedUs);
    this.#onStart();
  }

  /** Forgets all, for the next measurement. */
  clear(): void {
    this.#sentUs.clear();
    this.#startedUs.clear();
    this.#repeated = 0;
  }

  /** Resolves when `count` tasks have started; rejects, with the count so far, after `timeoutMs`. */
  async startedAtLeast(count: number, timeoutMs: number): Promise<void> {
    if (this.started >= count) return;
    await new Promise<void>((resolve, reject) => {
      const giveUp = () => reject(new Error(`${this.started} of ${count} tasks started within ${timeoutMs} ms`));
      const timer = setTimeout(giveUp, timeoutMs);
      this.#onStart = () => {
        if (this.started < count) return;
        clearTimeout(timer);
        this.#onStart = () => undefined;
        resolve();
      };
    });
  }

  lastStartUs(): number {
    let last = 0;
    for (const at of this.#startedUs.values()) last = Math.max(last, at);
    return last;
  }

  /** POST → handler start, in ascending order, of those sent at `sinceUs` or later. */
  latenciesUs(sinceUs = 0): number[] {
    const all: number[] = [];
    for (const [id, sentUs] of this.#sentUs) {
      const startedUs = this.#startedUs.get(id);
      if (startedUs !== undefined && sentUs >= sinceUs) all.push(startedUs - sentUs);
    }
    return all.sort((a, b) => a - b);
  }

  delivery(): Delivery {
    let known = 0;
    for (const id of this.#startedUs.keys()) if (this.#sentUs.has(id)) known += 1;
    return {
      accepted: this.accepted,
      started: this.started,
      unknown: this.started - known,
      repeated: this.#repeated,
      missing: this.accepted - known,
    };
  }
}
