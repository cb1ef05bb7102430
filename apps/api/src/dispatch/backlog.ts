import { EnglogError } from '@englog/domain';

/**
 * How many tasks wait, exactly as this replica's own doings change it and corrected by a count now and then for what
 * other replicas do. `admit` is the bound: it answers a full backlog with resource_exhausted and when to come back.
 */
export class Backlog {
  readonly #max: number;
  #waiting = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get waiting(): number {
    return this.#waiting;
  }

  admit(tasks: number): void {
    if (this.#waiting + tasks > this.#max)
      throw new EnglogError('resource_exhausted', `the backlog is full: ${this.#waiting} of ${this.#max} tasks wait`, {
        retryAfterMs: 5000,
      });
    this.#waiting += tasks;
  }

  /** Tasks that wait again: given back, redriven. */
  returned(tasks: number): void {
    this.#waiting += tasks;
  }

  /** Tasks that no longer wait: claimed, ended, or never stored. */
  left(tasks: number): void {
    this.#waiting = Math.max(0, this.#waiting - tasks);
  }

  counted(tasks: number): void {
    this.#waiting = tasks;
  }
}
