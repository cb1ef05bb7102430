import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject, Task } from '@englog/domain';
import { createLogger } from '@englog/runtime';
import { leakCheck } from '@englog/testing';
import { Cleanup } from './cleanup';
import type { CleanupBatch } from './cleanup';
import type { CleanupOutcome } from './cleanup-progress';
import type { Database } from './database';
import { openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { sqlOn } from './sql';
import type { Sql } from './sql';
import { cancelTasks } from './task-transitions';

const day = 86_400_000;

export const cleanupTask = (payload: JsonObject): Task => ({
  id: randomUUID(),
  type: 'cleanup',
  userId: 'admin',
  status: 'running',
  priority: 5,
  requirements: { pool: 'default', capability: 'cleanup', labels: {}, model: null, needsOllama: false },
  payload,
  createdAt: Date.now() + 1000,
  runAt: null,
  timeoutMs: 60_000,
  expiresAt: null,
  maxAttempts: 3,
  attempt: 1,
  attemptsSpent: 0,
  workerId: 'w1',
  startedAt: null,
  completedAt: null,
  result: null,
  error: null,
});

/** Without a feed, and with tasks that end in their rows. */
export const makeCleanup = (sql: Sql, dataDir: string, logEntriesMs = 0): Cleanup =>
  new Cleanup({
    sql,
    dataDir,
    retention: { finishedTasksMs: 30 * day, idempotencyKeysMs: day, storedAnswersMs: 90 * day, logEntriesMs },
    cancelTask: async (id) => (await cancelTasks(sql, [id])).length > 0,
    events: { kept: () => Promise.resolve(0), forget: () => Promise.resolve(0) },
    now: Date.now,
    log: createLogger({ name: 'test', level: 'silent' }),
  });

/** As the worker does: batch after batch, until there are no more. */
export const runCleanup = async (cleanup: Cleanup, task: Task, maxRows = 1000, from = ''): Promise<CleanupBatch[]> => {
  const batches: CleanupBatch[] = [];
  let cursor = from;
  do {
    const batch = await cleanup.batch(task, cursor, maxRows);
    batches.push(batch);
    cursor = batch.nextCursor;
  } while (cursor !== '');
  return batches;
};

/** Where somebody's data is. */
export const dataTables = [
  'schedules',
  'tasks',
  'log_entries',
  'finished_tasks',
  'stored_answers',
  'alerts',
  'idempotency_keys',
  'notification_keys',
  'preferences',
] as const;

export interface CleanupRoom {
  sql: Sql;
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  count(table: string, where?: string): Promise<number>;
  /** What the last batch tells, which is all of it for a worker that begins anew. */
  run(task: Task, logEntriesMs?: number): Promise<CleanupOutcome>;
  /** A cleanup task of some time ago, with a row of its own, as it has while it runs. */
  runningTask(user: string, payload: JsonObject): Promise<Task>;
  /** The test's own. */
  readonly dataDir: string;
}

/** For the tests of one `describe`, by its hooks: a database that is empty, and a data folder, before each. */
export const useCleanupRoom = (kind: Database['kind']): CleanupRoom => {
  let fixture: DatabaseFixture;
  let dataDir = '';
  const sql: Sql = {
    query: (statement, values) => sqlOn(fixture.database).query(statement, values),
    transaction: (work) => sqlOn(fixture.database).transaction(work),
  };
  const query = <Row>(text: string, values: unknown[] = []) => sql.query<Row>({ name: '', text }, values);

  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
  });
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'englog-cleanup-'));
    for (const table of [...dataTables, 'cleanup_progress']) await query(`delete from ${table}`);
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  return {
    sql,
    query,
    async count(table, where = 'true') {
      const rows = await query<{ n: number }>(`select count(*)::integer as n from ${table} where ${where}`);
      return rows[0]?.n ?? 0;
    },
    async run(task, logEntriesMs = 0) {
      const cleanup = makeCleanup(sql, dataDir, logEntriesMs);
      await runCleanup(cleanup, task, 3);
      return (await cleanup.batch(task, '', 3)).outcome;
    },
    async runningTask(user, payload) {
      const task = { ...cleanupTask(payload), createdAt: Date.now() - 60_000 };
      await query(
        `insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, timeout_ms, max_attempts)
         values ($1, 'running', 1, 1, 1, 'cleanup', $2, 5, $3, 1000, 3)`,
        [task.id, user, JSON.stringify(payload)],
      );
      return task;
    },
    get dataDir() {
      return dataDir;
    },
  };
};
