import type { Sql, Statement } from './sql';
import { claimPicked, toClaimed } from './task-writes';
import type { ClaimedTask, ClaimRow, FreeSlot } from './task-writes';

/** Attempts that may be in flight at once over all replicas; 0 is no limit. */
export interface ConcurrencyLimits {
  perUser: number;
  perType: Record<string, number>;
}

/** How far into a lane a claim looks in the lane's own order. Users take turns, so those that may run are mostly near. */
const lookAhead = 2000;
/** How many users of a lane it asks where that is too short: tasks of high priority whose user is at the limit. */
const mostUsers = 1000;

const lockStatement: Statement = { name: 'claim_lock', text: 'select pg_advisory_xact_lock(7305180117)' };

/** The best of the `candidates` that no limit holds. A task that one limit holds takes no place under the other. */
const claimOf = (candidates: string) => `
  with recursive busy as materialized (
    select user_id, type from tasks where session_id is not null
  ),
  busy_users as materialized (select user_id, count(*) as user_busy from busy group by user_id),
  busy_types as materialized (select type, count(*) as type_busy from busy group by type),
  ${candidates},
  movable as (
    select c.*, coalesce(user_busy, 0) as user_busy, coalesce(type_busy, 0) as type_busy,
           coalesce(($5::jsonb ->> c.type)::int, 2147483647) as type_limit
    from candidates c left join busy_users using (user_id) left join busy_types using (type)
  ),
  by_user as (
    select *, user_busy + row_number() over (partition by user_id order by order_key, id) as user_n
    from movable where type_busy < type_limit
  ),
  by_type as (
    select *, type_busy + row_number() over (partition by type order by order_key, id) as type_n
    from by_user where $4 = 0 or user_n <= $4
  ),
  chosen as (
    select id, order_key from by_type where type_n <= type_limit
    order by order_key, id limit cardinality($2::uuid[])
  ),
  picked as (
    select t.id, t.order_key from tasks t
    where t.id = any(array(select id from chosen)) and (t.state = 'ready') is true for update skip locked
  )
  ${claimPicked('$2', '$3')}`;

export const nearStatement: Statement = {
  name: 'tasks_claim_near',
  text: claimOf(`candidates as materialized (
    select c.* from unnest($1::int[]) as l(lane)
    cross join lateral (
      select id, order_key, user_id, type from tasks where lane = l.lane and state = 'ready'
      order by order_key, id limit ${lookAhead}
    ) c
  )`),
};

/** From user to user by the index, whatever waits between: only the first tasks of those below their limit are read. */
export const byUserStatement: Statement = {
  name: 'tasks_claim_by_user',
  text: claimOf(`users as (
    select l.lane, u.user_id, 1 as n from unnest($1::int[]) as l(lane)
    cross join lateral (
      select user_id from tasks where lane = l.lane and state = 'ready' order by user_id limit 1
    ) u
    union all
    select before.lane, u.user_id, before.n + 1 from users before
    cross join lateral (
      select user_id from tasks where lane = before.lane and state = 'ready' and user_id > before.user_id
      order by user_id limit 1
    ) u
    where before.n < ${mostUsers}
  ),
  candidates as materialized (
    select c.* from users left join busy_users using (user_id)
    cross join lateral (
      select id, order_key, user_id, type from tasks
      where lane = users.lane and user_id = users.user_id and state = 'ready'
      order by order_key, id limit least($4 - coalesce(user_busy, 0), cardinality($2::uuid[]))
    ) c
    where coalesce(user_busy, 0) < $4
  )`),
};

/**
 * The claim where concurrency limits hold. A lock taken in a statement of its own serialises it over all replicas, since
 * what is in flight must not change between the count and the claim; the eager path is off where this is on.
 */
export async function claimLimited(
  sql: Sql,
  { lanes, slots }: { lanes: number[]; slots: FreeSlot[] },
  { perUser, perType }: ConcurrencyLimits,
): Promise<ClaimedTask[]> {
  const rows = await sql.transaction(async (trx) => {
    const claim = (statement: Statement, free: FreeSlot[]) =>
      trx.query<ClaimRow>(statement, [
        lanes,
        free.map((slot) => slot.sessionId),
        free.map((slot) => slot.workerId),
        perUser,
        JSON.stringify(perType),
      ]);
    await trx.query(lockStatement, []);
    const near = await claim(nearStatement, slots);
    if (near.length === slots.length || perUser === 0) return near;
    return [...near, ...(await claim(byUserStatement, slots.slice(near.length)))];
  });
  return rows.map(toClaimed);
}
