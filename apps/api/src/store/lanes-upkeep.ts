import type { Sql, Statement } from './sql';

/** A lane is retired when nobody used it for so long; its use is noted at most an hour late. */
const idleFor = `interval '1 day'`;
/** A retired lane's row goes when every finished task that could name it, or be put back from an archive, is long gone. */
const forgottenMs = 365 * 86_400_000;
const lanesAStatement = 5000;

/** Looked at only once a lane is in question: it reads all tasks that wait or run, which have no index by lane. */
const tasksLanes = `busy as materialized (select distinct lane from tasks)`;

/**
 * A lane that a replica still had in memory may have been given a task while it was retired; that replica's next look
 * brings it back (`LaneStore.refresh`), and this does where that replica died first.
 */
const reviveStatement: Statement = {
  name: '',
  text: `with ${tasksLanes}, wanted as (
      select id from lanes where retired_at is not null and (id in (select lane from busy)) is true
      order by id for update
    )
    update lanes l set retired_at = null, last_used = now() from wanted where l.id = wanted.id`,
};

/** Lanes without labels and model are few and stay. One that holds tasks counts as used now. */
const retireStatement: Statement = {
  name: '',
  text: `with idle as (
      select id from lanes
      where retired_at is null and last_used < now() - ${idleFor} and (labels <> '{}'::jsonb or model is not null)
      limit ${lanesAStatement} for update skip locked
    ), ${tasksLanes}
    update lanes l
    set retired_at = case when l.id in (select lane from busy) then null else now() end,
        made_by = case when l.id in (select lane from busy) then l.made_by end,
        last_used = case when l.id in (select lane from busy) then now() else l.last_used end
    from idle where l.id = idle.id
    returning l.retired_at is not null as is_retired`,
};

const forgetStatement: Statement = {
  name: '',
  text: `with old as (
      select id from lanes where retired_at < $1 limit ${lanesAStatement} for update skip locked
    ), ${tasksLanes}
    delete from lanes l using old where l.id = old.id and l.id not in (select lane from busy)
    returning 1`,
};

/** Answers how many lanes were retired. Safe on several replicas at once. */
export const retireLanes = async (
  sql: Sql,
  { now, finishedTasksMs }: { now: number; finishedTasksMs: number },
  signal: AbortSignal,
): Promise<number> => {
  await sql.query(reviveStatement, []);
  const forgottenBefore = new Date(now - finishedTasksMs - forgottenMs);
  while (!signal.aborted && (await sql.query(forgetStatement, [forgottenBefore])).length === lanesAStatement);
  let retired = 0;
  while (!signal.aborted) {
    const looked = await sql.query<{ is_retired: boolean }>(retireStatement, []);
    retired += looked.filter((lane) => lane.is_retired).length;
    if (looked.length < lanesAStatement) break;
  }
  return retired;
};
