import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { EnglogError } from '@englog/domain';
import type { Capability } from '@englog/domain';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { Feed } from '../feed/feed';
import type { Sql } from '../store/sql';
import { adoptAttempts, findLeased } from '../store/leased-attempts';
import type { LeasedAttempt } from '../store/leased-attempts';
import {
  connectSession,
  countLiveWorkers,
  findLiveInstance,
  findSession,
  findSessionByToken,
  replaceSession,
} from '../store/worker-sessions';
import type { SessionRecord } from '../store/worker-sessions';
import { steadyNow, toSteady } from './clock';
import type { Committer } from './committer';
import type { Losses } from './losses';
import type { Registry } from './registry';
import { WorkerSession } from './worker-session';
import type { AttemptKey, InFlight, OllamaState, SessionChannel } from './worker-session';

export interface Registration {
  workerId: string;
  workerName: string;
  version: string;
  capabilities: Capability[];
  pools: string[];
  labels: Record<string, string>;
  models: { name: string; loaded: boolean }[];
  /** 0: the API chooses. */
  slots: number;
  linkVersion: number;
  instanceId: string;
  inFlight: AttemptKey[];
}

export interface Heartbeat {
  status: WorkerSession['status'];
  stats: Record<string, unknown> | null;
  ollama: OllamaState;
  models: { name: string; loaded: boolean }[] | null;
}

export interface WorkerGateOptions {
  sql: Sql;
  registry: Registry;
  committer: Committer;
  losses: Losses;
  feed: Feed;
  replicaId: string;
  leaseMs: number;
  graceMs: number;
  maxWorkers: number;
  plainWorkerSlots: number;
  log: Logger;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Lets workers in: registration, their session's token, and the stream their tasks go out on. */
export class WorkerGate {
  readonly #options: WorkerGateOptions;

  constructor(options: WorkerGateOptions) {
    this.#options = options;
  }

