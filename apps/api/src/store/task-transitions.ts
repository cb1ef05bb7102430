import type { AttemptOutcome, TaskFailure } from '@englog/domain';
import type { Sql, Statement } from './sql';
import { fence, movedColumns, sameId } from './task-writes';

/** One attempt given back to the queue. The guard is (id, attempt, sessionId). */
export interface AttemptReturn {
  id: string;
  attempt: number;
  sessionId: string;
  outcome: AttemptOutcome;
  error: TaskFailure | null;
  /** Counts against max_attempts. */
  spent: boolean;
  /** Waits this long before it is ready again; 0 keeps its place in the queue at once. */
  delayMs: number;
  startedAt: number | null;
}

/** The last attempts kept of a task that is given back over and over. */
const maxHistory = 50;

export const returnStatement: Statement = {
  name: 'tasks_return',
  text: `
  with input as (
    select * from json_to_recordset($1::json) as x(
      id uuid, attempt int, session_id uuid, outcome text, error jsonb, spent smallint, lost boolean, delay_ms bigint,
      started_at timestamptz)
  )
  update tasks t
  set state = case when i.delay_ms > 0 then 'scheduled' else 'ready' end,
      due_at = case when i.delay_ms > 0 then now() + i.delay_ms * interval '1 millisecond' end,
      attempts_spent = t.attempts_spent + i.spent,
      losses = case when i.lost then t.losses + 1 else 0 end,
      history = case when jsonb_array_length(coalesce(t.history, '[]')) >= ${maxHistory}
                     then t.history - 0 else coalesce(t.history, '[]') end
                || jsonb_build_array(jsonb_build_object(
                     'attempt', t.attempt, 'worker_id', t.worker_id,
                     'started_at', coalesce(i.started_at, t.started_at), 'ended_at', now(),
                     'outcome', i.outcome, 'error', i.error)),
      session_id = null, worker_id = null, leased_at = null, started_at = null
  from input i
  where ${fence} and t.state in ('leased', 'running')
  returning t.id, t.lane`,
};

/** Gives attempts back; answers the tasks whose guard matched, with their lanes. */
export async function returnAttempts(sql: Sql, returns: AttemptReturn[]): Promise<{ id: string; lane: number }[]> {
  const rows = returns.map((item) => ({
    id: item.id,
    attempt: item.attempt,
    session_id: item.sessionId,
    outcome: item.outcome,
    error: item.error,
    spent: item.spent ? 1 : 0,
    lost: item.outcome === 'worker_lost',
    delay_ms: Math.round(item.delayMs),
    started_at: item.startedAt === null ? null : new Date(item.startedAt).toISOString(),
  }));
  return sql.query(returnStatement, [JSON.stringify(rows)]);
}

export const acknowledgeStatement: Statement = {
  name: 'tasks_acknowledge',
  text: `
  update tasks t set state = 'running', started_at = i.started_at
  from json_to_recordset($1::json) as i(id uuid, attempt int, session_id uuid, started_at timestamptz)
  where ${fence} and t.state = 'leased'`,
};

export interface Acknowledgement {
  id: string;
  attempt: number;
  sessionId: string;
  startedAt: number;
}

/** Records acknowledgements in bulk, for attempts that run long enough for anyone to ask. */
export async function acknowledgeAttempts(sql: Sql, acks: Acknowledgement[]): Promise<void> {
  const rows = acks.map((ack) => ({
    id: ack.id,
    attempt: ack.attempt,
    session_id: ack.sessionId,
    started_at: new Date(ack.startedAt).toISOString(),
  }));
  await sql.query(acknowledgeStatement, [JSON.stringify(rows)]);
}

const endLiveText = (where: string) => `
  with gone as (
    delete from tasks where ${where}
    returning ${movedColumns}, started_at, state
  )
  insert into finished_tasks (${movedColumns}, started_at, status, error, finished_at)
  select ${movedColumns}, coalesce(started_at, leased_at), $2, $3::jsonb, now() from gone
  returning id, user_id, attempt, session_id, lane`;

