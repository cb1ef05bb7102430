import type { NewTask } from '@englog/domain';

import type { Feed } from '../feed/feed';
import type { LaneStore } from '../store/lanes';
import type { Sql } from '../store/sql';
import { insertTasks } from '../store/task-writes';
import type { TaskInsert } from '../store/task-writes';
import type { Backlog } from './backlog';
import type { Committer } from './committer';
import { dueInMs } from './decide';
import type { Deliveries } from './deliveries';
import type { CreatedTasks, OnceKey } from './dispatch';
import type { Registry } from './registry';
import { newTaskId } from './task-id';
import type { Turns } from './turns';

export type InsertOnce = (sql: Sql, once: OnceKey, ids: string[]) => Promise<CreatedTasks>;

export interface IntakeOptions {
  sql: Sql;
  lanes: LaneStore;
  registry: Registry;
  committer: Committer;
  deliveries: Deliveries;
  turns: Turns;
  feed: Feed;
  backlog: Backlog;
  /** Records the use of an Idempotency-Key in the caller's transaction. */
  once: InsertOnce;
  /** A task is due after this long. */
  onDelayed: (delayMs: number) => void;
  now: () => number;
}

/** Takes tasks in: numbers their turns, has them committed, and sends those that were committed leased. */
export class Intake {
  /** Tasks committed since the start. */
  created = 0;
  readonly #options: IntakeOptions;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  async create(tasks: NewTask[], once?: OnceKey, by = { isAdmin: false }): Promise<CreatedTasks> {
    const lanes = await Promise.all(tasks.map((task) => this.#laneOf(task, by.isAdmin)));
    this.#options.backlog.admit(tasks);
    const inserts = tasks.map((task, index) => this.#toInsert(task, lanes[index] as number));
    let kept = false;
    try {
      const created = once === undefined ? await this.#insert(inserts) : await this.#insertOnce(inserts, once);
      kept = !created.replayed;
      return created;
    } finally {
      this.#settle(inserts, kept);
    }
  }

  async #laneOf(task: NewTask, isUnbounded: boolean): Promise<number> {
    const lane = await this.#options.lanes.intern(task.requirements, isUnbounded ? null : task.userId);
    this.#options.registry.noticeLanes();
    return lane.id;
  }

  #toInsert(task: NewTask, lane: number): TaskInsert {
    const { turn, orderKey } = this.#options.turns.next(lane, task.userId, task.priority);
    return {
      id: newTaskId(),
      lane,
      turn,
      orderKey,
      type: task.type,
      userId: task.userId,
      priority: task.priority,
      payload: JSON.stringify(task.payload),
      runAt: task.runAt,
      timeoutMs: task.timeoutMs,
      expiresAt: task.expiresAt,
      maxAttempts: task.maxAttempts,
      lease: null,
    };
  }

  async #insert(inserts: TaskInsert[]): Promise<CreatedTasks> {
    await this.#options.committer.insert(inserts);
    return { ids: inserts.map((insert) => insert.id), replayed: false };
  }

  #insertOnce(inserts: TaskInsert[], once: OnceKey): Promise<CreatedTasks> {
    return this.#options.sql.transaction(async (sql) => {
      const created = await this.#options.once(
        sql,
        once,
        inserts.map((insert) => insert.id),
      );
      if (!created.replayed) await insertTasks(sql, inserts);
      return created;
    });
  }

  /** Committed: sends what is leased, wakes the claim for what is ready, tells followers. Not committed: gives back. */
  #settle(inserts: TaskInsert[], committed: boolean): void {
    const { registry, backlog, committer, feed, now } = this.#options;
    const ready = new Map<number, number>();
    const leased: TaskInsert[] = [];
    for (const insert of inserts) {
      if (committed) this.#announce(insert);
      if (insert.lease !== null) {
        if (committed) this.#send(insert, insert.lease.sessionId);
        registry.settle(insert.lease.sessionId);
        leased.push(insert);
        continue;
      }
      const { runAt } = insert;
      if (runAt === null || runAt <= now()) ready.set(insert.lane, (ready.get(insert.lane) ?? 0) + 1);
      // Also when its time has come by now: it may have been to come when the database stored it.
      if (committed && runAt !== null) this.#options.onDelayed(dueInMs(runAt, now()));
    }
    if (committed) this.created += inserts.length;
    backlog.left(committed ? leased : inserts);
    if (!committed || ready.size === 0) return;
    committer.entered(ready);
    feed.wake({ kind: 'ready', lanes: [...ready.keys()] });
  }

  #announce(insert: TaskInsert): void {
    this.#options.feed.publish({
      kind: 'state',
      taskId: insert.id,
      userId: insert.userId,
      at: this.#options.now(),
      status: 'pending',
      attempt: 0,
      error: null,
    });
  }

  #send(insert: TaskInsert, sessionId: string): void {
    const { turns, deliveries } = this.#options;
    turns.dispatched(insert.turn);
    deliveries.deliver({ ...insert, sessionId, attempt: 1, attemptsSpent: 0, losses: 0 });
  }
}
