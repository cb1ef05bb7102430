import { EnglogError } from '@englog/domain';
import type { NewSchedule } from '@englog/domain';
import { v7 as uuidv7 } from 'uuid';
import { once } from '../store/idempotency';
import {
  countSchedules,
  deleteSchedule,
  findSchedule,
  insertSchedule,
  listSchedules,
  replaceSchedule,
} from '../store/schedules';
import type { ScheduleTimes } from '../store/schedules';
import type { Sql } from '../store/sql';
import type { OnceKey } from './dispatch';
import { firingAfter } from './schedule-times';
import type { CreatedSchedule, Schedules } from './schedules';

export interface ScheduleDeskOptions {
  sql: Sql;
  /** A user has no more schedules, on and off; 0: no bound. */
  maxPerUser: number;
  now: () => number;
  /** A schedule fires after this many ms: sooner, perhaps, than the next pass was wanted. */
  onDue: (inMs: number) => void;
}

/** Only the user makes room. */
const fullRetryAfterMs = 60_000;

/** Schedules as the HTTP routes ask for them. */
export class ScheduleDesk implements Schedules {
  readonly #options: ScheduleDeskOptions;

  constructor(options: ScheduleDeskOptions) {
    this.#options = options;
  }

  async create(schedule: NewSchedule, key?: OnceKey): Promise<CreatedSchedule> {
    const id = uuidv7();
    const times = this.#timesOf(schedule);
    const created = await this.#options.sql.transaction(async (sql): Promise<CreatedSchedule> => {
      const first = key === undefined ? { ids: [id], replayed: false } : await once(sql, key, [id]);
      if (!first.replayed) {
        await this.#checkBound(sql, schedule.userId);
        return { schedule: await insertSchedule(sql, id, schedule, times), replayed: false };
      }
      const known = await findSchedule(sql, first.ids[0] as string);
      if (known === null) throw new EnglogError('not_found', 'The schedule this key created has been deleted');
      return { schedule: known, replayed: true };
    });
    this.#announce(times);
    return created;
  }

  find(id: string): ReturnType<Schedules['find']> {
    return findSchedule(this.#options.sql, id);
  }

  list(filter: Parameters<Schedules['list']>[0]): ReturnType<Schedules['list']> {
    return listSchedules(this.#options.sql, filter);
  }

  async update(id: string, schedule: NewSchedule): ReturnType<Schedules['update']> {
    const times = this.#timesOf(schedule);
    const updated = await replaceSchedule(this.#options.sql, id, schedule, times);
    this.#announce(times);
    return updated;
  }

  delete(id: string): Promise<boolean> {
    return deleteSchedule(this.#options.sql, id);
  }

  async #checkBound(sql: Sql, userId: string): Promise<void> {
    const { maxPerUser } = this.#options;
    if (maxPerUser === 0) return;
    const count = await countSchedules(sql, userId);
    if (count < maxPerUser) return;
    throw new EnglogError(
      'resource_exhausted',
      `user ${userId} has ${count} of the ${maxPerUser} schedules one user may have; delete one first`,
      { retryAfterMs: fullRetryAfterMs },
    );
  }

  #timesOf({ cron, timeZone, enabled }: NewSchedule): ScheduleTimes {
    const now = this.#options.now();
    return { now, nextAt: enabled ? firingAfter(cron, timeZone, now) : null };
  }

  #announce({ now, nextAt }: ScheduleTimes): void {
    if (nextAt !== null) this.#options.onDue(nextAt - now);
  }
}
