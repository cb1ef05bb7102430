import type { TaskType } from '@englog/domain';
import type { Sql, Statement } from './sql';
import { fence, sameId } from './task-writes';
import { isUuid } from './uuid';

/** An attempt leased to a session, as its row has it. */
export interface LeasedAttempt {
  id: string;
  attempt: number;
  sessionId: string;
  type: TaskType;
  userId: string;
  lane: number;
  priority: number;
  timeoutMs: number;
  expiresAt: number | null;
  maxAttempts: number;
  attemptsSpent: number;
  losses: number;
  startedAt: number | null;
  /** How long it has been leased, in ms. */
  leasedForMs: number;
}

const leasedText = (where: string) => `
  select id, attempt, session_id, type, user_id, lane, priority, timeout_ms, expires_at, max_attempts, attempts_spent,
         losses, started_at, (extract(epoch from now() - leased_at) * 1000)::float8 as leased_for
  from tasks where session_id is not null and ${where}`;
const leasedOfSession: Statement = { name: 'leased_of_session', text: leasedText('session_id = any($1::uuid[])') };
/** Attempts of sessions that have ended or whose lease ran out: nobody renews them any more. */
const leasedOrphans: Statement = {
  name: 'leased_orphans',
  text: leasedText(`not exists (
    select from worker_sessions s where s.session_id = tasks.session_id and s.ended_at is null
      and s.lease_expires_at > now()) limit $1`),
};

interface LeasedRow {
  id: string;
  attempt: number;
  session_id: string;
  type: TaskType;
  user_id: string;
  lane: number;
  priority: number;
  timeout_ms: string;
  expires_at: Date | null;
  max_attempts: number;
  attempts_spent: number;
  losses: number;
  started_at: Date | null;
  leased_for: number | null;
}

const toLeased = (row: LeasedRow): LeasedAttempt => ({
  id: row.id,
  attempt: row.attempt,
  sessionId: row.session_id,
  type: row.type,
  userId: row.user_id,
  lane: row.lane,
  priority: row.priority,
  timeoutMs: Number(row.timeout_ms),
  expiresAt: row.expires_at?.getTime() ?? null,
  maxAttempts: row.max_attempts,
  attemptsSpent: row.attempts_spent,
  losses: row.losses,
  startedAt: row.started_at?.getTime() ?? null,
  leasedForMs: row.leased_for ?? Infinity,
});

export const findLeased = async (sql: Sql, sessionIds: string[]): Promise<LeasedAttempt[]> =>
  (await sql.query<LeasedRow>(leasedOfSession, [sessionIds])).map(toLeased);

export const findOrphans = async (sql: Sql, limit: number): Promise<LeasedAttempt[]> =>
  (await sql.query<LeasedRow>(leasedOrphans, [limit])).map(toLeased);

export const goneStatement: Statement = {
  name: 'leased_no_more',
  text: `select i.id, i.session_id from json_to_recordset($1::json) as i(id uuid, attempt int, session_id uuid)
         where not exists (select from tasks t where ${fence})`,
};

/** Of these attempts, those that are no longer leased so. */
export async function findGone(
  sql: Sql,
  attempts: { taskId: string; attempt: number; sessionId: string }[],
): Promise<{ taskId: string; sessionId: string }[]> {
  const asked = attempts.map(({ taskId, attempt, sessionId }) => ({ id: taskId, attempt, session_id: sessionId }));
  const rows = await sql.query<{ id: string; session_id: string }>(goneStatement, [JSON.stringify(asked)]);
  return rows.map((row) => ({ taskId: row.id, sessionId: row.session_id }));
}

/** Held attempts the worker still has move to its new session; the fence's attempt number does not change. */
export const adoptStatement: Statement = {
  name: 'session_adopt',
  text: `update tasks t set session_id = $1 from json_to_recordset($2::json) as i(id uuid, attempt int)
         where ${sameId('t.id', 'i.id')} and t.attempt = i.attempt and (t.session_id is not null) is true and t.worker_id = $3
         returning t.id, t.attempt`,
};

/** The claimed attempts that are the worker's still, now under the given session, each as `id/attempt`. */
export async function adoptAttempts(
  sql: Sql,
  session: { sessionId: string; workerId: string },
  claimed: { taskId: string; attempt: number }[],
): Promise<Set<string>> {
  const known = claimed.filter((ref) => isUuid(ref.taskId));
  if (known.length === 0) return new Set();
  const rows = known.map((ref) => ({ id: ref.taskId, attempt: ref.attempt }));
  const adopted = await sql.query<{ id: string; attempt: number }>(adoptStatement, [
    session.sessionId,
    JSON.stringify(rows),
    session.workerId,
  ]);
  return new Set(adopted.map((row) => `${row.id}/${row.attempt}`));
}
