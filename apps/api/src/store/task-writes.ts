import type { TaskFailure, TaskType, TerminalStatus } from '@englog/domain';
import type { Sql, Statement } from './sql';

/** A task about to be inserted; `lease` when it is inserted already leased (the eager path). Times are epoch ms. */
export interface TaskInsert {
  id: string;
  lane: number;
  turn: number;
  orderKey: number;
  type: TaskType;
  userId: string;
  priority: number;
  /** JSON */
  payload: string;
  runAt: number | null;
  timeoutMs: number;
  expiresAt: number | null;
  maxAttempts: number;
  lease: { sessionId: string; workerId: string } | null;
}

/** One attempt's end for good. The guard is (id, attempt, sessionId). */
export interface AttemptFinish {
  id: string;
  attempt: number;
  sessionId: string;
  status: TerminalStatus;
  /** JSON */
  result: string | null;
  error: TaskFailure | null;
  /** Counts against max_attempts. */
  spent: boolean;
  startedAt: number | null;
}

/** A free slot of one of this replica's sessions. */
export interface FreeSlot {
  sessionId: string;
  workerId: string;
}

export interface ClaimedTask {
  id: string;
  attempt: number;
  sessionId: string;
  type: TaskType;
  lane: number;
  turn: number;
  userId: string;
  priority: number;
  payload: string;
  timeoutMs: number;
  expiresAt: number | null;
  maxAttempts: number;
  attemptsSpent: number;
  losses: number;
}

const insertText = (parameter: string) => `
  insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, run_at, due_at, timeout_ms,
                     expires_at, max_attempts, attempt, session_id, worker_id, leased_at)
  select id, case when session_id is not null then 'leased' when run_at > now() then 'scheduled' else 'ready' end,
         lane, order_key, turn, type, user_id, priority, payload, run_at, case when run_at > now() then run_at end,
         timeout_ms, expires_at, max_attempts, case when session_id is null then 0 else 1 end, session_id, worker_id,
         case when session_id is null then null else now() end
  from json_to_recordset(${parameter}::json) as x(
    id uuid, lane int, order_key bigint, turn bigint, type text, user_id text, priority smallint, payload text,
    run_at timestamptz, timeout_ms bigint, expires_at timestamptz, max_attempts smallint, session_id uuid,
    worker_id text)`;
const insertTasksStatement: Statement = { name: 'tasks_insert', text: insertText('$1') };

const at = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const toInsertRows = (tasks: TaskInsert[]): string =>
  JSON.stringify(
    tasks.map((task) => ({
      id: task.id,
      lane: task.lane,
      order_key: task.orderKey,
      turn: task.turn,
      type: task.type,
      user_id: task.userId,
      priority: task.priority,
      payload: task.payload,
      run_at: at(task.runAt),
      timeout_ms: task.timeoutMs,
      expires_at: at(task.expiresAt),
      max_attempts: task.maxAttempts,
      session_id: task.lease?.sessionId,
      worker_id: task.lease?.workerId,
    })),
  );

/** In the caller's transaction; a task with a lease starts as attempt 1 of that session. */
export async function insertTasks(sql: Sql, tasks: TaskInsert[]): Promise<void> {
  await sql.query(insertTasksStatement, [toInsertRows(tasks)]);
}

/** Columns that both tables have and that move as they are. */
export const movedColumns = `id, lane, type, user_id, priority, payload, created_at, run_at, timeout_ms, expires_at,
  max_attempts, attempt, attempts_spent, session_id, worker_id, leased_at, history`;
const qualified = (prefix: string) => movedColumns.replaceAll(/\w+/g, (name) => `${prefix}.${name}`);

export const claimColumns = `t.id, t.attempt, t.session_id, t.type, t.lane, t.turn, t.user_id, t.priority, t.payload,
  t.timeout_ms, t.expires_at, t.max_attempts, t.attempts_spent, t.losses`;

/**
 * A join on an id that can only look each id up. A plain `=` can also be a scan of the whole index that compares each row:
 * by the statistics of a table that was empty a moment ago that is as good.
 */
export const sameId = (task: string, other: string) => `${task} = any(array[${other}])`;

/** Leases the `picked` tasks to the slots, the first in order to the first slot. */
export const claimPicked = (sessions: string, workers: string): string => `
  update tasks t
  set state = 'leased', attempt = t.attempt + 1, session_id = (${sessions}::uuid[])[p.n],
      worker_id = (${workers}::text[])[p.n], leased_at = now()
  from (select id, row_number() over (order by order_key, id) as n from picked) p
  where ${sameId('t.id', 'p.id')}
  returning ${claimColumns}`;