export interface EndedTask {
  id: string;
  user_id: string;
  attempt: number;
  /** The session that was running it, or null when it waited. */
  session_id: string | null;
  lane: number;
}

export const cancelStatement: Statement = { name: 'tasks_cancel', text: endLiveText('id = any($1::uuid[])') };

/** Ends tasks in any live state as cancelled; answers those that were still live. */
export const cancelTasks = (sql: Sql, ids: string[]): Promise<EndedTask[]> =>
  sql.query(cancelStatement, [ids, 'cancelled', null]);

export const expireStatement: Statement = {
  name: 'tasks_expire',
  text: endLiveText(`id = any(array(
    select id from tasks where expires_at <= now() and state in ('scheduled', 'ready')
    order by expires_at limit $1 for update skip locked))`),
};

/** Fails waiting tasks whose absolute deadline has passed. */
export const expireTasks = (sql: Sql, limit: number): Promise<EndedTask[]> => {
  const error: TaskFailure = {
    code: 'deadline_exceeded',
    message: 'the deadline passed while the task waited',
    retryable: false,
  };
  return sql.query(expireStatement, [limit, 'failed', JSON.stringify(error)]);
};

export const dueStatement: Statement = {
  name: 'tasks_due',
  text: `
  update tasks set state = 'ready', due_at = null
  where id = any(array(
    select id from tasks where state = 'scheduled' and due_at <= now() order by due_at limit $1 for update skip locked))
  returning lane`,
};

/** Scheduled tasks whose time has come become ready; answers their lanes, one a task. */
export const promoteDue = (sql: Sql, limit: number): Promise<{ lane: number }[]> => sql.query(dueStatement, [limit]);

const nextDueStatement: Statement = {
  name: 'tasks_next_due',
  text: `select extract(epoch from (min(due_at) - now())) * 1000 as wait_ms from tasks where state = 'scheduled'`,
};

/** Milliseconds until the next scheduled task is due, or null. */
export async function nextDueMs(sql: Sql): Promise<number | null> {
  const [row] = await sql.query<{ wait_ms: string | null }>(nextDueStatement, []);
  return row?.wait_ms == null ? null : Math.max(0, Number(row.wait_ms));
}

export const redriveStatement: Statement = {
  name: 'tasks_redrive',
  text: `
  with input as (
    select * from json_to_recordset($1::json) as x(id uuid, order_key bigint, turn bigint)
  ),
  gone as (
    delete from finished_tasks f using input i
    where ${sameId('f.id', 'i.id')} and (f.status in ('failed', 'cancelled')) is true
    returning f.*, i.order_key, i.turn
  )
  insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, created_at, run_at, due_at,
                     timeout_ms, expires_at, max_attempts, attempt, history)
  select id, case when run_at > now() then 'scheduled' else 'ready' end, lane, order_key, turn, type, user_id,
         priority, payload, created_at, run_at, case when run_at > now() then run_at end, timeout_ms,
         case when expires_at > now() then expires_at end, max_attempts, attempt,
         case when leased_at is null then history else
           coalesce(history, '[]') || jsonb_build_array(jsonb_build_object(
             'attempt', attempt, 'worker_id', worker_id, 'started_at', started_at, 'ended_at', finished_at,
             'outcome', case when error->>'code' in ('deadline_exceeded', 'worker_lost') then error->>'code' else status end,
             'error', error)) end
  from gone
  returning id, lane`,
};

export interface Redrive {
  id: string;
  turn: number;
  orderKey: number;
}

/**
 * Failed and cancelled tasks wait again, attempts unspent, history kept; one cancelled ahead of its run_at waits for that.
 * Answers those that do.
 */
export const redriveTasks = (sql: Sql, redrives: Redrive[]): Promise<{ id: string; lane: number }[]> =>
  sql.query(redriveStatement, [
    JSON.stringify(redrives.map((item) => ({ id: item.id, turn: item.turn, order_key: item.orderKey }))),
  ]);
