export interface SilenceWatchOptions {
  /** The other side says something at least this often. */
  expectedEveryMs: number;
  /** Called once, with how long nothing was heard. */
  onSilent(ms: number): void;
}

/** Missed words in a row that mean silence. */
const misses = 3;

/**
 * Finds a stream that is open and dead. Measured on the monotonic clock, so a clock set by an hour changes nothing; and
 * a process that was itself stopped or busy past its own check gives the other side the benefit of the doubt: what came
 * meanwhile is still unread in the socket.
 */
export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  readonly #everyMs: number;
  readonly #timer: NodeJS.Timeout;
  #heardAt = performance.now();
  #checkedAt = performance.now();

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
    this.#everyMs = Math.max(5, options.expectedEveryMs / 2);
    this.#timer = setInterval(() => this.#check(), this.#everyMs);
  }

  heard(): void {
    this.#heardAt = performance.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const now = performance.now();
    const late = now - this.#checkedAt > 2 * this.#everyMs + 50;
    this.#checkedAt = now;
    if (late) this.#heardAt = now;
    const silentMs = now - this.#heardAt;
    if (silentMs <= misses * this.#options.expectedEveryMs) return;
    this.stop();
    this.#options.onSilent(Math.round(silentMs));
  }
}