/** Each lane is one index range scan from its first waiting task; the n best of all lanes are taken. */
const claimText = `
  picked as (
    select t.id, t.order_key
    from unnest($2::int[]) as l(lane)
    cross join lateral (
      select id, order_key from tasks where lane = l.lane and state = 'ready'
      order by order_key, id limit cardinality($3::uuid[]) for update skip locked
    ) t
    order by t.order_key, t.id limit cardinality($3::uuid[])
  ),
  claimed as (${claimPicked('$3', '$4')})`;

/**
 * The attempt is still this session's (I2). With `is true` no plan looks rows up by their session: one made on an empty
 * table would, and each statement would then read every dead row of the session.
 */
export const fence = `${sameId('t.id', 'i.id')} and t.attempt = i.attempt and (t.session_id = i.session_id) is true`;

/** Ends attempts, claims for the slots they freed, and stores new tasks in one statement: one commit for all of it. */
export const flushStatement: Statement = {
  name: 'tasks_flush',
  text: `
  with input as (
    select * from json_to_recordset($1::json) as x(
      id uuid, attempt int, session_id uuid, status text, result text, error jsonb, spent smallint,
      started_at timestamptz)
  ),
  gone as (
    delete from tasks t using input i
    where ${fence} and t.state in ('leased', 'running')
    returning ${qualified('t')}, t.started_at, i.status, i.result, i.error, i.spent, i.started_at as reported_start
  ),
  finished as (
    insert into finished_tasks (${movedColumns}, started_at, status, result, error, finished_at)
    select ${movedColumns.replace('attempts_spent', 'attempts_spent + spent')}, coalesce(reported_start, started_at, leased_at), status, result, error, now() from gone
    returning id
  ),
  ${claimText},
  stored as (${insertText('$5')})
  select id, null::int as attempt, null::uuid as session_id, null as type, null::int as lane, null::bigint as turn,
         null as user_id, null::smallint as priority, null as payload, null::bigint as timeout_ms,
         null::timestamptz as expires_at, null::smallint as max_attempts, null::smallint as attempts_spent,
         null::smallint as losses
  from input where id not in (select id from finished)
  union all select * from claimed`,
};

export interface ClaimRow {
  id: string;
  attempt: number | null;
  session_id: string;
  type: TaskType;
  lane: number;
  turn: string;
  user_id: string;
  priority: number;
  payload: string;
  timeout_ms: string;
  expires_at: Date | null;
  max_attempts: number;
  attempts_spent: number;
  losses: number;
}

export const toClaimed = (row: ClaimRow): ClaimedTask => ({
  id: row.id,
  attempt: row.attempt ?? 0,
  sessionId: row.session_id,
  type: row.type,
  lane: row.lane,
  turn: Number(row.turn),
  userId: row.user_id,
  priority: row.priority,
  payload: row.payload,
  timeoutMs: Number(row.timeout_ms),
  expiresAt: row.expires_at === null ? null : row.expires_at.getTime(),
  maxAttempts: row.max_attempts,
  attemptsSpent: row.attempts_spent,
  losses: row.losses,
});

export interface Flush {
  inserts: TaskInsert[];
  finishes: AttemptFinish[];
  claim: { lanes: number[]; slots: FreeSlot[] };
}

export interface Flushed {
  /** Ids of ends whose guard did not match: they were stale or had been recorded before. */
  stale: Set<string>;
  claimed: ClaimedTask[];
}

/** All of it commits, or none. */
export async function flushTasks(sql: Sql, { inserts, finishes, claim }: Flush): Promise<Flushed> {
  if (finishes.length === 0 && claim.slots.length === 0) {
    // An idle system's case: less work for the server, and a task starts sooner.
    if (inserts.length > 0) await insertTasks(sql, inserts);
    return { stale: new Set(), claimed: [] };
  }
  const rows = finishes.map((finish) => ({
    id: finish.id,
    attempt: finish.attempt,
    session_id: finish.sessionId,
    status: finish.status,
    result: finish.result,
    error: finish.error,
    spent: finish.spent ? 1 : 0,
    started_at: at(finish.startedAt),
  }));
  const answer = await sql.query<ClaimRow>(flushStatement, [
    JSON.stringify(rows),
    claim.lanes,
    claim.slots.map((slot) => slot.sessionId),
    claim.slots.map((slot) => slot.workerId),
    toInsertRows(inserts),
  ]);
  const stale = new Set<string>();
  const claimed: ClaimedTask[] = [];
  for (const row of answer) {
    if (row.attempt === null) stale.add(row.id);
    else claimed.push(toClaimed(row));
  }
  return { stale, claimed };
}
