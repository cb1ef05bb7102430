import type { Logger } from 'pino';
import type { Sql } from '../store/sql';
import { findLeased } from '../store/leased-attempts';
import type { LeasedAttempt } from '../store/leased-attempts';
import { endSession } from '../store/worker-sessions';
import { toEpoch } from './clock';
import { afterInterruption, afterLoss } from './decide';
import type { EndingAttempt, Endings } from './endings';
import type { Registry } from './registry';
import type { InFlight, WorkerSession } from './worker-session';

export interface LossesOptions {
  sql: Sql;
  registry: Registry;
  endings: Endings;
  replicaId: string;
  maxLosses: number;
  log: Logger;
}

/** What becomes of attempts whose worker did not end them: interruption is not failure (I7). */
export class Losses {
  readonly #options: LossesOptions;

  constructor(options: LossesOptions) {
    this.#options = options;
  }

  /** The worker did not come back in time, or is known to be gone. */
  async sessionLost(session: WorkerSession, why: string): Promise<void> {
    const { registry, sql, replicaId, log } = this.#options;
    // Dropped while whoever found it lost waited: its worker may be back, with the same session.
    if (registry.get(session.id) !== session) return;
    this.#drop(session, why);
    log.warn({ workerId: session.workerId, sessionId: session.id, why }, 'worker lost');
    if (!(await endSession(sql, session.id, replicaId))) return;
    // Back before its end was committed: it has to register anew.
    const back = registry.get(session.id);
    if (back !== undefined) this.#drop(back, why);
    await this.sessionEnded(session.id, session.workerId);
  }

  #drop(session: WorkerSession, why: string): void {
    this.#options.registry.drop(session);
    session.close(why);
    session.inFlight.clear();
  }

  /** Whatever an ended session still holds goes back. */
  async sessionEnded(sessionId: string, workerId: string): Promise<void> {
    await this.giveBack(await findLeased(this.#options.sql, [sessionId]), 'worker_lost', workerId);
  }

  async giveBack(rows: LeasedAttempt[], outcome: 'worker_lost' | 'not_acknowledged', workerId: string): Promise<void> {
    const { endings, maxLosses } = this.#options;
    await Promise.all(
      rows.map((row) => {
        const attempt: EndingAttempt = {
          taskId: row.id,
          attempt: row.attempt,
          sessionId: row.sessionId,
          userId: row.userId,
          startedAt: row.startedAt,
        };
        return endings.conclude(
          attempt,
          outcome === 'worker_lost'
            ? afterLoss(row.losses, workerId, maxLosses)
            : afterInterruption('not_acknowledged', `worker ${workerId} did not take it`, 0),
        );
      }),
    );
  }

  /** The attempt of one worker that was probably lost with it, while its session lives. */
  async doubtful(session: WorkerSession, inFlight: InFlight): Promise<void> {
    const { taskId, attempt, userId } = inFlight;
    const lost = {
      taskId,
      attempt,
      userId,
      sessionId: session.id,
      startedAt: inFlight.ackedAt === null ? null : toEpoch(inFlight.ackedAt),
    };
    const decision = afterLoss(inFlight.losses, session.workerId, this.#options.maxLosses);
    await session.end(inFlight, () => this.#options.endings.conclude(lost, decision));
  }

  /** Sent, and not acknowledged in time: back at once, the worker told to leave it should it still arrive. */
  async unacknowledged(session: WorkerSession, inFlight: InFlight): Promise<void> {
    const { taskId, attempt, userId } = inFlight;
    const message = `worker ${session.workerId} did not acknowledge it in time`;
    const unheard = { taskId, attempt, userId, sessionId: session.id, startedAt: null };
    await session.end(inFlight, () =>
      this.#options.endings.conclude(unheard, afterInterruption('not_acknowledged', message, 0)),
    );
    session.send({ kind: 'cancel', attempt: { taskId, attempt } });
  }
}
