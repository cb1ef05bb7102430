import type { Logger } from 'pino';
import type { Feed } from '../feed/feed';
import { findGone, findLeased, findOrphans } from '../store/leased-attempts';
import type { LeasedAttempt } from '../store/leased-attempts';
import type { Sql } from '../store/sql';
import { steadyNow } from './clock';
import type { Committer } from './committer';
import type { Losses } from './losses';
import type { Registry } from './registry';
import type { InFlight } from './worker-session';

export interface StraysOptions {
  sql: Sql;
  registry: Registry;
  committer: Committer;
  losses: Losses;
  feed: Feed;
  ackTimeoutMs: number;
  graceMs: number;
  leaseMs: number;
  log: Logger;
}

const batch = 1000;

/** Where rows and what this replica has in memory have come apart: each method is one pass, and loops.ts says how often. */
export class Strays {
  readonly #options: StraysOptions;
  #orphansFrom: number;

  constructor(options: StraysOptions) {
    this.#options = options;
    this.#orphansFrom = steadyNow() + options.graceMs;
  }

  /**
   * Attempts of sessions nobody renews. Not right after a start: their workers may be on their way here. And not right
   * after the database was away or slow: nobody could renew then, and now everybody has a lease's time to. It is asked
   * meanwhile all the same, to see whether it is back.
   */
  async orphans(): Promise<void> {
    const { sql, registry, losses, leaseMs, log } = this.#options;
    const askedAt = steadyNow();
    let orphans: LeasedAttempt[];
    try {
      orphans = await findOrphans(sql, batch);
    } catch (error) {
      this.#orphansFrom = Math.max(this.#orphansFrom, steadyNow() + leaseMs);
      throw error;
    }
    if (steadyNow() - askedAt > leaseMs / 3) this.#orphansFrom = Math.max(this.#orphansFrom, steadyNow() + leaseMs);
    // A session here is renewed here: that its lease has run out is a step of the database's clock.
    orphans = orphans.filter(({ sessionId }) => registry.get(sessionId) === undefined);
    if (orphans.length === 0 || steadyNow() < this.#orphansFrom) return;
    log.warn({ count: orphans.length, why: 'session gone' }, 'attempts requeued');
    await losses.giveBack(orphans, 'worker_lost', 'of a session that is gone');
  }

  /** Without word from other replicas: what they ended of the attempts in flight here. Nothing in flight, no query. */
  async endedElsewhere(): Promise<void> {
    if (this.#options.feed.health() !== 'connected') await this.#dropGone();
  }

  /**
   * Rows leased to sessions here against what is in flight here. A row without its attempt was never delivered and goes
   * back; an attempt without its row was ended elsewhere and its worker is told.
   */
  async reconcile(): Promise<void> {
    const { sql, registry, losses, ackTimeoutMs } = this.#options;
    await this.#dropGone();
    const sessions = registry.all().filter((session) => session.state === 'connected');
    if (sessions.length === 0) return;
    const rows = await findLeased(
      sql,
      sessions.map((session) => session.id),
    );
    const isUndelivered = ({ id, sessionId, leasedForMs }: LeasedAttempt): boolean => {
      const session = sessions.find((each) => each.id === sessionId);
      // One that left meanwhile and came back has yet to say what it has.
      if (session === undefined || registry.get(sessionId) !== session) return false;
      return !session.inFlight.has(id) && !session.ending.has(id) && leasedForMs > 2 * ackTimeoutMs;
    };
    await losses.giveBack(rows.filter(isUndelivered), 'not_acknowledged', 'at this API');
  }

  /** An attempt is in flight only once its row is leased, so a row that is not leased any more was ended elsewhere. */
  async #dropGone(): Promise<void> {
    const { sql, registry, committer } = this.#options;
    const inFlight = new Map<string, InFlight>();
    const asked: { taskId: string; attempt: number; sessionId: string }[] = [];
    for (const session of registry.all())
      for (const known of session.inFlight.values()) {
        inFlight.set(`${session.id}/${known.taskId}`, known);
        asked.push({ taskId: known.taskId, attempt: known.attempt, sessionId: session.id });
      }
    if (asked.length === 0) return;
    for (const { taskId, sessionId } of await findGone(sql, asked)) {
      const session = registry.get(sessionId);
      const known = session?.inFlight.get(taskId);
      if (known === undefined || known !== inFlight.get(`${sessionId}/${taskId}`)) continue;
      session?.inFlight.delete(taskId);
      session?.send({ kind: 'cancel', attempt: { taskId, attempt: known.attempt } });
      committer.slotFreed();
    }
  }
}
