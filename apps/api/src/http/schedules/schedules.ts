import {
  EnglogError,
  invalidFields,
  parseInput,
  scheduleAnswer,
  scheduleListAnswer,
  scheduleListQuery,
  scheduleRequest,
} from '@englog/domain';
import type { NewSchedule, Schedule, ScheduleAnswer } from '@englog/domain';
import type { Schedules } from '../../dispatch/schedules';
import { sendJson, sendNothing, toTime, toTimeOrNull } from '../answer';
import { mayActFor, requireActFor, scopeOf } from '../auth/principal';
import type { Call, UserEndpoint } from '../endpoint';
import { paramOf } from '../endpoint';
import { onceOf, replayHeader } from '../once';
import { checkPayloadSize } from '../tasks/create';
import { requireMayCreate } from '../tasks/permissions';
import { checkSchedule } from './check-schedule';

export interface ScheduleOptions {
  schedules: Schedules;
  pools: readonly string[];
  /** Whom users may email beside themselves. */
  emailDomains: readonly string[];
  maxBodyBytes: number;
  maxPayloadBytes: number;
}

const toView = (schedule: Schedule): ScheduleAnswer => ({
  id: schedule.id,
  user_id: schedule.userId,
  name: schedule.name,
  cron: schedule.cron,
  time_zone: schedule.timeZone,
  task: schedule.task,
  catch_up: schedule.catchUp,
  enabled: schedule.enabled,
  next_at: toTimeOrNull(schedule.nextAt),
  last_at: toTimeOrNull(schedule.lastAt),
  created_at: toTime(schedule.createdAt),
  updated_at: toTime(schedule.updatedAt),
});

const notFound = () => new EnglogError('not_found', 'Schedule not found');

/** The body as a schedule that will fire, for a task that its owner and the caller may have run. */
const readSchedule = (call: Call, options: ScheduleOptions, owner: string): NewSchedule => {
  const body = parseInput(scheduleRequest, call.body);
  const userId = body.user_id ?? owner;
  requireActFor(call.principal, userId);
  const schedule: NewSchedule = {
    userId,
    name: body.name,
    cron: body.cron,
    timeZone: body.time_zone,
    task: body.task,
    catchUp: body.catch_up,
    enabled: body.enabled,
  };
  const task = checkSchedule(schedule, Date.now(), options.pools);
  if (task.userId !== userId)
    throw invalidFields([{ field: 'task.user_id', message: 'must be the schedule’s own user_id' }]);
  requireMayCreate(call.principal, task, options);
  checkPayloadSize(task, options.maxPayloadBytes);
  return schedule;
};

const findOwn = async (call: Call, { schedules }: ScheduleOptions): Promise<Schedule> => {
  const schedule = await schedules.find(paramOf(call, 'schedule_id'));
  if (schedule === null || !mayActFor(call.principal, schedule.userId)) throw notFound();
  return schedule;
};

const create = async (call: Call, options: ScheduleOptions): Promise<void> => {
  const wanted = readSchedule(call, options, call.principal.userId);
  const { schedule, replayed } = await options.schedules.create(wanted, onceOf(call, 'schedules'));
  sendJson(call.response, 201, toView(schedule), {
    location: `/v1/schedules/${schedule.id}`,
    ...replayHeader(replayed),
  });
};

const list = async (call: Call, { schedules }: ScheduleOptions): Promise<void> => {
  const { user_id, ...filter } = parseInput(scheduleListQuery, call.request.query);
  const page = await schedules.list({ ...filter, userId: scopeOf(call.principal, user_id) });
  sendJson(call.response, 200, { schedules: page.items.map(toView), next_cursor: page.nextCursor });
};

const replace = async (call: Call, options: ScheduleOptions): Promise<void> => {
  const known = await findOwn(call, options);
  const wanted = readSchedule(call, options, known.userId);
  if (wanted.userId !== known.userId) throw invalidFields([{ field: 'user_id', message: 'cannot be changed' }]);
  const updated = await options.schedules.update(known.id, wanted);
  if (updated === null) throw notFound();
  sendJson(call.response, 200, toView(updated));
};

const remove = async (call: Call, options: ScheduleOptions): Promise<void> => {
  const { id } = await findOwn(call, options);
  if (!(await options.schedules.delete(id))) throw notFound();
  sendNothing(call.response);
};

export const scheduleEndpoints = (options: ScheduleOptions): UserEndpoint[] => {
  const shared = { access: 'user', tag: 'schedules' } as const;
  const body = { schema: scheduleRequest, maxBytes: options.maxBodyBytes };
  const all = '/v1/schedules';
  const one = '/v1/schedules/:schedule_id';
  const found = { 200: { description: 'The schedule', schema: scheduleAnswer } };
  const created = {
    201: { description: 'The schedule', schema: scheduleAnswer },
    429: { description: 'Too much at once, or as many schedules as one user may have; see Retry-After' },
  };
  const page = { 200: { description: 'One page', schema: scheduleListAnswer } };
  const description =
    '`time_zone` is the cron’s and that of the task’s `period`; left out it is UTC, whatever the user prefers, and the answer shows it.';
  return [
    {
      ...shared,
      method: 'post',
      path: all,
      summary: 'Have a task made by the clock',
      description,
      creates: true,
      body,
      answers: created,
      handle: (call) => create(call, options),
    },
    {
      ...shared,
      method: 'get',
      path: all,
      summary: 'Schedules, newest first',
      query: scheduleListQuery,
      answers: page,
      handle: (call) => list(call, options),
    },
    {
      ...shared,
      method: 'get',
      path: one,
      summary: 'A schedule',
      answers: found,
      handle: async (call) => sendJson(call.response, 200, toView(await findOwn(call, options))),
    },
    {
      ...shared,
      method: 'put',
      path: one,
      summary: 'Replace a schedule',
      description,
      body,
      answers: found,
      handle: (call) => replace(call, options),
    },
    {
      ...shared,
      method: 'delete',
      path: one,
      summary: 'Delete a schedule',
      answers: { 204: { description: 'Deleted' } },
      handle: (call) => remove(call, options),
    },
  ];
};
