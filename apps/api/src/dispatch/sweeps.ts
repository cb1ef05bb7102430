import type { Sql } from '../store/sql';
import { acknowledgeAttempts, expireTasks, nextDueMs, promoteDue } from '../store/task-transitions';
import { countWaiting, countWaitingByUser } from '../store/backlog-count';
import { lastSeen, noteSessions, pulseReplica, renewSessions } from '../store/worker-sessions';
import type { LaneStore } from '../store/lanes';
import type { Backlog } from './backlog';
import { steadyNow, toEpoch } from './clock';
import type { Committer } from './committer';
import type { Endings } from './endings';
import type { Losses } from './losses';
import type { Registry } from './registry';
import type { Turns } from './turns';
import type { InFlight, WorkerSession } from './worker-session';
import type { Feed } from '../feed/feed';

export interface SweepsOptions {
  sql: Sql;
  lanes: LaneStore;
  registry: Registry;
  committer: Committer;
  endings: Endings;
  losses: Losses;
  backlog: Backlog;
  turns: Turns;
  feed: Feed;
  replicaId: string;
  ackTimeoutMs: number;
  graceMs: number;
  leaseMs: number;
  pingIntervalMs: number;
  workerTimeoutMs: number;
  now: () => number;
}

/** A worker stops an attempt at its timeout; the API waits this much longer for it to say so. */
const timeoutMarginMs = 10_000;
/** Acknowledgements of attempts that end sooner than this are never written: their end is. */
const ackRecordAfterMs = 200;
const batch = 1000;

/** What is looked at again and again: each method is one pass, and loops.ts says how often. */
export class Sweeps {
  readonly #options: SweepsOptions;
  #counts = 0;

  constructor(options: SweepsOptions) {
    this.#options = options;
  }

