import { EnglogError } from '@englog/domain';

/** A task, as far as the backlog knows it. */
export interface OwnedTask {
  readonly userId: string;
}

export interface BacklogOptions {
  /** Of all users together. */
  max: number;
  /** Of one user; 0: no bound of their own, and nothing is kept of them. */
  maxPerUser: number;
  /** Somebody was refused: what refused them should be counted before they come back, in so many ms. */
  onFull: (inMs: number) => void;
}

const retryAfterMs = 5000;
/** More than this take long to count. */
const deep = 100_000;

/**
 * How many tasks wait, of all and of each user, exactly as this replica's own doings change it and corrected by a count
 * now and then for what other replicas do. `admit` is the bound: it answers a full backlog with resource_exhausted and
 * when to come back, by when it has been counted anew. Between two counts (10 s; a minute where over 100,000 tasks wait)
 * a replica does not know what others took in or started: n replicas at once may take up to n times what was free at the
 * last count, and what was taken in here and started elsewhere counts until the next. What changes while a count is under
 * way may be off by itself as long.
 */
export class Backlog {
  readonly #max: number;
  readonly #maxPerUser: number;
  readonly #onFull: (inMs: number) => void;
  #waiting = 0;
  /** Only users with waiting tasks, so that the bound of all bounds it. Null where no user has a bound. */
  #byUser: Map<string, number> | null;
  #hasRefused = false;

  constructor({ max, maxPerUser, onFull }: BacklogOptions) {
    this.#max = max;
    this.#onFull = onFull;
    this.#maxPerUser = maxPerUser;
    this.#byUser = maxPerUser > 0 ? new Map() : null;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Which count corrects it: `countedByUser` or `counted`. */
  get boundsUsers(): boolean {
    return this.#byUser !== null;
  }

  get isDeep(): boolean {
    return this.#waiting > deep;
  }

  /** Since it was counted. */
  get hasRefused(): boolean {
    return this.#hasRefused;
  }

  /** All of them or none. */
  admit(tasks: readonly OwnedTask[]): void {
    const why = this.#full(tasks);
    if (why !== null) {
      this.#hasRefused = true;
      this.#onFull(this.isDeep ? retryAfterMs - 1000 : 1000);
      throw new EnglogError('resource_exhausted', why, { retryAfterMs });
    }
    this.returned(tasks);
  }

  /** Those there is room for, in their order. @throws as `admit` when there is none for any */
  admitSome<T extends OwnedTask>(tasks: readonly T[]): T[] {
    const admitted: T[] = [];
    for (const task of tasks) {
      if (this.#full([task]) !== null) continue;
      this.returned([task]);
      admitted.push(task);
    }
    const [first] = tasks;
    if (admitted.length === 0 && first !== undefined) this.admit([first]);
    return admitted;
  }

  /** Tasks given back: they wait again, room or not. */
  returned(tasks: readonly OwnedTask[]): void {
    this.#waiting += tasks.length;
    if (this.#byUser !== null) for (const { userId } of tasks) add(this.#byUser, userId, 1);
  }

  /** Tasks that no longer wait: claimed, ended, or never stored. */
  left(tasks: readonly OwnedTask[]): void {
    this.#waiting = Math.max(0, this.#waiting - tasks.length);
    if (this.#byUser !== null) for (const { userId } of tasks) add(this.#byUser, userId, -1);
  }

  counted(tasks: number): void {
    this.#hasRefused = false;
    this.#waiting = tasks;
  }

  countedByUser(byUser: Map<string, number>): void {
    this.counted([...byUser.values()].reduce((sum, waiting) => sum + waiting, 0));
    this.#byUser = byUser;
  }

  /** Why there is no room for all of them, or null. */
  #full(tasks: readonly OwnedTask[]): string | null {
    if (this.#waiting + tasks.length > this.#max)
      return `the backlog is full: ${this.#waiting} of ${this.#max} tasks wait`;
    if (this.#byUser === null) return null;
    const wanted = new Map<string, number>();
    for (const { userId } of tasks) add(wanted, userId, 1);
    for (const [userId, more] of wanted) {
      const waiting = this.#byUser.get(userId) ?? 0;
      if (waiting + more > this.#maxPerUser)
        return `the backlog of user ${userId} is full: ${waiting} of the ${this.#maxPerUser} tasks one user may have wait`;
    }
    return null;
  }
}

function add(byUser: Map<string, number>, userId: string, tasks: number): void {
  const now = (byUser.get(userId) ?? 0) + tasks;
  if (now > 0) byUser.set(userId, now);
  else byUser.delete(userId);
}
