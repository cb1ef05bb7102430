import type { CatchUp, JsonObject, NewSchedule, Schedule } from '@englog/domain';
import type { Page } from './records';
import type { Sql, Statement } from './sql';
import { cursorOf, idOfCursor, isUuid } from './uuid';

/** A schedule whose time has come, as a firing reads it. */
export interface DueSchedule {
  schedule: Schedule & { nextAt: number };
  /** The fence: a change of the schedule makes this reading stale. */
  version: number;
}

interface ScheduleRow {
  id: string;
  user_id: string;
  name: string;
  cron: string;
  time_zone: string;
  task: string;
  catch_up: CatchUp;
  enabled: boolean;
  version: number;
  next_at: Date | null;
  last_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

const columns = `id, user_id, name, cron, time_zone, task, catch_up, enabled, version, next_at, last_at, created_at,
  updated_at`;

const toSchedule = (row: ScheduleRow): Schedule => ({
  id: row.id,
  userId: row.user_id,
  name: row.name,
  cron: row.cron,
  timeZone: row.time_zone,
  task: JSON.parse(row.task) as JsonObject,
  catchUp: row.catch_up,
  enabled: row.enabled,
  nextAt: row.next_at?.getTime() ?? null,
  lastAt: row.last_at?.getTime() ?? null,
  createdAt: row.created_at.getTime(),
  updatedAt: row.updated_at.getTime(),
});

const at = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const plain = (text: string): Statement => ({ name: '', text });

/** When it is written, and when it fires next. */
export interface ScheduleTimes {
  now: number;
  nextAt: number | null;
}

const setValues = (schedule: NewSchedule, { now, nextAt }: ScheduleTimes): unknown[] => [
  schedule.userId,
  schedule.name,
  schedule.cron,
  schedule.timeZone,
  JSON.stringify(schedule.task),
  schedule.catchUp,
  schedule.enabled,
  at(nextAt),
  at(now),
];

const lockOwnerStatement: Statement = {
  name: 'schedules_lock_owner',
  text: `select pg_advisory_xact_lock(hashtext('schedules'), hashtext($1))`,
};
const countStatement: Statement = {
  name: 'schedules_count',
  text: 'select count(*)::int as n from schedules where user_id = $1',
};

/** Call in a transaction: until it ends nobody else, on any replica, who counts the user's schedules goes on. */
export const countSchedules = async (sql: Sql, userId: string): Promise<number> => {
  // In a statement of its own: the count sees what was committed before it, not before the wait.
  await sql.query(lockOwnerStatement, [userId]);
  const [row] = await sql.query<{ n: number }>(countStatement, [userId]);
  return row?.n ?? 0;
};

export const insertSchedule = async (
  sql: Sql,
  id: string,
  schedule: NewSchedule,
  times: ScheduleTimes,
): Promise<Schedule> => {
  const text = `insert into schedules (id, user_id, name, cron, time_zone, task, catch_up, enabled, next_at, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) returning ${columns}`;
  const [row] = await sql.query<ScheduleRow>(plain(text), [id, ...setValues(schedule, times)]);
  return toSchedule(row as ScheduleRow);
};

export const replaceSchedule = async (
  sql: Sql,
  id: string,
  schedule: NewSchedule,
  times: ScheduleTimes,
): Promise<Schedule | null> => {
  if (!isUuid(id)) return null;
  const text = `update schedules set user_id = $2, name = $3, cron = $4, time_zone = $5, task = $6, catch_up = $7, enabled = $8,
      next_at = $9, updated_at = $10, version = version + 1
    where id = $1 returning ${columns}`;
  const [row] = await sql.query<ScheduleRow>(plain(text), [id, ...setValues(schedule, times)]);
  return row === undefined ? null : toSchedule(row);
};

export const findSchedule = async (sql: Sql, id: string): Promise<Schedule | null> => {
  if (!isUuid(id)) return null;
  const [row] = await sql.query<ScheduleRow>(plain(`select ${columns} from schedules where id = $1`), [id]);
  return row === undefined ? null : toSchedule(row);
};

/** Newest first. */
export const listSchedules = async (
  sql: Sql,
  filter: { userId?: string; cursor?: string; limit: number },
): Promise<Page<Schedule>> => {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = ['true'];
  if (filter.userId !== undefined) where.push(`user_id = ${bind(filter.userId)}`);
  if (filter.cursor !== undefined) where.push(`id < ${bind(idOfCursor('schedules', filter.cursor))}::uuid`);
  const text = `select ${columns} from schedules where ${where.join(' and ')} order by id desc limit ${bind(filter.limit + 1)}`;
  const rows = await sql.query<ScheduleRow>(plain(text), values);
  const items = rows.slice(0, filter.limit).map(toSchedule);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > filter.limit && last ? cursorOf('schedules', last.id) : null };
};