  /** Attempts in flight here: unacknowledged, over time, doubtful. */
  async attempts(): Promise<void> {
    const { registry, ackTimeoutMs, losses } = this.#options;
    const at = steadyNow();
    const ending: Promise<unknown>[] = [];
    for (const session of registry.all())
      for (const inFlight of session.inFlight.values()) {
        if (inFlight.ackedAt === null && at - (inFlight.sentAt ?? -Infinity) > ackTimeoutMs) {
          // First, since the slot is free as soon as the attempt goes back.
          this.#doubt(session, at);
          ending.push(losses.unacknowledged(session, inFlight));
        } else if (inFlight.doubtfulUntil !== null && at > inFlight.doubtfulUntil)
          ending.push(losses.doubtful(session, inFlight));
        else if (isOverTime(session, inFlight, at)) ending.push(this.#overTime(session, inFlight));
      }
    await Promise.all(ending);
  }

  /** Workers that are silent, away too long, or stopped saying that they live. */
  async sessions(): Promise<void> {
    const { registry, graceMs, pingIntervalMs, workerTimeoutMs, losses } = this.#options;
    const at = steadyNow();
    const lost: Promise<unknown>[] = [];
    const quiet: WorkerSession[] = [];
    for (const session of registry.all()) {
      const awayMs = session.awaySince === null ? 0 : at - session.awaySince;
      const silentMs = session.silentMs(at);
      if (silentMs > 2 * pingIntervalMs) session.close('no echo of pings');
      else if (silentMs > pingIntervalMs) this.#doubt(session, at);
      if (session.state === 'away' && awayMs > graceMs) lost.push(losses.sessionLost(session, 'did not come back'));
      else if (session.state === 'registered' && awayMs > graceMs) lost.push(this.#neverStreamed(session));
      else if (session.state !== 'away' && at - session.lastSeenAt > workerTimeoutMs) quiet.push(session);
    }
    if (quiet.length > 0) lost.push(this.#quiet(quiet));
    await Promise.all(lost);
  }

  ping(): void {
    for (const session of this.#options.registry.all()) session.ping(steadyNow());
  }

  /** Acknowledgements of attempts that run long enough for anyone to ask. */
  async acknowledgements(): Promise<void> {
    const { registry, sql } = this.#options;
    const now = steadyNow();
    const due: { session: WorkerSession; inFlight: InFlight; startedAt: number }[] = [];
    for (const session of registry.all())
      for (const inFlight of session.inFlight.values())
        if (inFlight.ackedAt !== null && !inFlight.ackRecorded && now - inFlight.ackedAt > ackRecordAfterMs)
          due.push({ session, inFlight, startedAt: toEpoch(inFlight.ackedAt) });
    if (due.length === 0) return;
    await acknowledgeAttempts(
      sql,
      due.map(({ session, inFlight, startedAt }) => ({
        id: inFlight.taskId,
        attempt: inFlight.attempt,
        sessionId: session.id,
        startedAt,
      })),
    );
    for (const { inFlight } of due) inFlight.ackRecorded = true;
  }

  /** One statement renews all leases; a session no longer this replica's is let go of. */
  async leases(): Promise<void> {
    const { registry, sql, replicaId, leaseMs } = this.#options;
    const sessions = registry.all().map((session) => ({ session, record: session.record }));
    if (sessions.length === 0) return;
    const mine = await renewSessions(
      sql,
      sessions.map(({ session }) => ({ sessionId: session.id, seenForMs: steadyNow() - session.lastSeenAt })),
      replicaId,
      leaseMs,
    );
    for (const { session, record } of sessions) {
      // One that comes here, or came back here, while the statement was under way is looked at the next time.
      if (registry.get(session.id) !== session || session.record !== record || session.coming !== null) continue;
      if (!mine.has(session.id)) this.letGo(session.id);
      // Its move was committed, though the answer was lost.
      else if (record.replicaId !== replicaId) session.record = { ...record, replicaId };
    }
  }

  /** The session moved to another replica or was replaced there. */
  letGo(sessionId: string): void {
    const session = this.#options.registry.get(sessionId);
    if (session === undefined) return;
    this.#options.registry.drop(session);
    session.close('the session moved');
  }

  /** What changed about sessions, for operators on any replica. */
  async notes(): Promise<void> {
    const changed = this.#options.registry.all().filter((session) => session.noteworthy);
    if (changed.length === 0) return;
    for (const session of changed) session.noteworthy = false;
    const notes = changed.map(({ id, state, status, stats, record, lastSeenAt }) => ({
      sessionId: id,
      state,
      status,
      stats,
      models: record.models,
      seenForMs: steadyNow() - lastSeenAt,
    }));
    try {
      await noteSessions(this.#options.sql, notes, this.#options.replicaId);
    } catch (error) {
      for (const session of changed) session.noteworthy = true;
      throw error;
    }
  }

  /** Scheduled tasks that are due, waiting tasks past their deadline. Answers when to look again, in ms, or null. */
  async due(): Promise<number | null> {
    const { sql, committer, backlog, feed, now } = this.#options;
    const lanes = new Set((await promoteDue(sql, batch)).map((row) => row.lane));
    if (lanes.size > 0) {
      committer.want(lanes);
      feed.wake({ kind: 'ready', lanes: [...lanes] });
    }
    const expired = await expireTasks(sql, batch);
    backlog.left(expired.map((task) => ({ userId: task.user_id })));
    for (const { id, user_id: userId, attempt } of expired) {
      const error = {
        code: 'deadline_exceeded',
        message: 'the deadline passed while the task waited',
        retryable: false,
      };
      feed.publish({ kind: 'state', taskId: id, userId, at: now(), status: 'failed', attempt, error });
    }
    return nextDueMs(sql);
  }

  /** The polling fallback: lanes this replica's free slots serve are looked at even if nobody woke it. */
  async poll(): Promise<void> {
    const { lanes, registry, committer } = this.#options;
    await lanes.refresh();
    registry.noticeLanes();
    const open = registry.openLanes();
    if (open.size > 0) committer.poll(open);
  }

  async pulse(): Promise<void> {
    const { sql, replicaId, turns } = this.#options;
    turns.observe(await pulseReplica(sql, replicaId, turns.virtualTime));
  }

  /** What other replicas did to the backlog. A deep one takes long to count: one pass in six is enough while it has room. */
  async count(): Promise<void> {
    this.#counts += 1;
    const { sql, backlog } = this.#options;
    if (backlog.isDeep && !backlog.hasRefused && this.#counts % 6 !== 0) return;
    if (backlog.boundsUsers) backlog.countedByUser(await countWaitingByUser(sql));
    else backlog.counted(await countWaiting(sql));
  }

  /** Once it answers, what waits is looked for at once. */
  #doubt(session: WorkerSession, at: number): void {
    session.doubt(at, () => this.#options.committer.want(session.lanes));
  }

  /** No word of them here; their calls may reach another replica. */
  async #quiet(sessions: WorkerSession[]): Promise<void> {
    const { sql, workerTimeoutMs, losses } = this.#options;
    const seen = await lastSeen(
      sql,
      sessions.map((session) => session.id),
    );
    for (const session of sessions) {
      session.lastSeenAt = Math.max(session.lastSeenAt, steadyNow() - (seen.get(session.id) ?? Infinity));
      if (steadyNow() - session.lastSeenAt > workerTimeoutMs) await losses.sessionLost(session, 'no sign of life');
    }
  }

  /** Registered with attempts of an earlier session, and opened no stream for them. It may yet come, without them. */
  async #neverStreamed(session: WorkerSession): Promise<void> {
    // Another replica's, which its calls reach us from: that one has its stream.
    if (session.record.replicaId !== this.#options.replicaId) return;
    const { awaySince } = session;
    await this.#options.losses.sessionEnded(session.id, session.workerId);
    // Unless a stream came meanwhile, and may have broken since.
    if (session.awaySince === awaySince) session.awaySince = null;
  }

  async #overTime(session: WorkerSession, inFlight: InFlight): Promise<void> {
    const { taskId, attempt } = inFlight;
    await session.end(inFlight, () => this.#options.endings.overTime(session, inFlight));
    session.send({ kind: 'cancel', attempt: { taskId, attempt } });
  }
}

function isOverTime(session: WorkerSession, inFlight: InFlight, at: number): boolean {
  const { ackedAt, timeoutMs, expiresAt, sentAt, reportedAt } = inFlight;
  if (ackedAt === null) return false;
  const expiresIn = expiresAt === null ? Infinity : expiresAt - Date.now();
  const endsAt = Math.min(ackedAt + timeoutMs, at + expiresIn);
  // After an outage of the stream (`sentAt`) or of the database, what the worker has long finished is still on its way.
  const overAt = Math.max(endsAt, sentAt ?? 0, reportedAt ?? 0);
  return at > overAt + (session.isFull ? timeoutMarginMs : 0);
}
