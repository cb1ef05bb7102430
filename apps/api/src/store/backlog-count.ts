import type { Sql, Statement } from './sql';

const countStatement: Statement = {
  name: 'backlog_count',
  text: `select count(*)::int as n from tasks where state in ('ready', 'scheduled')`,
};

/** Tasks that wait, over all lanes and replicas. */
export async function countWaiting(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ n: number }>(countStatement, []);
  return row?.n ?? 0;
}

const byUserStatement: Statement = {
  name: 'backlog_by_user',
  text: `select user_id, count(*)::int as n from tasks where state in ('ready', 'scheduled') group by user_id`,
};

/** The same, of each user who has any. */
export async function countWaitingByUser(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql.query<{ user_id: string; n: number }>(byUserStatement, []);
  return new Map(rows.map((row) => [row.user_id, row.n]));
}

const aheadStatement: Statement = {
  name: 'backlog_ahead',
  text: `select count(*)::int as n from (
           select from tasks t, (select lane, order_key, id from tasks where id = $1) mine
           where t.lane = mine.lane and t.state = 'ready' and (t.order_key, t.id) < (mine.order_key, mine.id)
           limit $2) ahead`,
};

/** Tasks ahead of a ready one in its lane, counted up to `max`. */
export async function countAhead(sql: Sql, taskId: string, max: number): Promise<number> {
  const [row] = await sql.query<{ n: number }>(aheadStatement, [taskId, max]);
  return row?.n ?? 0;
}

const turnsStatement: Statement = {
  name: 'backlog_turns',
  text: `select lane, user_id, priority, max(turn) as last from tasks where state in ('ready', 'scheduled')
         group by lane, user_id, priority`,
};

/** The last turn given to each user with waiting tasks, for a replica that starts. */
export async function lastTurns(sql: Sql): Promise<{ lane: number; userId: string; priority: number; turn: number }[]> {
  const rows = await sql.query<{ lane: number; user_id: string; priority: number; last: string }>(turnsStatement, []);
  return rows.map((row) => ({ lane: row.lane, userId: row.user_id, priority: row.priority, turn: Number(row.last) }));
}

const inFlightStatement: Statement = {
  name: 'backlog_in_flight',
  text: `select count(*) filter (where user_id = $1)::int as by_user, count(*) filter (where type = $2)::int as by_type
         from tasks where session_id is not null`,
};

/** Attempts in flight over all replicas, of a user and of a type. */
export async function countInFlight(
  sql: Sql,
  userId: string,
  type: string,
): Promise<{ byUser: number; byType: number }> {
  const [row] = await sql.query<{ by_user: number; by_type: number }>(inFlightStatement, [userId, type]);
  return { byUser: row?.by_user ?? 0, byType: row?.by_type ?? 0 };
}
