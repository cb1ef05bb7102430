import type { Sql } from '../store/sql';
import { finishAndClaim } from '../store/task-writes';
import type { AttemptFinish, ClaimedTask } from '../store/task-writes';
import { claimLimited } from '../store/claim-limited';
import type { ConcurrencyLimits } from '../store/claim-limited';
import { EnglogError } from '@englog/domain';
import type { Logger } from 'pino';
import type { Registry, SlotGroup } from './registry';

/**
 * The one writer of this replica that ends attempts and claims tasks: whatever ended while a flush was under way is
 * committed by the next one, which claims for the freed slots in the same statement, so a task costs no third commit.
 *
 * Lanes that may hold ready tasks are `wanted`; a claim that came back short clears the lanes it looked at, unless they
 * were wanted again meanwhile. Owns one loop; `stop` lets it finish what was asked.
 */
export class Committer {
  readonly #sql: Sql;
  readonly #registry: Registry;
  readonly #limits: ConcurrencyLimits | null;
  readonly #maxClaim: number;
  readonly #maxWaiting: number;
  readonly #onClaimed: (tasks: ClaimedTask[]) => void;
  readonly #log: Logger;
  #finishes: PendingFinish[] = [];
  /** Lanes that may hold ready tasks, each with the number of the wish. */
  readonly #wanted = new Map<number, number>();
  #wish = 0;
  #active: Promise<void> | null = null;
  #claiming = true;

  constructor(options: CommitterOptions) {
    this.#sql = options.sql;
    this.#registry = options.registry;
    this.#limits = options.limits;
    this.#maxClaim = options.maxClaim;
    this.#maxWaiting = options.maxWaiting;
    this.#onClaimed = options.onClaimed;
    this.#log = options.log;
  }

  /** Resolves true once committed, false when the guard did not match. */
  finish(finish: AttemptFinish): Promise<boolean> {
    if (this.#finishes.length >= this.#maxWaiting)
      return Promise.reject(
        new EnglogError('resource_exhausted', 'too many results wait to be committed', { retryAfterMs: 1000 }),
      );
    return new Promise((resolve, reject) => {
      this.#finishes.push({ finish, resolve, reject });
      this.#kick();
    });
  }

  /** Looks whether these lanes hold something for a free slot. */
  want(lanes: Iterable<number>): void {
    this.#wish += 1;
    for (const lane of lanes) this.#wanted.set(lane, this.#wish);
    this.#kick();
  }

  /** A slot became free: lanes known to hold ready tasks are claimed from again. Under limits its own lane may move too. */
  slotFreed(lane: number): void {
    if (this.#limits !== null) this.want([lane]);
    else if (this.#wanted.size > 0) this.#kick();
  }

  /** False when, as far as this replica knows, nothing waits in the lane. */
  mayHoldReady(lane: number): boolean {
    return this.#wanted.has(lane);
  }

  stopClaiming(): void {
    this.#claiming = false;
  }

  async idle(): Promise<void> {
    while (this.#active !== null) await this.#active;
  }

  #kick(): void {
    this.#active ??= this.#loop();
  }

  async #loop(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    for (;;) {
      const group = this.#reserve();
      if (this.#finishes.length === 0 && group === null) break;
      const ok = await this.#flush(this.#finishes.splice(0, 500), group);
      // The database is away: whoever waits was told; the poll wakes the loop again.
      if (!ok && this.#finishes.length === 0) break;
    }
    this.#active = null;
  }

  #reserve(): SlotGroup | null {
    if (!this.#claiming || this.#wanted.size === 0) return null;
    return this.#registry.reserveGroup(new Set(this.#wanted.keys()), this.#maxClaim);
  }

  async #flush(pending: PendingFinish[], group: SlotGroup | null): Promise<boolean> {
    const wish = this.#wish;
    const inStatement = group !== null && this.#limits === null ? group : { lanes: [], slots: [] };
    try {
      const answer = await finishAndClaim(
        this.#sql,
        pending.map((entry) => entry.finish),
        inStatement,
      );
      for (const { finish, resolve } of pending) resolve(answer.finished.has(finish.id));
      if (group !== null) await this.#claimed(group, answer.claimed, wish);
      return true;
    } catch (error) {
      for (const { reject } of pending) reject(error);
      this.#log.warn({ err: error, finishes: pending.length }, 'could not commit results or claim tasks');
      return false;
    } finally {
      for (const slot of group?.slots ?? []) this.#registry.settle(slot.sessionId);
    }
  }

  async #claimed(group: SlotGroup, claimed: ClaimedTask[], wish: number): Promise<void> {
    const tasks = this.#limits === null ? claimed : await claimLimited(this.#sql, group, this.#limits);
    if (tasks.length < group.slots.length) {
      for (const lane of group.lanes) if ((this.#wanted.get(lane) ?? 0) <= wish) this.#wanted.delete(lane);
    }
    if (tasks.length > 0) this.#onClaimed(tasks);
  }
}

export interface CommitterOptions {
  sql: Sql;
  registry: Registry;
  /** Null when no concurrency limit is configured. */
  limits: ConcurrencyLimits | null;
  /** Tasks one claim takes at most. */
  maxClaim: number;
  /** Results that may wait for a commit. */
  maxWaiting: number;
  /** Called synchronously, before the claimed slots are settled. */
  onClaimed: (tasks: ClaimedTask[]) => void;
  log: Logger;
}

interface PendingFinish {
  finish: AttemptFinish;
  resolve: (matched: boolean) => void;
  reject: (error: unknown) => void;
}