  /** Replaces the worker's earlier session and ends its stream. `stale` are claimed attempts that are no longer its own. */
  async register(registration: Registration): Promise<{ token: string; stale: AttemptKey[] }> {
    const { sql, leaseMs, maxWorkers, registry, log } = this.#options;
    const token = randomBytes(32).toString('base64url');
    const record = this.#recordOf(registration, token);
    await this.#refuseSecondProcess(record);
    const { replaced, adopted } = await sql.transaction(async (trx) => {
      if ((await countLiveWorkers(trx, record.workerId)) >= maxWorkers)
        throw new EnglogError('resource_exhausted', `too many workers: ${maxWorkers} are registered`);
      const old = await replaceSession(trx, record, leaseMs);
      // A plain worker cannot say what it still has: it keeps what it had, and its grace decides.
      const claimed = record.linkVersion > 0 ? registration.inFlight : await leasedTo(trx, old?.sessionId);
      return { replaced: old, adopted: await adoptAttempts(trx, record, claimed) };
    });
    const session = new WorkerSession(record, steadyNow());
    session.awaySince = steadyNow();
    const earlier = registry.byWorker(record.workerId);
    registry.add(session);
    if (earlier !== undefined) this.#end(earlier);
    if (replaced !== null) {
      this.#options.feed.wake({
        kind: 'session_moved',
        sessionId: replaced.sessionId,
        replicaId: this.#options.replicaId,
      });
      await this.#options.losses.sessionEnded(replaced.sessionId, record.workerId);
    }
    log.info(
      { workerId: record.workerId, sessionId: record.sessionId, linkVersion: record.linkVersion },
      'worker registered',
    );
    const stale = registration.inFlight.filter((key) => !adopted.has(`${key.taskId}/${key.attempt}`));
    return { token, stale };
  }

  /** The session of a worker that shows its token. Rejects not_found for an unknown worker, unauthenticated for a wrong token. */
  async authenticate(workerId: string, token: string): Promise<WorkerSession> {
    const known = this.#options.registry.byWorker(workerId);
    const hash = hashOf(token);
    if (known !== undefined && same(known.record.tokenHash, hash)) return known;
    // Registered with another replica, or with this one before it restarted.
    const record = await findSession(this.#options.sql, workerId);
    if (record === null) throw new EnglogError('not_found', `worker ${workerId} is not registered`);
    if (!same(record.tokenHash, hash)) throw new EnglogError('unauthenticated', 'the session token is not valid');
    const again = this.#options.registry.byWorker(workerId);
    if (again?.id === record.sessionId) return again;
    // Others came or left while the row was read: it may be that of a session replaced since.
    if (again !== known) return this.authenticate(workerId, token);
    const session = new WorkerSession(record, steadyNow());
    session.awaySince = steadyNow();
    this.#options.registry.add(session);
    if (again !== undefined) this.#end(again);
    return session;
  }

  /** The session whose token this is, for calls that name no worker. */
  async authenticateToken(token: string): Promise<WorkerSession> {
    const hash = hashOf(token);
    const known = this.#options.registry.byTokenHash(hash);
    if (known !== undefined) return known;
    const record = await findSessionByToken(this.#options.sql, hash);
    if (record === null) throw new EnglogError('unauthenticated', 'the session token is not valid');
    return this.authenticate(record.workerId, token);
  }

  /** What stands for the session now: its worker may have left and come back since it was authenticated. */
  current(session: WorkerSession): WorkerSession {
    return this.#options.registry.get(session.id) ?? session;
  }

  /**
   * The worker's stream is here now: attempts its rows hold and it claims are in flight again, attempts it does not have
   * go back, and what it claims but no longer holds is answered as stale. `inFlight` null: it cannot say (a plain worker).
   */
  async connect(session: WorkerSession, channel: SessionChannel, inFlight: AttemptKey[] | null): Promise<void> {
    const { sql, replicaId, leaseMs, graceMs, registry, committer, feed } = this.#options;
    session.lastSeenAt = steadyNow();
    session.coming = channel;
    if (!(await connectSession(sql, session.id, replicaId, leaseMs)))
      throw new EnglogError('unauthenticated', 'the session was replaced by a newer registration');
    this.#expect(session, channel);
    feed.wake({ kind: 'session_moved', sessionId: session.id, replicaId });
    session.record = { ...session.record, replicaId };
    session.pause('replaced by a newer stream', steadyNow());
    // What was promised to it before the pause is leased and known by then: the rows are the whole truth.
    await session.settled();
    const rows = await findLeased(sql, [session.id]);
    this.#expect(session, channel);
    const since = steadyNow();
    const isHeld = heldBy(session, inFlight);
    const [held, missing] = [rows.filter(isHeld), rows.filter((row) => !isHeld(row) && !session.ending.has(row.id))];
    session.inFlight.clear();
    const doubtfulUntil = inFlight === null && !session.hasStreamed ? since + graceMs : null;
    for (const row of held) session.inFlight.set(row.id, { ...toInFlight(row, since), doubtfulUntil });
    session.attach(channel);
    registry.refreshLanes(session);
    const stale = (inFlight ?? []).filter((key) => session.inFlight.get(key.taskId)?.attempt !== key.attempt);
    if (stale.length > 0) session.send({ kind: 'stale', attempts: stale });
    await this.#options.losses.giveBack(missing, 'not_acknowledged', session.workerId);
    committer.want(session.lanes);
  }

  /** The stream broke. Nothing is re-run: the grace starts. */
  disconnect(session: WorkerSession, channel: SessionChannel): void {
    if (!session.detach(channel, steadyNow())) return;
    this.#options.log.info({ workerId: session.workerId, sessionId: session.id }, 'worker stream ended');
  }

  /** Answers whether its stream is open: here, or with the replica that has the session, which its calls need not reach. */
  heartbeat(session: WorkerSession, { status, stats, ollama, models }: Heartbeat): boolean {
    const { registry, committer, replicaId } = this.#options;
    session.lastSeenAt = steadyNow();
    session.noteworthy = true;
    session.stats = stats;
    const lanesBefore = new Set(session.lanes);
    const wasUnavailable = session.status === 'unavailable';
    session.status = status;
    session.ollama = ollama;
    if (models !== null) session.record = { ...session.record, models };
    registry.refreshLanes(session);
    const takesAgain = wasUnavailable && session.status !== 'unavailable';
    if (takesAgain || session.lanes.some((lane) => !lanesBefore.has(lane))) committer.want(session.lanes);
    return session.state === 'connected' || session.record.replicaId !== replicaId;
  }

  /** Two live processes under one worker_id would end each other's sessions for ever: the second is told. */
  async #refuseSecondProcess(record: SessionRecord): Promise<void> {
    if (record.instanceId === '') return;
    const live = await findLiveInstance(this.#options.sql, record.workerId);
    if (live === null || live.instanceId === '' || live.instanceId === record.instanceId) return;
    const here = this.#options.registry.get(live.sessionId);
    if (live.replicaId === this.#options.replicaId && here?.state !== 'connected') return;
    throw new EnglogError('conflict', `worker_id ${record.workerId} is in use by another live process`);
  }

  #recordOf(registration: Registration, token: string): SessionRecord {
    const { inFlight: _, slots, pools, ...rest } = registration;
    return {
      ...rest,
      sessionId: uuidv7(),
      tokenHash: hashOf(token),
      replicaId: this.#options.replicaId,
      pools: pools.length === 0 ? ['default'] : pools,
      slots: slots > 0 ? slots : this.#options.plainWorkerSlots,
    };
  }

  /** Meanwhile the session may have moved, or its worker may have opened a newer stream. */
  #expect(session: WorkerSession, channel: SessionChannel): void {
    if (this.#options.registry.get(session.id) !== session || session.coming !== channel)
      throw new EnglogError('unavailable', 'the session moved, or has a newer stream');
  }

  /** A session that was replaced: its stream ends, and what it had is its successor's or goes back. */
  #end(session: WorkerSession): void {
    this.#options.registry.drop(session);
    session.close('replaced by a newer registration');
  }
}

const toInFlight = (row: LeasedAttempt, now: number): Omit<InFlight, 'doubtfulUntil'> => ({
  taskId: row.id,
  attempt: row.attempt,
  type: row.type,
  lane: row.lane,
  userId: row.userId,
  priority: row.priority,
  timeoutMs: row.timeoutMs,
  expiresAt: row.expiresAt,
  maxAttempts: row.maxAttempts,
  attemptsSpent: row.attemptsSpent,
  losses: row.losses,
  sentAt: now,
  ackedAt: row.startedAt === null ? now : toSteady(row.startedAt),
  ackRecorded: row.startedAt !== null,
  progress: null,
  reportedAt: null,
});

/** What it says it has; a plain worker, which cannot say, has all that was sent to it. */
function heldBy(session: WorkerSession, inFlight: AttemptKey[] | null): (row: LeasedAttempt) => boolean {
  if (inFlight === null) {
    const unsent = new Set([...session.inFlight.values()].filter((each) => each.ackedAt === null).map((e) => e.taskId));
    return (row) => !unsent.has(row.id) && !session.ending.has(row.id);
  }
  const claims = new Map(inFlight.map((key) => [key.taskId, key.attempt]));
  return (row) => claims.get(row.id) === row.attempt;
}

async function leasedTo(sql: Sql, sessionId: string | undefined): Promise<AttemptKey[]> {
  if (sessionId === undefined) return [];
  return (await findLeased(sql, [sessionId])).map((row) => ({ taskId: row.id, attempt: row.attempt }));
}
