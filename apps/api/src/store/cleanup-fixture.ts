import { randomUUID } from 'node:crypto';
import type { JsonObject, Task } from '@englog/domain';
import { createLogger } from '@englog/runtime';
import { Cleanup } from './cleanup';
import type { CleanupBatch } from './cleanup';
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
