import { EnglogError } from '@englog/domain';
import { holdSchedule } from '../store/schedules';
import type { OnceKey } from './dispatch';
import type { InsertOnce } from './intake';

const scopePrefix = 'schedule:';

/** What makes a firing's task once over all replicas: its schedule and the time it was due. */
export const firingKey = (schedule: { id: string; userId: string }, version: number, firesAt: number): OnceKey => ({
  userId: schedule.userId,
  scope: `${scopePrefix}${schedule.id}`,
  key: new Date(firesAt).toISOString(),
  fingerprint: String(version),
});

/**
 * Around the use of any key: a firing's task is inserted only while its schedule is as the firing has read it, so that
 * a schedule that was deleted, changed or switched off makes no task any more.
 */
export const guardFirings =
  (once: InsertOnce): InsertOnce =>
  async (sql, key, ids) => {
    if (key.scope.startsWith(scopePrefix)) {
      const isHeld = await holdSchedule(sql, key.scope.slice(scopePrefix.length), Number(key.fingerprint));
      if (!isHeld) throw new EnglogError('not_found', 'the schedule was changed or deleted before it fired');
    }
    return once(sql, key, ids);
  };
