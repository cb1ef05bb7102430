import type { Capability } from '@englog/domain';
import type { Sql, Statement } from './sql';

/** One registration of a worker. What a replica needs to take the session over from another is all here. */
export interface SessionRecord {
  sessionId: string;
  workerId: string;
  workerName: string;
  tokenHash: string;
  replicaId: string;
  version: string;
  capabilities: Capability[];
  pools: string[];
  labels: Record<string, string>;
  models: { name: string; loaded: boolean }[];
  slots: number;
  /** 0 plain, 1 full */
  linkVersion: number;
  instanceId: string;
}

const endOld: Statement = {
  name: 'session_end_old',
  text: `update worker_sessions set ended_at = now(), state = 'ended'
         where worker_id = $1 and ended_at is null returning session_id, replica_id, instance_id`,
};
const insert: Statement = {
  name: 'session_insert',
  text: `insert into worker_sessions (session_id, worker_id, worker_name, token_hash, replica_id, version, capabilities,
           pools, labels, models, slots, link_version, instance_id, state, lease_expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb, $11, $12, $13, 'registered',
                 now() + $14 * interval '1 millisecond')`,
};
const countLive: Statement = {
  name: 'session_count_live',
  text: `select count(*)::int as n from worker_sessions
         where ended_at is null and worker_id <> $1 and lease_expires_at > now()`,
};

export interface Replaced {
  sessionId: string;
  replicaId: string;
  instanceId: string;
}

/** Workers other than this one whose session some replica keeps. */
export async function countLiveWorkers(sql: Sql, except: string): Promise<number> {
  const [row] = await sql.query<{ n: number }>(countLive, [except]);
  return row?.n ?? 0;
}

/** Call in a transaction. Ends the worker's earlier session and makes this one its live one. */
export async function replaceSession(sql: Sql, record: SessionRecord, leaseMs: number): Promise<Replaced | null> {
  const [old] = await sql.query<{ session_id: string; replica_id: string; instance_id: string }>(endOld, [
    record.workerId,
  ]);
  await sql.query(insert, [
    record.sessionId,
    record.workerId,
    record.workerName,
    record.tokenHash,
    record.replicaId,
    record.version,
    record.capabilities,
    record.pools,
    JSON.stringify(record.labels),
    JSON.stringify(record.models),
    record.slots,
    record.linkVersion,
    record.instanceId,
    leaseMs,
  ]);
  if (old === undefined) return null;
  return { sessionId: old.session_id, replicaId: old.replica_id, instanceId: old.instance_id };
}

const sessionColumns = `session_id, worker_id, worker_name, token_hash, replica_id, version, capabilities, pools, labels,
  models, slots, link_version, instance_id`;
const byWorker: Statement = {
  name: 'session_by_worker',
  text: `select ${sessionColumns} from worker_sessions where worker_id = $1 and ended_at is null`,
};

/** The worker's live session, wherever it was registered, or null. */
export async function findSession(sql: Sql, workerId: string): Promise<SessionRecord | null> {
  const [row] = await sql.query<SessionRow>(byWorker, [workerId]);
  return row === undefined ? null : toSession(row);
}

const byToken: Statement = {
  name: 'session_by_token',
  text: `select ${sessionColumns} from worker_sessions where token_hash = $1 and ended_at is null`,
};

export async function findSessionByToken(sql: Sql, tokenHash: string): Promise<SessionRecord | null> {
  const [row] = await sql.query<SessionRow>(byToken, [tokenHash]);
  return row === undefined ? null : toSession(row);
}

const liveInstance: Statement = {
  name: 'session_live_instance',
  text: `select session_id, replica_id, instance_id from worker_sessions
         where worker_id = $1 and ended_at is null and state = 'connected' and lease_expires_at > now()`,
};

/** The process that is connected under this worker's id, as far as the rows tell, or null. */
export async function findLiveInstance(
  sql: Sql,
  workerId: string,
): Promise<{ sessionId: string; replicaId: string; instanceId: string } | null> {
  const [row] = await sql.query<{ session_id: string; replica_id: string; instance_id: string }>(liveInstance, [
    workerId,
  ]);
  return row === undefined
    ? null
    : { sessionId: row.session_id, replicaId: row.replica_id, instanceId: row.instance_id };
}

interface SessionRow {
  session_id: string;
  worker_id: string;
  worker_name: string;
  token_hash: string;
  replica_id: string;
  version: string;
  capabilities: Capability[];
  pools: string[];
  labels: Record<string, string>;
  models: { name: string; loaded: boolean }[];
  slots: number;
  link_version: number;
  instance_id: string;
}

const toSession = (row: SessionRow): SessionRecord => ({
  sessionId: row.session_id,
  workerId: row.worker_id,
  workerName: row.worker_name,
  tokenHash: row.token_hash,
  replicaId: row.replica_id,
  version: row.version,
  capabilities: row.capabilities,
  pools: row.pools,
  labels: row.labels,
  models: row.models,
  slots: row.slots,
  linkVersion: row.link_version,
  instanceId: row.instance_id,
});

