import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { dropPartitions, ensurePartitions } from './partitions';
import type { Sql } from './sql';

export interface RetentionOptions {
  sql: Sql;
  finishedTasksMs: number;
  idempotencyKeysMs: number;
  storedAnswersMs: number;
  sweepIntervalMs: number;
  log: Logger;
}

export interface Swept {
  partitions: string[];
  idempotencyKeys: number;
  storedAnswers: number;
}

/** Rows of one statement: short locks, and a signal is heard between two. */
const rowsAStatement = 5000;
const daysAhead = 3;

const expired = {
  idempotencyKeys: `delete from idempotency_keys where ctid = any(array(
    select ctid from idempotency_keys where created_at < $1 limit ${rowsAStatement} for update skip locked))`,
  storedAnswers: `delete from stored_answers where ctid = any(array(
    select ctid from stored_answers where answered_at < $1 limit ${rowsAStatement} for update skip locked))`,
};

const deleteOlder = async (sql: Sql, statement: string, before: Date, signal: AbortSignal): Promise<number> => {
  const text = `with gone as (${statement} returning 1) select count(*)::integer as count from gone`;
  let total = 0;
  while (!signal.aborted) {
    const [row] = await sql.query<{ count: number }>({ name: '', text }, [before]);
    const count = row?.count ?? 0;
    total += count;
    if (count < rowsAStatement) break;
  }
  return total;
};

/** One pass: makes the partitions of the days to come and removes what is past its time. Safe on several replicas at once. */
export const sweep = async (options: RetentionOptions, now: number, signal: AbortSignal): Promise<Swept> => {
  const { sql, finishedTasksMs, idempotencyKeysMs, storedAnswersMs } = options;
  await ensurePartitions(sql, now, daysAhead);
  return {
    partitions: await dropPartitions(sql, now - finishedTasksMs),
    idempotencyKeys: await deleteOlder(sql, expired.idempotencyKeys, new Date(now - idempotencyKeysMs), signal),
    storedAnswers: await deleteOlder(sql, expired.storedAnswers, new Date(now - storedAnswersMs), signal),
  };
};

/** Sweeps now and then at its interval until it is stopped. A pass that fails is logged and tried again at the next. */
export class RetentionLoop {
  readonly #options: RetentionOptions;
  readonly #stopping = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Resolves once the statement under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { log, sweepIntervalMs } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const swept = await sweep(this.#options, Date.now(), signal);
        if (swept.partitions.length + swept.idempotencyKeys + swept.storedAnswers > 0)
          log.info(swept, 'removed what was past its time');
      } catch (err) {
        log.warn({ err }, 'retention will be tried again');
      }
      await delay(sweepIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
