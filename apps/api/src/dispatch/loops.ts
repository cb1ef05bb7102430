import type { Logger } from 'pino';

/**
 * Passes that are made again and again: each waits its interval after the last pass ended, so passes never overlap
 * themselves. A pass that fails is logged at its first failure and when it works again. `stop` waits for passes under way.
 */
export class Loops {
  readonly #loops: Loop[] = [];
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** A pass may answer how soon, in ms, the next one is wanted. Answers a function that wants it sooner. */
  add(name: string, everyMs: number, pass: () => unknown): (inMs: number) => void {
    const loop = new Loop(name, everyMs, pass, this.#log);
    this.#loops.push(loop);
    return (inMs) => loop.within(inMs);
  }

  start(): void {
    for (const loop of this.#loops) loop.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop.stop()));
  }
}

class Loop {
  #timer: NodeJS.Timeout | null = null;
  #dueAt = Infinity;
  #passing: Promise<void> | null = null;
  /** Wanted while a pass was under way, which may have looked already. */
  #isWantedAgain = false;
  #failures = 0;
  #stopped = false;

  constructor(
    readonly name: string,
    readonly everyMs: number,
    readonly pass: () => unknown,
    readonly log: Logger,
  ) {}

  start(): void {
    this.#stopped = false;
    this.within(this.everyMs);
  }

  within(ms: number): void {
    // Never later than a pass is made anyway: a timer cannot wait for months.
    const waitMs = Math.min(ms, this.everyMs);
    const dueAt = performance.now() + waitMs;
    if (this.#stopped || dueAt >= this.#dueAt) return;
    this.#dueAt = dueAt;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fire(), waitMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#dueAt = Infinity;
    await this.#passing;
  }

  #fire(): void {
    this.#timer = null;
    this.#dueAt = Infinity;
    if (this.#passing !== null) this.#isWantedAgain = true;
    this.#passing ??= this.#once().finally(() => {
      this.#passing = null;
    });
  }

  async #once(): Promise<void> {
    let soonerMs: unknown;
    try {
      soonerMs = await this.pass();
      if (this.#failures > 0) this.log.info({ pass: this.name, failures: this.#failures }, 'a pass works again');
      this.#failures = 0;
    } catch (error) {
      if (this.#failures++ === 0) this.log.warn({ err: error, pass: this.name }, 'a pass failed; it is tried again');
    }
    if (this.#isWantedAgain) soonerMs = 0;
    this.#isWantedAgain = false;
    this.within(typeof soonerMs === 'number' ? soonerMs : this.everyMs);
  }
}
