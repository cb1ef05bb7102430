import type { Requirements } from '@englog/domain';
import type { Statement } from './sql';

export interface Lane {
  id: number;
  requirements: Requirements;
}

/** Requirements as one string: equal requirements, equal key. */
export function laneKey(requirements: Requirements): string {
  const labels = Object.entries(requirements.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  const { pool, capability, model, needsOllama } = requirements;
  return JSON.stringify([pool, capability, labels, model, needsOllama]);
}

/** Few: as many as pools, capabilities and yes or no. */
export const isPlain = ({ labels, model }: Requirements): boolean => model === null && Object.keys(labels).length === 0;

const columns = 'id, key, pool, capability, labels, model, needs_ollama';
const select = (where: string) => `select ${columns}, retired_at is not null as is_retired,
  last_used < now() - interval '1 hour' as is_stale from lanes where ${where}`;
export const selectLaneByKey: Statement = { name: 'lane_by_key', text: select('key = $1 and retired_at is null') };
export const selectLanesById: Statement = { name: 'lanes_by_id', text: select('id = any($1::int[])') };
export const selectLiveLanes: Statement = { name: 'lanes_live', text: select('retired_at is null order by id') };

/** Those that one user's tasks brought: how many are live, how many of them are new, and when fewer will be. */
const countText = (userId: string) => `
  select count(*)::int as live, (count(*) filter (where made_at > now() - interval '1 day'))::int as fresh,
    extract(epoch from min(made_at) filter (where made_at > now() - interval '1 day') + interval '1 day' - now()) * 1000
      as wait_ms
  from lanes where made_by = ${userId} and retired_at is null`;
/** A retired one comes back under its id. Answers nothing when the user, unless null, has made so many already. */
export const insertLane: Statement = {
  name: 'lane_insert',
  text: `insert into lanes (key, pool, capability, labels, model, needs_ollama, made_by)
    select $1::text, $2::text, $3::text, $4::jsonb, $5::text, $6::boolean, $7::text
    where $7::text is null or (select live < $8::int and fresh < $9::int from (${countText('$7')}) theirs)
    on conflict (key) do update set
      made_by = case when lanes.retired_at is null then lanes.made_by else excluded.made_by end,
      made_at = case when lanes.retired_at is null then lanes.made_at else now() end,
      last_used = now(), retired_at = null
    returning ${columns}, false as is_retired, false as is_stale`,
};
export const countLanesOf: Statement = { name: 'lane_count', text: countText('$1') };
/** In order, so that two replicas never wait for each other. */
export const touchLanes: Statement = {
  name: 'lanes_touch',
  text: `with used as (select id from lanes where id = any($1::int[]) order by id for update)
    update lanes l set last_used = now(), retired_at = null from used where l.id = used.id`,
};

export interface LaneRow {
  id: number;
  key: string;
  pool: string;
  capability: Requirements['capability'];
  labels: Record<string, string>;
  model: string | null;
  needs_ollama: boolean;
  is_retired: boolean;
  /** Its last use was noted an hour ago or longer. */
  is_stale: boolean;
}

export const toLane = (row: LaneRow): Lane => ({
  id: row.id,
  requirements: {
    pool: row.pool,
    capability: row.capability,
    labels: row.labels,
    model: row.model,
    needsOllama: row.needs_ollama,
  },
});
