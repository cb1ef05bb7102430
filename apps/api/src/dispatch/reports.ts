import { EnglogError } from '@englog/domain';
import type { JsonObject, TaskFailure, TaskProgress } from '@englog/domain';
import type { Feed } from '../feed/feed';
import { findReported, storeAnswer } from '../store/reported';
import type { ReportedTask } from '../store/reported';
import type { Sql } from '../store/sql';
import { steadyNow, toEpoch, toSteady } from './clock';
import type { Committer } from './committer';
import { afterFailure, afterInterruption, backoffMs, expiresInMs } from './decide';
import type { AfterAttempt, BackoffOptions } from './decide';
import type { Deliveries } from './deliveries';
import type { EndingAttempt, Endings } from './endings';
import { piecesOf } from './text-pieces';
import type { AttemptKey, InFlight, WorkerSession } from './worker-session';

/** What became of a report: the worker drops it on any of these. */
export type Disposition = 'accepted' | 'duplicate' | 'stale' | 'unknown' | 'requeued' | 'rejected';

export interface ResultReport {
  taskId: string;
  /** Null from a plain worker: its session is the fence. */
  attempt: number | null;
  outcome: 'completed' | 'failed' | 'cancelled' | 'handed_back';
  /** JSON */
  result: string;
  failure: TaskFailure | null;
  retryAfterMs: number | null;
  startedAt: number | null;
}

export interface ProgressReport {
  taskId: string;
  attempt: number | null;
  percent: number;
  message: string;
  textChunk: string;
  /** The attempt's text so far counts no more; `textChunk` is its new beginning. */
  textRestart?: boolean;
}

export interface ReportsOptions {
  sql: Sql;
  committer: Committer;
  deliveries: Deliveries;
  endings: Endings;
  feed: Feed;
  backoff: BackoffOptions;
  maxResultBytes: number;
  now: () => number;
}

/** What workers say of their attempts. Every answer is given after its commit (I3). */
export class Reports {
  readonly #options: ReportsOptions;

  constructor(options: ReportsOptions) {
    this.#options = options;
  }

  /** False when the attempt is no longer this session's: the worker should stop it. */
  acknowledge(session: WorkerSession, key: AttemptKey): boolean {
    const inFlight = held(session, key.taskId, key.attempt);
    if (inFlight === null) return false;
    this.#options.deliveries.acknowledge(session, inFlight);
    return true;
  }

  /** Never a row: followers are told, the latest is kept in memory. False when stale. */
  progress(session: WorkerSession, report: ProgressReport): boolean {
    const inFlight = held(session, report.taskId, report.attempt);
    if (inFlight === null) return false;
    session.lastSeenAt = steadyNow();
    inFlight.doubtfulUntil = null;
    this.#options.deliveries.acknowledge(session, inFlight);
    inFlight.progress = this.#publish(inFlight, report, inFlight.progress);
    return true;
  }

  /** The same for a worker whose stream is on another replica: followers are told. False when stale. */
  async progressElsewhere(session: WorkerSession, report: ProgressReport): Promise<boolean> {
    session.lastSeenAt = steadyNow();
    session.noteworthy = true;
    const row = await findReported(this.#options.sql, report.taskId);
    if (row === null || !isOwn(row, session, report)) return false;
    this.#publish({ taskId: report.taskId, userId: row.userId, attempt: row.attempt }, report, null);
    return true;
  }

  /** Answers the progress as it stands. */
  #publish(
    { taskId, userId, attempt }: Pick<InFlight, 'taskId' | 'userId' | 'attempt'>,
    { percent, message, textChunk, textRestart = false }: ProgressReport,
    last: TaskProgress | null,
  ): TaskProgress | null {
    const { feed, now } = this.#options;
    const at = now();
    const isText = textChunk !== '' || textRestart;
    if (isText)
      for (const [index, text] of piecesOf(textChunk).entries()) {
        const restart = textRestart && index === 0 ? { restart: true } : {};
        feed.publish({ kind: 'chunk', taskId, userId, at, attempt, text, ...restart });
      }
    const isNews = percent !== last?.percent || message !== last.message;
    if (!isNews || (percent === 0 && message === '' && isText)) return last;
    feed.publish({ kind: 'progress', taskId, userId, at, attempt, percent, message });
    return { percent, message, updatedAt: at };
  }

