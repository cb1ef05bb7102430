import { isRowTarget, targetTables } from './cleanup-targets';
import type { CleanupTarget, RowTarget } from './cleanup-targets';
import type { Sql } from './sql';

export interface Upkeep {
  /** Day partitions of finished tasks that were empty and past. */
  partitions_dropped: string[];
  /** On disk, indexes included. Deleted rows leave room that is used again; dropped partitions give it back. */
  bytes: Partial<Record<RowTarget, { before: number; after: number }>>;
  /** As counted at the end, in large tables from a sample. The room of dead rows is used again once autovacuum has been there. */
  rows: Partial<Record<RowTarget, { live: number; dead: number }>>;
}

export type TableBytes = Partial<Record<RowTarget, number>>;

const plain = (text: string) => ({ name: '', text });
const dayMs = 86_400_000;
const partitionOf = (ms: number) => `finished_tasks_${new Date(ms).toISOString().slice(0, 10).replaceAll('-', '')}`;
/** Everything else that finishes waits behind this lock: rather come another time. */
const lockWait = '500ms';

/** A table that has no partitions is in no partition tree. */
export const measureTables = async (sql: Sql, targets: CleanupTarget[]): Promise<TableBytes> => {
  const text = `select n.name, coalesce(
      (select sum(pg_total_relation_size(relid)) from pg_partition_tree(n.at::regclass)),
      pg_total_relation_size(n.at::regclass))::text as bytes
    from unnest($1::text[], $2::text[]) as n(name, at)`;
  const measured = targets.filter(isRowTarget);
  const tables = measured.map((target) => targetTables[target].table);
  const rows = await sql.query<{ name: RowTarget; bytes: string }>(plain(text), [measured, tables]);
  return Object.fromEntries(rows.map(({ name, bytes }) => [name, Number(bytes)]));
};

/** What a connection has deleted is else counted some time later, and an ANALYZE on it leaves that out. */
export const countAtCommit = async (sql: Sql): Promise<void> => {
  await sql.query(plain('select pg_stat_force_next_flush()'), []);
};

/** As the statistics say that were just taken. */
const countRows = async (sql: Sql, targets: RowTarget[]): Promise<Upkeep['rows']> => {
  const sum = (of: string) => `coalesce(
      (select sum(pg_stat_get_${of}_tuples(relid)) from pg_partition_tree(n.at::regclass) where isleaf),
      pg_stat_get_${of}_tuples(n.at::regclass))::text as ${of}`;
  const text = `select n.name, ${sum('live')}, ${sum('dead')} from unnest($1::text[], $2::text[]) as n(name, at)`;
  const tables = targets.map((target) => targetTables[target].table);
  const rows = await sql.query<{ name: RowTarget; live: string; dead: string }>(plain(text), [targets, tables]);
  return Object.fromEntries(rows.map(({ name, live, dead }) => [name, { live: Number(live), dead: Number(dead) }]));
};

const emptyPartitions = async (sql: Sql, now: number): Promise<string[]> => {
  const text = `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'finished_tasks'::regclass and c.relname ~ '^finished_tasks_[0-9]{8}$' and c.relname < $1 order by 1`;
  const past = await sql.query<{ name: string }>(plain(text), [partitionOf(now - dayMs)]);
  const empty: string[] = [];
  for (const { name } of past) {
    const rows = await sql.query(plain(`select 1 from ${name} limit 1`), []);
    if (rows.length === 0) empty.push(name);
  }
  return empty;
};

const dropEmptyPartitions = async (sql: Sql, now: number): Promise<string[]> => {
  // Looked at twice: the lock that holds everything else up is taken only when there is something to drop.
  if ((await emptyPartitions(sql, now)).length === 0) return [];
  try {
    return await sql.transaction(async (inside) => {
      await inside.query(plain(`set local lock_timeout = '${lockWait}'`), []);
      await inside.query(plain('lock table finished_tasks in access exclusive mode'), []);
      const empty = await emptyPartitions(inside, now);
      for (const name of empty) await inside.query(plain(`drop table ${name}`), []);
      return empty;
    });
  } catch (error) {
    if ((error as { code?: string }).code === '55P03') return [];
    throw error;
  }
};

/** Drops empty partitions of days past and refreshes the planner's statistics of the tables that were cleaned up. */
export const keepUp = async (sql: Sql, before: TableBytes, now: number): Promise<Upkeep> => {
  const targets = (Object.keys(targetTables) as RowTarget[]).filter((target) => before[target] !== undefined);
  const partitions = targets.includes('finished_tasks') ? await dropEmptyPartitions(sql, now) : [];
  const tables = new Set(targets.map((target) => targetTables[target].table));
  for (const table of tables) await sql.query(plain(`analyze ${table}`), []);
  const after = await measureTables(sql, targets);
  const bytes = targets.map((target) => [target, { before: before[target] ?? 0, after: after[target] ?? 0 }]);
  return {
    partitions_dropped: partitions,
    bytes: Object.fromEntries(bytes) as Upkeep['bytes'],
    rows: await countRows(sql, targets),
  };
};
