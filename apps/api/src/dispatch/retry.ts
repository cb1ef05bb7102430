import { backoffMs } from './decide';

const waits = { initialMs: 50, maxMs: 1000 };

/** Calls again some time after a failure: one timer at most, soon at first and then less and less often, until something works. */
export class Retry {
  readonly #again: () => void;
  #timer: NodeJS.Timeout | null = null;
  #failures = 0;
  #stopped = false;

  constructor(again: () => void) {
    this.#again = again;
  }

  /** Something failed and nothing has worked since. */
  get isUnderWay(): boolean {
    return this.#failures > 0;
  }

  later(): void {
    if (this.#stopped || this.#timer !== null) return;
    this.#failures += 1;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#again();
      },
      backoffMs(this.#failures, Math.random(), waits),
    );
  }

  worked(): void {
    this.#failures = 0;
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
