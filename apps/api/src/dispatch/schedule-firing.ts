import { EnglogError, taskOfFiring } from '@englog/domain';
import type { Logger } from 'pino';
import { advanceSchedule, dueSchedules, nextFiringAt, rewindSchedule, schedulesAhead } from '../store/schedules';
import type { DueSchedule } from '../store/schedules';
import type { Sql } from '../store/sql';
import type { Dispatch } from './dispatch';
import { firingKey } from './schedule-guard';
import { firingAfter, planFirings } from './schedule-times';
import type { FiringPlan } from './schedule-times';

export interface ScheduleFiringOptions {
  sql: Sql;
  create: Dispatch['create'];
  pools: readonly string[];
  now: () => number;
  log: Logger;
}

/** How a schedule came out of a pass: `stuck` is looked at again a little later. */
type Outcome = 'settled' | 'stuck';
/** `skipped`: this firing's task would be refused for ever. `stale`: the schedule is not as it was read. */
type Made = 'made' | 'skipped' | 'stale' | 'stuck';

const page = 100;
const stuckMs = 1000;
/** Clocks of replicas differ; one that goes back by more has been set. */
const clockMarginMs = 60_000;

/**
 * Makes the tasks of schedules that are due. On every replica: a firing's key makes its task once, the guarded move to
 * the next firing happens after, and a crash between the two repeats a key and nothing else.
 */
export class ScheduleFiring {
  readonly #options: ScheduleFiringOptions;
  /** Infinity: at the first pass nothing is known of the clock before. */
  #lastPassAt = Infinity;

  constructor(options: ScheduleFiringOptions) {
    this.#options = options;
  }

  /** One pass over all that is due. Answers in how many ms the next is wanted, or null when nothing is scheduled. */
  async pass(): Promise<number | null> {
    const { sql, now } = this.#options;
    const at = now();
    if (at < this.#lastPassAt) await this.#rewind(at);
    this.#lastPassAt = at;

    let isStuck = false;
    let due: DueSchedule[] = [];
    do {
      due = await dueSchedules(sql, at, due.at(-1), page);
      for (const read of due) if ((await this.#fire(read, at)) === 'stuck') isStuck = true;
    } while (due.length === page);

    const nextAt = await nextFiringAt(sql);
    if (nextAt === null) return null;
    return Math.max(nextAt - now(), isStuck ? stuckMs : 0);
  }

  /** Never throws: one schedule's trouble is not the others'. */
  async #fire(read: DueSchedule, at: number): Promise<Outcome> {
    const { sql, log } = this.#options;
    const { schedule } = read;
    try {
      const plan = this.#plan(read, at);
      let firedAt: number | null = null;
      for (const firesAt of plan.firesAt) {
        const made = await this.#make(read, firesAt, at);
        if (made === 'stale') return 'settled';
        if (made === 'stuck') {
          if (firesAt > schedule.nextAt) await advanceSchedule(sql, read, { nextAt: firesAt, firedAt });
          return 'stuck';
        }
        if (made === 'made') firedAt = firesAt;
      }
      await advanceSchedule(sql, read, { nextAt: plan.nextAt, firedAt });
      return 'settled';
    } catch (err) {
      log.warn({ err, scheduleId: schedule.id }, 'a schedule could not fire; it is tried again');
      return 'stuck';
    }
  }

  #plan(read: DueSchedule, at: number): FiringPlan {
    return this.#readable(read, () => planFirings(read.schedule, at)) ?? { firesAt: [], nextAt: null };
  }

  /** Null: its pattern or zone, valid when it was written, is not any more. */
  #readable<T>({ schedule }: DueSchedule, times: () => T): T | null {
    try {
      return times();
    } catch (err) {
      this.#options.log.error({ err, scheduleId: schedule.id }, 'a schedule’s times cannot be read; it is stopped');
      return null;
    }
  }

  async #make(read: DueSchedule, firesAt: number, now: number): Promise<Made> {
    const { create, pools, log } = this.#options;
    const { id, userId, timeZone, task: template } = read.schedule;
    const parsed = taskOfFiring(template, { userId, timeZone, firesAt, now, pools });
    if (!parsed.ok) {
      log.warn({ scheduleId: id, why: parsed.errors }, 'a schedule’s task is refused; this firing is skipped');
      return 'skipped';
    }
    try {
      const { ids, replayed } = await create([parsed.task], firingKey(read.schedule, read.version, firesAt));
      if (!replayed) log.info({ scheduleId: id, taskId: ids[0] }, 'a schedule fired');
      return 'made';
    } catch (error) {
      return this.#refused(EnglogError.from(error), id);
    }
  }

  #refused(error: EnglogError, scheduleId: string): Made {
    const { log } = this.#options;
    switch (error.code) {
      case 'not_found':
        return 'stale';
      // The key's first use was by an earlier version of the schedule: fired then, and once.
      case 'conflict':
        return 'made';
      case 'invalid_argument':
      case 'payload_too_large':
        log.warn({ err: error, scheduleId }, 'a schedule’s task is refused; this firing is skipped');
        return 'skipped';
      case 'resource_exhausted':
      case 'unavailable':
        log.debug({ err: error, scheduleId }, 'a schedule’s task cannot be taken now');
        return 'stuck';
      default:
        log.warn({ err: error, scheduleId }, 'a schedule could not fire; it is tried again');
        return 'stuck';
    }
  }

  /** Schedules that a clock ahead of time has sent into the future come back; what they fired then stays fired. */
  async #rewind(at: number): Promise<void> {
    const { sql, log } = this.#options;
    let ahead: DueSchedule[];
    do {
      ahead = await schedulesAhead(sql, at, clockMarginMs, page);
      for (const read of ahead) {
        const { id, cron, timeZone } = read.schedule;
        const nextAt = this.#readable(read, () => firingAfter(cron, timeZone, at));
        const isRewound = await rewindSchedule(sql, read, { now: at, nextAt });
        if (isRewound) log.warn({ scheduleId: id }, 'the clock went back; a schedule’s next firing is set anew');
      }
    } while (ahead.length === page);
  }
}
