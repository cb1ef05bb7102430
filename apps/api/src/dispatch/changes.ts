import { EnglogError } from '@englog/domain';
import type { Task } from '@englog/domain';
import type { Feed } from '../feed/feed';
import type { LaneStore } from '../store/lanes';
import type { Sql } from '../store/sql';
import { selectTasks } from '../store/task-selection';
import { cancelTasks, redriveTasks } from '../store/task-transitions';
import type { EndedTask } from '../store/task-transitions';
import type { TaskReader } from '../store/task-reads';
import { isUuid } from '../store/uuid';
import type { Backlog } from './backlog';
import type { Committer } from './committer';
import { dueInMs } from './decide';
import type { CancelOutcome, RedriveOutcome, TaskSelection } from './dispatch';
import type { Registry } from './registry';
import type { Turns } from './turns';

export interface ChangesOptions {
  sql: Sql;
  tasks: TaskReader;
  lanes: LaneStore;
  registry: Registry;
  committer: Committer;
  backlog: Backlog;
  turns: Turns;
  feed: Feed;
  /** A task is due after this long. */
  onDelayed: (delayMs: number) => void;
  now: () => number;
}

/** A cancel or redrive by filter takes this many tasks a statement. */
const batch = 500;
/** What clients change about their tasks: cancel, redrive, one or many. */
export class Changes {
  readonly #options: ChangesOptions;

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  async cancel(taskId: string): Promise<CancelOutcome> {
    if (!isUuid(taskId)) return 'not_found';
    if ((await this.#cancel([taskId])) > 0) return 'cancelled';
    return (await this.#options.tasks.find(taskId)) === null ? 'not_found' : 'finished';
  }

  cancelWhere(selection: TaskSelection): Promise<number> {
    return this.#inBatches(selection, 'live', (ids) => this.#cancel(ids));
  }

  async redrive(taskId: string): Promise<RedriveOutcome> {
    const task = await this.#options.tasks.find(taskId);
    if (task === null) return { outcome: 'not_found' };
    if (task.status !== 'failed' && task.status !== 'cancelled') return { outcome: 'not_failed' };
    return { outcome: (await this.#redrive([task])) > 0 ? 'redriven' : 'not_failed' };
  }

  redriveWhere(selection: TaskSelection): Promise<number> {
    return this.#inBatches(selection, 'ended', async (ids) => {
      const tasks = await this.#options.tasks.findMany(ids);
      // The oldest first, as they were selected.
      return this.#redrive(tasks.sort((left, right) => (left.id < right.id ? -1 : 1)));
    });
  }

  /** The attempt ended in its row: its worker is told to stop and its slot is free. False when it is not in flight here. */
  forget(taskId: string, attempt: number): boolean {
    const found = this.#options.registry.find(taskId);
    if (found === null || found.inFlight.attempt !== attempt) return false;
    found.session.inFlight.delete(taskId);
    found.session.send({ kind: 'cancel', attempt: { taskId, attempt } });
    this.#options.committer.slotFreed();
    return true;
  }

  async #cancel(ids: string[]): Promise<number> {
    const ended = await cancelTasks(this.#options.sql, ids);
    for (const task of ended) this.#cancelled(task);
    if (ended.some((task) => task.session_id !== null)) this.#options.committer.attemptsEnded();
    return ended.length;
  }

  #cancelled({ id: taskId, user_id: userId, attempt, session_id: sessionId }: EndedTask): void {
    const { feed, backlog, now } = this.#options;
    if (sessionId === null) backlog.left([{ userId }]);
    else if (!this.forget(taskId, attempt)) feed.wake({ kind: 'cancel', taskId, attempt });
    feed.publish({ kind: 'state', taskId, userId, at: now(), status: 'cancelled', attempt, error: null });
  }

  /** Those that the backlog has room for; refused when it has none. */
  async #redrive(tasks: Task[]): Promise<number> {
    const { backlog, committer, feed } = this.#options;
    const admitted = backlog.admitSome(tasks);
    let laneOf: ReadonlyMap<string, number> = new Map();
    try {
      laneOf = await this.#store(admitted);
    } finally {
      backlog.left(admitted.filter((task) => !laneOf.has(task.id)));
    }
    if (laneOf.size === 0) return 0;
    for (const task of admitted) if (laneOf.has(task.id)) this.#waitsAgain(task);
    const woken = new Set(laneOf.values());
    committer.want(woken);
    feed.wake({ kind: 'ready', lanes: [...woken] });
    return laneOf.size;
  }

  /** Answers the lanes of those that wait now: not of what somebody else changed meanwhile. */
  async #store(tasks: Task[]): Promise<ReadonlyMap<string, number>> {
    const { sql, lanes, registry, turns } = this.#options;
    const items = await Promise.all(
      tasks.map(async (task) => {
        const lane = await lanes.intern(task.requirements);
        return { id: task.id, ...turns.next(lane.id, task.userId, task.priority) };
      }),
    );
    registry.noticeLanes();
    const redriven = await redriveTasks(sql, items);
    return new Map(redriven.map((row) => [row.id, row.lane]));
  }

  #waitsAgain({ id: taskId, userId, attempt, runAt }: Task): void {
    const { feed, onDelayed, now } = this.#options;
    feed.publish({ kind: 'state', taskId, userId, at: now(), status: 'pending', attempt, error: null });
    if (runAt !== null) onDelayed(dueInMs(runAt, now()));
  }

  async #inBatches(
    selection: TaskSelection,
    which: 'live' | 'ended',
    change: (ids: string[]) => Promise<number>,
  ): Promise<number> {
    let changed = 0;
    for (let left = selection.limit; left > 0;) {
      const ids = await selectTasks(this.#options.sql, { ...selection, limit: Math.min(batch, left) }, which);
      if (ids.length === 0) break;
      const done = await change(ids).catch((error: unknown) => {
        // What was changed before the backlog was full is told; the next call is refused.
        if (changed > 0 && EnglogError.from(error).code === 'resource_exhausted') return 0;
        throw error;
      });
      changed += done;
      left -= ids.length;
      // Someone else changed them meanwhile; looking again would give the same ones for ever.
      if (done === 0) break;
    }
    return changed;
  }
}
