import { DateTime } from 'luxon';
import { z } from 'zod';
import { userId } from '../entries';
import type { FieldError } from '../errors';
import { isTimeZone } from '../statistics/period';
import type { JsonObject } from '../task';
import { parseDurationMs } from './duration';
import { parseTypedTask } from './new-task';
import type { ParsedTask } from './new-task';

/** What a schedule's task says instead of dates: the last whole one before the firing, in the schedule's zone. Weeks start on Monday. */
export const relativePeriods = ['previous_day', 'previous_week', 'previous_month'] as const;
export type RelativePeriod = (typeof relativePeriods)[number];

/** Firings missed while nothing ran: dropped, made up by one, or made up one by one. */
export const catchUps = ['none', 'once', 'all'] as const;
export type CatchUp = (typeof catchUps)[number];

export interface NewSchedule {
  userId: string;
  name: string;
  /** Five fields, to the minute. */
  cron: string;
  /** IANA name. */
  timeZone: string;
  /** A task's request body with its `type`, and `period` in place of dates. */
  task: JsonObject;
  catchUp: CatchUp;
  enabled: boolean;
}

export interface Schedule extends NewSchedule {
  id: string;
  /** Null when it is off or never fires again. */
  nextAt: number | null;
  lastAt: number | null;
  createdAt: number;
  updatedAt: number;
}

const periods = relativePeriods.join(', ');
const task = z.record(z.string(), z.unknown()).meta({
  description: `The body of POST /v1/tasks. For weekly_report and data_analysis, \`period\` stands in place of start_date and end_date: one of ${periods}, the last whole one before the firing.`,
});

export const scheduleRequest = z.strictObject({
  user_id: userId.optional(),
  name: z.string().trim().min(1).max(200),
  cron: z.string().trim().min(1).max(120),
  time_zone: z.string().max(64).refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin').default('UTC'),
  task,
  catch_up: z.enum(catchUps).default('once'),
  enabled: z.boolean().default(true),
});

const time = z.string().meta({ format: 'date-time' });
export const scheduleAnswer = z
  .object({
    id: z.uuid(),
    user_id: z.string(),
    name: z.string(),
    cron: z.string(),
    time_zone: z.string(),
    task,
    catch_up: z.enum(catchUps),
    enabled: z.boolean(),
    next_at: time.nullable(),
    last_at: time.nullable(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Schedule' });
export type ScheduleAnswer = z.infer<typeof scheduleAnswer>;
export const scheduleListAnswer = z.object({ schedules: z.array(scheduleAnswer), next_cursor: z.string().nullable() });

const unitOf = { previous_day: 'day', previous_week: 'week', previous_month: 'month' } as const;

/** The first and last day of the period before `firesAt`. */
export const datesOf = (
  period: RelativePeriod,
  firesAt: number,
  timeZone: string,
): { start_date: string; end_date: string } => {
  const unit = unitOf[period];
  const start = DateTime.fromMillis(firesAt, { zone: timeZone })
    .startOf(unit)
    .minus({ [unit]: 1 });
  return { start_date: start.toFormat('yyyy-MM-dd'), end_date: start.endOf(unit).toFormat('yyyy-MM-dd') };
};

export interface FiringContext {
  /** Whose schedule it is. */
  userId: string;
  /** When it is (or was) due. */
  firesAt: number;
  timeZone: string;
  now: number;
  pools: readonly string[];
}

const dateFields = ['start_date', 'end_date', 'week_start', 'week_end'];
const at = (problems: FieldError[]): ParsedTask => ({ ok: false, errors: problems });

/** The task a schedule's firing makes. A schedule is accepted only when this succeeds for its next firing. */
export const taskOfFiring = (template: JsonObject, context: FiringContext): ParsedTask => {
  const { period, ...body } = template;
  if ('run_at' in body) return at([{ field: 'run_at', message: 'is the schedule’s own to say' }]);
  if (typeof body['deadline'] === 'string' && parseDurationMs(body['deadline']) === null)
    return at([{ field: 'deadline', message: 'must be a duration such as 90s in a schedule' }]);
  const hasPeriod = body['type'] === 'weekly_report' || body['type'] === 'data_analysis';
  if (period === undefined && hasPeriod && !dateFields.some((field) => field in body))
    return at([{ field: 'period', message: `is required (one of ${periods}), or start_date and end_date` }]);
  if (period === undefined) return parseTypedTask(body, context);

  const known = relativePeriods.find((candidate) => candidate === period);
  if (known === undefined) return at([{ field: 'period', message: `must be one of ${periods}` }]);
  if (!hasPeriod) return at([{ field: 'period', message: 'is only for weekly_report and data_analysis' }]);
  if ('start_date' in body || 'end_date' in body)
    return at([{ field: 'period', message: 'stands in place of start_date and end_date: give one of them' }]);
  const zone =
    typeof body['time_zone'] === 'string' && isTimeZone(body['time_zone']) ? body['time_zone'] : context.timeZone;
  return parseTypedTask({ time_zone: zone, ...body, ...datesOf(known, context.firesAt, zone) }, context);
};
