import type { Capability } from '@englog/domain';
import type { WorkerReads, WorkerRecord } from './records';
import type { Sql, Statement } from './sql';

const listStatement: Statement = {
  name: 'worker_list',
  text: `
  select s.*, (select count(*)::int from tasks t where t.session_id = s.session_id) as active_tasks,
         s.lease_expires_at > now() as is_leased
  from worker_sessions s
  where s.ended_at is null and s.last_seen_at > now() - interval '1 day'
  order by s.worker_id`,
};

interface WorkerRow {
  worker_id: string;
  worker_name: string;
  version: string;
  capabilities: Capability[];
  pools: string[];
  labels: Record<string, string>;
  models: { name: string; loaded: boolean }[];
  slots: number;
  state: 'registered' | 'connected' | 'away';
  status: WorkerRecord['status'];
  stats: Record<string, unknown> | null;
  replica_id: string;
  registered_at: Date;
  last_seen_at: Date;
  active_tasks: number;
  is_leased: boolean;
}

/** Workers of all replicas; no token or hash leaves here. */
export async function listWorkers(sql: Sql): Promise<WorkerRecord[]> {
  return (await sql.query<WorkerRow>(listStatement, [])).map((row) => ({
    workerId: row.worker_id,
    workerName: row.worker_name,
    version: row.version,
    capabilities: row.capabilities,
    pools: row.pools,
    labels: row.labels,
    models: row.models,
    slots: row.slots,
    state: stateOf(row),
    status: row.status,
    stats: row.stats,
    replicaId: row.replica_id,
    registeredAt: row.registered_at.getTime(),
    lastSeenAt: row.last_seen_at.getTime(),
    activeTasks: row.active_tasks,
  }));
}

/** A session whose lease ran out has no replica that renews it, whatever its last state. */
function stateOf(row: WorkerRow): WorkerRecord['state'] {
  if (!row.is_leased) return 'gone';
  return row.state === 'connected' ? 'connected' : 'away';
}

export const createWorkerReads = (sql: Sql): WorkerReads => ({ list: () => listWorkers(sql) });
