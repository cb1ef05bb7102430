import type { TaskStatus, TaskType } from '@englog/domain';
import type { Sql } from './sql';

/** Which tasks a bulk cancel or redrive is about. */
export interface Selection {
  userId?: string;
  type?: TaskType;
  status?: TaskStatus;
  createdBefore?: number;
  limit: number;
}

/*
 * Literals, no parameters: an index of some rows serves a statement only if its text alone says that it may, and plans are
 * made for any values.
 */

/** Of live tasks, by the status they show. Whoever runs has a session, and by that the few are found among all that wait. */
export const liveStates: Partial<Record<TaskStatus, string>> = {
  pending: `state in ('scheduled', 'ready', 'leased')`,
  running: `state = 'running' and session_id is not null`,
};
export const ofType = (type: TaskType): string => `type = '${type}'`;

/** Ids of live tasks, or of failed and cancelled ones, that match; the oldest first. */
export async function selectTasks(sql: Sql, selection: Selection, which: 'live' | 'ended'): Promise<string[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = [stateCondition(selection.status, which)];
  if (selection.userId !== undefined) where.push(`user_id = ${bind(selection.userId)}`);
  if (selection.type !== undefined) where.push(ofType(selection.type));
  if (selection.createdBefore !== undefined)
    where.push(`created_at < ${bind(new Date(selection.createdBefore).toISOString())}`);
  const table = which === 'live' ? 'tasks' : 'finished_tasks';
  const text = `select id from ${table} where ${where.join(' and ')} order by id limit ${bind(selection.limit)}`;
  return (await sql.query<{ id: string }>({ name: '', text }, values)).map((row) => row.id);
}

function stateCondition(status: TaskStatus | undefined, which: 'live' | 'ended'): string {
  if (which === 'live') return status === undefined ? 'true' : (liveStates[status] ?? 'false');
  if (status === undefined) return `status in ('failed', 'cancelled')`;
  return status === 'failed' || status === 'cancelled' ? `status = '${status}'` : 'false';
}
