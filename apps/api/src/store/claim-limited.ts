import type { Sql, Statement } from './sql';
import { claimColumns, toClaimed } from './task-writes';
import type { ClaimedTask, ClaimRow, FreeSlot } from './task-writes';

/** Attempts that may be in flight at once over all replicas; 0 is no limit. */
export interface ConcurrencyLimits {
  perUser: number;
  perType: Record<string, number>;
}

/** How far into a lane a claim looks past tasks whose user or type is at its limit. Users take turns, so others are near. */
const lookAhead = 2000;

const lockStatement: Statement = { name: 'claim_lock', text: 'select pg_advisory_xact_lock(7305180117)' };

/**
 * The claim where concurrency limits hold. A lock taken in a statement of its own serialises it over all replicas, since
 * what is in flight must not change between the count and the claim; the eager path is off where this is on. A task that
 * one limit holds takes no place under the other.
 */
const claimLimitedStatement: Statement = {
  name: 'tasks_claim_limited',
  text: `
  with busy as materialized (
    select user_id, type from tasks where session_id is not null
  ),
  busy_users as materialized (select user_id, count(*) as user_busy from busy group by user_id),
  busy_types as materialized (select type, count(*) as type_busy from busy group by type),
  near as materialized (
    select c.* from unnest($1::int[]) as l(lane)
    cross join lateral (
      select id, order_key, user_id, type from tasks where lane = l.lane and state = 'ready'
      order by order_key, id limit ${lookAhead}
    ) c
  ),
  movable as (
    select near.*, coalesce(user_busy, 0) as user_busy, coalesce(type_busy, 0) as type_busy,
           coalesce(($5::jsonb ->> near.type)::int, 2147483647) as type_limit
    from near left join busy_users using (user_id) left join busy_types using (type)
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
  locked as (
    select t.id, t.order_key from tasks t join chosen using (id) where t.state = 'ready' for update of t skip locked
  ),
  picked as (select id, row_number() over (order by order_key, id) as n from locked)
  update tasks t
  set state = 'leased', attempt = t.attempt + 1, session_id = ($2::uuid[])[picked.n],
      worker_id = ($3::text[])[picked.n], leased_at = now()
  from picked where t.id = picked.id
  returning ${claimColumns}`,
};

export async function claimLimited(
  sql: Sql,
  claim: { lanes: number[]; slots: FreeSlot[] },
  limits: ConcurrencyLimits,
): Promise<ClaimedTask[]> {
  const rows = await sql.transaction(async (trx) => {
    await trx.query(lockStatement, []);
    return trx.query<ClaimRow>(claimLimitedStatement, [
      claim.lanes,
      claim.slots.map((slot) => slot.sessionId),
      claim.slots.map((slot) => slot.workerId),
      limits.perUser,
      JSON.stringify(limits.perType),
    ]);
  });
  return rows.map(toClaimed);
}