  /** Resolves after the commit. Rejects only when nothing was committed: the worker keeps the report and sends it again. */
  async result(session: WorkerSession, report: ResultReport): Promise<Disposition> {
    session.lastSeenAt = steadyNow();
    const inFlight = held(session, report.taskId, report.attempt);
    if (inFlight === null) return this.#late(session, report);
    inFlight.reportedAt = session.lastSeenAt;
    // The worker's slot is free from here on, whatever the commit takes.
    const ended = session.end(inFlight, () => this.#end(session, inFlight, report));
    this.#options.committer.slotFreed();
    return ended;
  }

  async #end(session: WorkerSession, inFlight: Budget, report: ResultReport): Promise<Disposition> {
    const attempt: EndingAttempt = {
      taskId: report.taskId,
      attempt: inFlight.attempt,
      sessionId: session.id,
      userId: inFlight.userId,
      startedAt: inFlight.ackedAt === null ? report.startedAt : toEpoch(inFlight.ackedAt),
    };
    if (report.outcome !== 'completed') {
      const decision = this.#decide(inFlight, report);
      if (!(await this.#options.endings.conclude(attempt, decision))) return this.#classify(session, report);
      return decision.kind === 'return' && !decision.spent ? 'requeued' : 'accepted';
    }
    const document = parseResult(report.result, this.#options.maxResultBytes);
    const matched = await this.#options.endings.finish(
      attempt,
      document.ok
        ? { status: 'completed', result: document.json, error: null, spent: false }
        : { status: 'failed', result: null, error: document.error, spent: true },
    );
    if (!matched) return this.#classify(session, report);
    if (document.ok) await this.#keepAnswer(inFlight.userId, document.value, document.json);
    return document.ok ? 'accepted' : 'rejected';
  }

  #decide(inFlight: Budget, report: ResultReport): AfterAttempt {
    const retryAfterMs = report.retryAfterMs;
    if (report.outcome === 'handed_back')
      return afterInterruption(
        'handed_back',
        report.failure?.message ?? 'handed back by its worker',
        retryAfterMs ?? 0,
      );
    const failure = report.failure ?? { code: 'handler_error', message: 'failed without a message', retryable: true };
    if (report.outcome === 'cancelled') {
      // Its own doing: of a task that a user cancelled no report gets here. As it goes, it should not be the next to get it.
      const delayMs = retryAfterMs ?? backoffMs(1, Math.random(), this.#options.backoff);
      return afterInterruption('handed_back', `cancelled by its worker: ${failure.message}`, delayMs);
    }
    const outcome = failure.code === 'deadline_exceeded' ? 'deadline_exceeded' : 'failed';
    const { attemptsSpent, maxAttempts, expiresAt } = inFlight;
    return afterFailure(
      {
        failure,
        outcome,
        attemptsSpent,
        maxAttempts,
        retryAfterMs,
        expiresInMs: expiresInMs(expiresAt, this.#options.now()),
        random: Math.random(),
      },
      this.#options.backoff,
    );
  }

  /** Not in flight here: recorded before, taken away, never known, or leased in a way this replica has not seen. */
  async #late(session: WorkerSession, report: ResultReport): Promise<Disposition> {
    const row = await findReported(this.#options.sql, report.taskId);
    if (row === null || !isOwn(row, session, report)) return this.#classify(session, report);
    const disposition = await this.#end(
      session,
      { ...row, ackedAt: row.startedAt === null ? null : toSteady(row.startedAt) },
      report,
    );
    // Its stream may be on another replica, which takes the slot for taken until it is told, or looks.
    this.#options.feed.wake({ kind: 'ended', taskId: report.taskId, attempt: row.attempt });
    return disposition;
  }

  /** Of a report whose guard did not match. */
  async #classify(session: WorkerSession, report: ResultReport): Promise<Disposition> {
    const row = await findReported(this.#options.sql, report.taskId);
    if (row === null) return 'unknown';
    if (row.workerId !== session.workerId || !isThisAttempt(row, report)) return 'stale';
    if (row.ended !== null) return wasRecorded(row.ended, report) ? 'duplicate' : 'stale';
    // The worker claimed it back by a newer registration: there the report counts, and here the worker must not drop it.
    if (row.sessionId !== session.id)
      throw new EnglogError('unauthenticated', 'the session was replaced by a newer registration');
    return 'stale';
  }

  async #keepAnswer(userId: string, value: JsonObject, json: string): Promise<void> {
    if (typeof value.question_key !== 'string' || (value.source !== 'model' && value.source !== 'fallback_model'))
      return;
    await storeAnswer(this.#options.sql, { userId, questionKey: value.question_key, result: json });
  }
}

/** What a decision needs of an attempt. */
type Budget = Pick<InFlight, 'attempt' | 'userId' | 'attemptsSpent' | 'maxAttempts' | 'expiresAt' | 'ackedAt'>;

const isThisAttempt = (row: ReportedTask, report: { attempt: number | null }): boolean =>
  row.attempt === (report.attempt ?? row.attempt);

const isOwn = (row: ReportedTask, session: WorkerSession, report: { attempt: number | null }): boolean =>
  row.ended === null && row.sessionId === session.id && isThisAttempt(row, report);

/** Was it this report that ended the task, and not the API, for a deadline or a loss? */
function wasRecorded({ status, code }: NonNullable<ReportedTask['ended']>, report: ResultReport): boolean {
  if (report.outcome === 'completed') return status === 'completed' || code === invalidResult;
  return status === 'failed' && code !== 'worker_lost';
}

const held = (session: WorkerSession, taskId: string, attempt: number | null): InFlight | null => {
  const inFlight = session.inFlight.get(taskId);
  return inFlight === undefined || (attempt !== null && attempt !== inFlight.attempt) ? null : inFlight;
};

const invalidResult = 'invalid_result';

type ResultDocument = { ok: true; json: string; value: JsonObject } | { ok: false; error: TaskFailure };

/** A result is a JSON object; another JSON value is wrapped as `{value}`, and none is `{}`. */
function parseResult(json: string, maxBytes: number): ResultDocument {
  const refuse = (message: string): ResultDocument => ({
    ok: false,
    // What it quotes of the result may hold what PostgreSQL cannot: NUL, half a character.
    error: { code: invalidResult, message: message.replaceAll('\u0000', '').toWellFormed(), retryable: false },
  });
  if (Buffer.byteLength(json) > maxBytes) return refuse(`the result is larger than ${maxBytes} bytes`);
  if (json === '') return { ok: true, json: '{}', value: {} };
  try {
    const value = JSON.parse(json) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { ok: true, json, value: value as JsonObject };
    return { ok: true, json: JSON.stringify({ value }), value: { value } };
  } catch (error) {
    return refuse(`the result is not JSON: ${EnglogError.from(error).message}`);
  }
}