const takeOver: Statement = {
  name: 'session_take_over',
  text: `update worker_sessions set replica_id = $2, state = 'connected', last_seen_at = now(),
           lease_expires_at = now() + $3 * interval '1 millisecond'
         where session_id = $1 and ended_at is null returning session_id`,
};

/** The session's stream is on this replica now. False when it has been replaced meanwhile. */
export async function connectSession(
  sql: Sql,
  sessionId: string,
  replicaId: string,
  leaseMs: number,
): Promise<boolean> {
  return (await sql.query(takeOver, [sessionId, replicaId, leaseMs])).length > 0;
}

/** How long ago each saw the worker, in ms: by the database's clock alone, whatever the replicas' clocks say. */
const seenText = `least(now(), greatest(s.last_seen_at, now() - i.seen_for * interval '1 millisecond'))`;

const renew: Statement = {
  name: 'session_renew',
  text: `update worker_sessions s set lease_expires_at = now() + $3 * interval '1 millisecond',
           last_seen_at = ${seenText}
         from json_to_recordset($1::json) as i(session_id uuid, seen_for float8)
         where s.session_id = i.session_id and s.replica_id = $2 and s.ended_at is null returning s.session_id`,
};

/** Renews the leases of many sessions in one statement; answers those still this replica's. */
export async function renewSessions(
  sql: Sql,
  sessions: { sessionId: string; seenForMs: number }[],
  replicaId: string,
  leaseMs: number,
): Promise<Set<string>> {
  const rows = await sql.query<{ session_id: string }>(renew, [
    JSON.stringify(sessions.map(({ sessionId, seenForMs }) => ({ session_id: sessionId, seen_for: seenForMs }))),
    replicaId,
    leaseMs,
  ]);
  return new Set(rows.map((row) => row.session_id));
}

const note: Statement = {
  name: 'session_note',
  text: `update worker_sessions s set state = case when s.replica_id = $2 then i.state else s.state end,
           status = i.status, stats = i.stats, models = coalesce(i.models, s.models),
           last_seen_at = ${seenText}
         from json_to_recordset($1::json) as i(session_id uuid, state text, status text, stats jsonb, models jsonb, seen_for float8)
         where s.session_id = i.session_id and s.ended_at is null`,
};

export interface SessionNote {
  sessionId: string;
  state: 'registered' | 'connected' | 'away';
  status: string;
  stats: Record<string, unknown> | null;
  models: { name: string; loaded: boolean }[];
  /** How long ago its worker was heard of. */
  seenForMs: number;
}

/**
 * What changed about sessions since the last note, in one statement. A worker's calls may reach another replica than its
 * stream: that one hears the worker, but does not know how its stream is.
 */
export async function noteSessions(sql: Sql, notes: SessionNote[], replicaId: string): Promise<void> {
  const rows = notes.map(({ sessionId, seenForMs, ...rest }) => ({
    session_id: sessionId,
    seen_for: seenForMs,
    ...rest,
  }));
  await sql.query(note, [JSON.stringify(rows), replicaId]);
}

const seen: Statement = {
  name: 'session_seen',
  text: `select session_id, (extract(epoch from now() - last_seen_at) * 1000)::float8 as seen_for
         from worker_sessions where session_id = any($1::uuid[])`,
};

/** How long ago, in ms, any replica last heard of these sessions' workers, as noted. */
export async function lastSeen(sql: Sql, sessionIds: string[]): Promise<Map<string, number>> {
  const rows = await sql.query<{ session_id: string; seen_for: number }>(seen, [sessionIds]);
  return new Map(rows.map((row) => [row.session_id, row.seen_for]));
}

const end: Statement = {
  name: 'session_end',
  text: `update worker_sessions set ended_at = now(), state = 'ended'
         where session_id = $1 and replica_id = $2 and ended_at is null returning session_id`,
};

/** False when the session is another replica's by now, or has ended before. */
export const endSession = async (sql: Sql, sessionId: string, replicaId: string): Promise<boolean> =>
  (await sql.query(end, [sessionId, replicaId])).length > 0;

const pulse: Statement = {
  name: 'replica_pulse',
  text: `
  with mine as (
    insert into replicas (replica_id, virtual_time) values ($1, $2)
    on conflict (replica_id) do update set seen_at = now(), virtual_time = excluded.virtual_time
    returning virtual_time
  )
  select greatest((select virtual_time from mine), (select max(virtual_time) from replicas)) as virtual_time`,
};

/** Says that this replica lives and how far its turns are; answers how far those of all replicas are. */
export async function pulseReplica(sql: Sql, replicaId: string, virtualTime: number): Promise<number> {
  const [row] = await sql.query<{ virtual_time: string }>(pulse, [replicaId, virtualTime]);
  return Number(row?.virtual_time ?? virtualTime);
}
