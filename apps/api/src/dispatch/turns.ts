/**
 * Where a task stands in the queue, as one number computed at insert (start-time fair queuing): users of a lane take
 * turns within a priority, and a priority point is a head start of `turnsPerPoint` turns. Smaller goes first. Because
 * turns move on with every dispatch, whatever waits is reached after a bounded number of them: nothing starves.
 *
 * Head starts are counted in turns and not in time: with time, a thousand waiting tasks of one user would age past
 * another user's first.
 */
export const turnsPerPoint = 1000;

export interface Turn {
  turn: number;
  orderKey: number;
}

const priorities = 11;
/** Users without a waiting task are forgotten when there are more than this. */
const forgetAbove = 10_000;

export class Turns {
  #virtualTime = 0;
  /** The last turn given to each user of a lane, by priority: only those still ahead of the virtual time matter. */
  readonly #lastByUser = new Map<string, number[]>();
  #forgetAt = forgetAbove;

  get virtualTime(): number {
    return this.#virtualTime;
  }

  /** Users remembered for their waiting tasks. */
  get remembered(): number {
    return this.#lastByUser.size;
  }

  next(lane: number, userId: string, priority: number): Turn {
    const key = `${lane}\u0000${userId}`;
    let last = this.#lastByUser.get(key);
    if (last === undefined) {
      last = new Array<number>(priorities).fill(0);
      this.#lastByUser.set(key, last);
      if (this.#lastByUser.size > this.#forgetAt) this.#forget();
    }
    // A user's own more important tasks go before this one, so it comes after all of theirs.
    let turn = this.#virtualTime;
    for (let p = priority; p < priorities; p++) turn = Math.max(turn, last[p] ?? 0);
    turn += 1;
    last[priority] = turn;
    return { turn, orderKey: turn - priority * turnsPerPoint };
  }

  /** A task of this turn was dispatched here. */
  dispatched(turn: number): void {
    if (turn > this.#virtualTime) this.#virtualTime = turn;
  }

  /** How far another replica is. */
  observe(virtualTime: number): void {
    this.dispatched(virtualTime);
  }

  /** A waiting task found at start: its user's later tasks come after it. */
  restore(lane: number, userId: string, priority: number, turn: number): void {
    const key = `${lane}\u0000${userId}`;
    const last = this.#lastByUser.get(key) ?? new Array<number>(priorities).fill(0);
    last[priority] = Math.max(last[priority] ?? 0, turn);
    this.#lastByUser.set(key, last);
  }

  #forget(): void {
    for (const [key, last] of this.#lastByUser)
      if (last.every((turn) => turn <= this.#virtualTime)) this.#lastByUser.delete(key);
    this.#forgetAt = Math.max(forgetAbove, this.#lastByUser.size * 2);
  }
}
