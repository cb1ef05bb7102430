import { invalidFields, taskOfFiring } from '@englog/domain';
import type { NewSchedule, NewTask } from '@englog/domain';
import { firingAfter } from '../../dispatch/schedule-times';

const firingOf = ({ cron, timeZone }: NewSchedule, now: number): number => {
  let firesAt: number | null;
  try {
    firesAt = firingAfter(cron, timeZone, now);
  } catch {
    throw invalidFields([{ field: 'cron', message: 'must be a cron pattern of five fields, such as 0 8 * * 1' }]);
  }
  if (firesAt === null) throw invalidFields([{ field: 'cron', message: 'never fires' }]);
  return firesAt;
};

/**
 * The task that the schedule's next firing would make.
 * @throws EnglogError `invalid_argument` when it never fires or its task would be refused
 */
export const checkSchedule = (schedule: NewSchedule, now: number, pools: readonly string[]): NewTask => {
  const firesAt = firingOf(schedule, now);
  const context = { userId: schedule.userId, timeZone: schedule.timeZone, firesAt, now: firesAt, pools };
  const parsed = taskOfFiring(schedule.task, context);
  if (parsed.ok) return parsed.task;
  throw invalidFields(
    parsed.errors.map(({ field, message }) => ({ field: field === '' ? 'task' : `task.${field}`, message })),
  );
};
