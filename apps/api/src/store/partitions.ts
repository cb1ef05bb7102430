import type { Sql } from './sql';

const dayMs = 86_400_000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const nameOf = (day: string) => `finished_tasks_${day.replaceAll('-', '')}`;

/** Everything about finished tasks waits behind the lock that making or dropping one takes: rather come another time. */
const lockWait = '1s';

/** False when it could not be had now: another replica made it at the same moment, rows of its day stand elsewhere, or it is in use. */
async function changePartition(sql: Sql, text: string): Promise<boolean> {
  try {
    await sql.transaction(async (inside) => {
      await inside.query({ name: '', text: `set local lock_timeout = '${lockWait}'` }, []);
      await inside.query({ name: '', text }, []);
    });
    return true;
  } catch (error) {
    if (['42P07', '23505', '23514', '40P01', '55P03'].includes((error as { code?: string }).code ?? '')) return false;
    throw error;
  }
}

/** Makes the day partitions of finished tasks from today to `ahead` days on. Safe to repeat and with several replicas. */
export async function ensurePartitions(sql: Sql, nowMs: number, ahead: number): Promise<void> {
  for (let n = 0; n <= ahead; n++) {
    const [from, to] = [dayOf(nowMs + n * dayMs), dayOf(nowMs + (n + 1) * dayMs)];
    const text = `create table if not exists ${nameOf(from)} partition of finished_tasks
      for values from ('${from}T00:00:00Z') to ('${to}T00:00:00Z')`;
    await changePartition(sql, text);
  }
}

/** Drops whole day partitions that ended before `beforeMs`; answers their names. One in use is left for the next time. */
export async function dropPartitions(sql: Sql, beforeMs: number): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    {
      name: '',
      text: `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
             where i.inhparent = 'finished_tasks'::regclass and c.relname ~ '^finished_tasks_[0-9]{8}$' order by 1`,
    },
    [],
  );
  const keepFrom = nameOf(dayOf(beforeMs));
  const old = rows.map((row) => row.name).filter((name) => name < keepFrom);
  const dropped: string[] = [];
  for (const name of old) if (await changePartition(sql, `drop table if exists ${name}`)) dropped.push(name);
  return dropped;
}
