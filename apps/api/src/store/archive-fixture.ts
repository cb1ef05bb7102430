import { join } from 'node:path';
import { cleanupTask, makeCleanup, runCleanup } from './cleanup-fixture';
import type { Sql } from './sql';

/** Adds 25 entries and 4 finished tasks and has a cleanup archive them: three files of entries and one of tasks. Answers its folder. */
export const makeArchive = async (sql: Sql, dataDir: string): Promise<string> => {
  const query = (text: string) => sql.query({ name: '', text }, []);
  await query(`insert into log_entries (id, user_id, title, type, start_time, end_time, value_rating, impact_level)
    select gen_random_uuid(), 'u1', 'entry ' || n, 'meeting', now() - interval '400 days', now() - interval '9599 hours', 'low', 'team'
    from generate_series(1, 25) n`);
  await query(`insert into finished_tasks (id, status, lane, type, user_id, priority, payload, created_at, timeout_ms, max_attempts, attempt, attempts_spent, finished_at)
    select gen_random_uuid(), 'completed', 1, 'cleanup', 'u1', 5, '{}', now(), 1000, 3, 1, 0, now() - interval '400 days'
    from generate_series(1, 4) n`);
  const policies = ['log_entries', 'finished_tasks'].map((target) => ({ target, older_than_days: 365 }));
  const task = cleanupTask({ policies });
  await runCleanup(makeCleanup(sql, dataDir), task, 10);
  return join(dataDir, 'archive', task.id);
};
