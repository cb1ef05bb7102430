import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { retireLanes } from './lanes-upkeep';
import { dropPartitions, ensurePartitions } from './partitions';
import type { Sql } from './sql';

export interface RetentionOptions {
  sql: Sql;
  finishedTasksMs: number;
  idempotencyKeysMs: number;
  storedAnswersMs: number;
  /** 0: kept for ever. */
  logEntriesMs: number;
  sweepIntervalMs: number;
  log: Logger;
}

/** What a sweep removed: day partitions by name, lanes that were retired, and rows of each other table. */
export interface Swept {
  partitions: string[];
  lanes: number;
  rows: Record<SweptTable, number>;
}

/** Rows of one statement: short locks, and a signal is heard between two. */
const rowsAStatement = 5000;
const daysAhead = 3;
const dayMs = 86_400_000;

interface Expiry {
  table: string;
  /** Of rows as `t`, with $1 the moment before which they go. */
  where: string;
  /** An indexed time: batches go on where the one before ended, instead of past all that is gone or kept. */
  oldestBy?: string;
  /** 0: for ever. */
  keptMs: (options: RetentionOptions) => number;
}

const expiries = {
  // Finished on a day without a partition, or put back from an archive.
  finishedTasks: {
    table: 'finished_tasks_default',
    where: 't.finished_at < $1',
    keptMs: (options) => options.finishedTasksMs,
  },
  // A firing's key outlives a downtime: without it the firing would be made again.
  idempotencyKeys: {
    table: 'idempotency_keys',
    oldestBy: 'created_at',
    where: `t.created_at < $1 and (t.scope not like 'schedule:%' or t.created_at < $1 - interval '30 days')`,
    keptMs: (options) => options.idempotencyKeysMs,
  },
  storedAnswers: {
    table: 'stored_answers',
    oldestBy: 'answered_at',
    where: 't.answered_at < $1',
    keptMs: (options) => options.storedAnswersMs,
  },
  logEntries: {
    table: 'log_entries',
    oldestBy: 'start_time',
    where: 't.start_time < $1',
    keptMs: (options) => options.logEntriesMs,
  },
  // As long as the tasks they are of: a finished task's key is known as long as it is.
  notificationKeys: {
    table: 'notification_keys',
    oldestBy: 'at',
    where: 't.at < $1 and not exists (select from tasks where tasks.id = t.task_id)',
    keptMs: (options) => options.finishedTasksMs,
  },
  alerts: { table: 'alerts', oldestBy: 'created_at', where: 't.created_at < $1', keptMs: () => 90 * dayMs },
  // One that nobody has ended was a replica's that was killed, or a worker's that never came back.
  workerSessions: {
    table: 'worker_sessions',
    where: `coalesce(t.ended_at, t.lease_expires_at + interval '7 days') < $1
      and not exists (select from tasks where tasks.session_id = t.session_id)`,
    keptMs: () => dayMs,
  },
  replicas: { table: 'replicas', where: 't.seen_at < $1', keptMs: () => dayMs },
  cleanupProgress: {
    table: 'cleanup_progress',
    where: 't.updated_at < $1 and not exists (select from tasks where tasks.id = t.task_id)',
    keptMs: () => 30 * dayMs,
  },
} as const satisfies Record<string, Expiry>;

export type SweptTable = keyof typeof expiries;

/** Binds $1, the moment before which rows go, and $2, where to go on; answers where that is after this batch. */
const expireText = ({ table, where, oldestBy }: Expiry): string => {
  const walk = oldestBy === undefined ? '' : `and t.${oldestBy} >= $2::timestamptz order by t.${oldestBy}`;
  return `with gone as (
      delete from ${table} d where ctid = any(array(
        select t.ctid from ${table} t where (${where}) ${walk} limit ${rowsAStatement} for update of t skip locked))
      returning ${oldestBy === undefined ? '$2::timestamptz' : `d.${oldestBy}`} as at
    ) select count(*)::integer as count, max(at)::text as latest from gone`;
};

const deleteOlder = async (sql: Sql, expiry: Expiry, before: Date, signal: AbortSignal): Promise<number> => {
  const text = expireText(expiry);
  let total = 0;
  let from = '-infinity';
  while (!signal.aborted) {
    const [row] = await sql.query<{ count: number; latest: string | null }>({ name: '', text }, [before, from]);
    const count = row?.count ?? 0;
    total += count;
    if (count < rowsAStatement) break;
    from = row?.latest ?? from;
  }
  return total;
};

/** One pass: makes the partitions of the days to come and removes what is past its time. Safe on several replicas at once. */
export const sweep = async (options: RetentionOptions, now: number, signal: AbortSignal): Promise<Swept> => {
  const { sql, finishedTasksMs } = options;
  await ensurePartitions(sql, now, daysAhead);
  const partitions = await dropPartitions(sql, now - finishedTasksMs);
  const rows: [string, number][] = [];
  for (const [name, expiry] of Object.entries<Expiry>(expiries)) {
    const keptMs = expiry.keptMs(options);
    rows.push([name, keptMs === 0 ? 0 : await deleteOlder(sql, expiry, new Date(now - keptMs), signal)]);
  }
  const lanes = await retireLanes(sql, { now, finishedTasksMs }, signal);
  return { partitions, lanes, rows: Object.fromEntries(rows) as Swept['rows'] };
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
        const counts = [swept.partitions.length, swept.lanes, ...Object.values(swept.rows)];
        if (counts.some((count) => count > 0)) log.info(swept, 'removed what was past its time');
      } catch (err) {
        log.warn({ err }, 'retention will be tried again');
      }
      await delay(sweepIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