export const deleteSchedule = async (sql: Sql, id: string): Promise<boolean> =>
  isUuid(id) && (await sql.query(plain('delete from schedules where id = $1 returning 1'), [id])).length > 0;

const dueStatement: Statement = {
  name: 'schedules_due',
  text: `select ${columns} from schedules where next_at <= $1 and (next_at, id) > ($2::timestamptz, $3::uuid)
         order by next_at, id limit $4`,
};
const nil = '00000000-0000-0000-0000-000000000000';

/** Schedules whose time has come, the longest due first, after one already seen. */
export const dueSchedules = async (
  sql: Sql,
  now: number,
  after: DueSchedule | undefined,
  limit: number,
): Promise<DueSchedule[]> => {
  const [afterAt, afterId] = after ? [at(after.schedule.nextAt), after.schedule.id] : ['-infinity', nil];
  const rows = await sql.query<ScheduleRow>(dueStatement, [at(now), afterAt, afterId, limit]);
  return rows.map((row) => ({ schedule: toSchedule(row) as DueSchedule['schedule'], version: row.version }));
};

const aheadStatement: Statement = {
  name: 'schedules_ahead',
  text: `select ${columns} from schedules where next_at > $1 and greatest(last_at, updated_at) > $2 limit $3`,
};

/** Schedules that fired or were written at a time that is still to come: the clock has gone back since. */
export const schedulesAhead = async (
  sql: Sql,
  now: number,
  marginMs: number,
  limit: number,
): Promise<DueSchedule[]> => {
  const rows = await sql.query<ScheduleRow>(aheadStatement, [at(now), at(now + marginMs), limit]);
  return rows.map((row) => ({ schedule: toSchedule(row) as DueSchedule['schedule'], version: row.version }));
};

const advanceStatement: Statement = {
  name: 'schedule_advance',
  text: `update schedules set next_at = $4, last_at = coalesce($5, last_at), version = version + 1
         where id = $1 and version = $2 and next_at = $3 returning 1`,
};

export interface Advance {
  nextAt: number | null;
  /** Null: nothing fired. */
  firedAt: number | null;
}

/** Moves it to its next firing. False when it was changed, fired or deleted since it was read. */
export const advanceSchedule = async (sql: Sql, read: DueSchedule, to: Advance): Promise<boolean> => {
  const { id, nextAt } = read.schedule;
  const values = [id, read.version, at(nextAt), at(to.nextAt), at(to.firedAt)];
  return (await sql.query(advanceStatement, values)).length > 0;
};

const rewindStatement: Statement = {
  name: 'schedule_rewind',
  text: `update schedules set next_at = $3, last_at = least(last_at, $4), updated_at = least(updated_at, $4),
           version = version + 1
         where id = $1 and version = $2 returning 1`,
};

/** Takes back what a clock that was ahead had said. False as for `advanceSchedule`. */
export const rewindSchedule = async (sql: Sql, read: DueSchedule, times: ScheduleTimes): Promise<boolean> => {
  const values = [read.schedule.id, read.version, at(times.nextAt), at(times.now)];
  return (await sql.query(rewindStatement, values)).length > 0;
};

const nextFiringStatement: Statement = {
  name: 'schedules_next',
  text: 'select min(next_at) as next_at from schedules where next_at is not null',
};

export const nextFiringAt = async (sql: Sql): Promise<number | null> => {
  const [row] = await sql.query<{ next_at: Date | null }>(nextFiringStatement, []);
  return row?.next_at?.getTime() ?? null;
};

const holdStatement: Statement = {
  name: 'schedule_hold',
  text: 'select 1 from schedules where id = $1 and version = $2 for share',
};

/** Call in a transaction. Keeps the schedule as it was read until the transaction ends; false when it is not any more. */
export const holdSchedule = async (sql: Sql, id: string, version: number): Promise<boolean> =>
  (await sql.query(holdStatement, [id, version])).length > 0;
