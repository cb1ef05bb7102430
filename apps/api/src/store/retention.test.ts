import { createLogger } from '@englog/runtime';
import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { RetentionLoop, sweep } from './retention';
import type { RetentionOptions, Swept } from './retention';
import { sqlIn } from './sql';
import type { Sql } from './sql';

const day = 86_400_000;
const nothing: Swept['rows'] = {
  finishedTasks: 0,
  idempotencyKeys: 0,
  storedAnswers: 0,
  logEntries: 0,
  notificationKeys: 0,
  alerts: 0,
  workerSessions: 0,
  replicas: 0,
  cleanupProgress: 0,
};

describe.each(databaseKinds)('retention (%s)', (kind) => {
  let fixture: DatabaseFixture;
  let options: RetentionOptions;
  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
    const sql = sqlIn(fixture.database.db);
    const log = createLogger({ name: 'test', level: 'silent' });
    options = {
      sql,
      finishedTasksMs: 30 * day,
      idempotencyKeysMs: day,
      storedAnswersMs: 90 * day,
      logEntriesMs: 0,
      sweepIntervalMs: 60_000,
      log,
    };
  });
  afterAll(() => fixture.close());

  const fill = async (age: string, count: number): Promise<void> => {
    const text = `insert into idempotency_keys select 'u', 's', gen_random_uuid()::text, 'f', '{}', now() - $1::interval from generate_series(1, $2::integer)`;
    await fixture.database.query({ name: '', text }, [age, count]);
  };
  const kept = async (): Promise<number> =>
    (await fixture.database.db.selectFrom('idempotency_keys').select('key').execute()).length;

  it('removes what is past its time, however much, and nothing else', async () => {
    await fill('2 days', 11_000);
    await fill('23 hours', 3);
    const signal = new AbortController().signal;
    expect((await sweep(options, Date.now(), signal)).rows).toEqual({ ...nothing, idempotencyKeys: 11_000 });
    expect(await kept()).toBe(3);
    expect(await sweep(options, Date.now(), signal)).toEqual({ partitions: [], lanes: 0, rows: nothing });
  });

  it('goes on where the batch before ended', async () => {
    const from: unknown[] = [];
    const query: Sql['query'] = (statement, values) => {
      if (statement.text.includes('delete from stored_answers')) from.push(values[1]);
      return options.sql.query(statement, values);
    };
    await fixture.database.query(
      {
        name: '',
        text: `insert into stored_answers (question_key, user_id, result, answered_at)
          select n, 'u', '{}', timestamptz '2020-01-01 00:00:00.123456Z' + n * interval '1 second' from generate_series(1, 10000) n`,
      },
      [],
    );
    const { rows } = await sweep(
      { ...options, sql: { ...options.sql, query } },
      Date.now(),
      new AbortController().signal,
    );
    expect(rows).toEqual({ ...nothing, storedAnswers: 10_000 });
    const times = (from as string[]).map((at) => (at === '-infinity' ? at : Date.parse(at)));
    const first = Date.parse('2020-01-01T00:00:00.123Z');
    expect(times).toEqual(['-infinity', first + 5_000_000, first + 10_000_000]);
  });

  it('takes each table’s own time, and leaves what is still needed', async () => {
    const run = (text: string, values: unknown[] = []) => options.sql.query({ name: '', text }, values);
    const session = (ended: string, lease: string, holds: boolean) =>
      run(
        `with s as (insert into worker_sessions (session_id, worker_id, worker_name, token_hash, replica_id, version, capabilities, pools, labels, models, slots,
          link_version, instance_id, state, lease_expires_at, ended_at)
        values (gen_random_uuid(), gen_random_uuid()::text, 'w', gen_random_uuid()::text, gen_random_uuid(), '1', '{}', '{}', '{}', '[]', 1, 1, 'i', 'ended',
          now() - $2::interval, now() - nullif($1, '')::interval) returning session_id)
       insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, timeout_ms, max_attempts, session_id)
       select gen_random_uuid(), 'running', 1, 1, 1, 'cleanup', 'u', 5, '{}', 1000, 3, session_id from s where $3`,
        [ended, lease, holds],
      );
    await session('25 hours', '25 hours', false);
    await session('23 hours', '23 hours', false);
    await session('25 hours', '25 hours', true);
    await session('', '7 days', false);
    await session('', '9 days', false);
    await run(
      `insert into replicas (replica_id, seen_at, virtual_time) values (gen_random_uuid(), now() - interval '25 hours', 1), (gen_random_uuid(), now(), 1)`,
    );
    await run(
      `insert into alerts (id, user_id, key, title, body, created_at) select gen_random_uuid(), 'u', age, 't', 'b', now() - age::interval from unnest(array['91 days', '89 days']) age`,
    );
    await run(
      `insert into stored_answers (question_key, user_id, result, answered_at) select age, 'u', '{}', now() - age::interval from unnest(array['91 days', '89 days']) age`,
    );
    await run(
      `insert into cleanup_progress (task_id, state, updated_at) select gen_random_uuid(), '{}', now() - age::interval from unnest(array['31 days', '29 days']) age`,
    );
    await run(
      `insert into idempotency_keys select 'u', 'schedule:x', age, 'f', '{}', now() - age::interval from unnest(array['2 days', '32 days']) age`,
    );
    await run(`insert into finished_tasks (id, status, lane, type, user_id, priority, payload, created_at, timeout_ms, max_attempts, attempt, attempts_spent, finished_at)
      select gen_random_uuid(), 'failed', 1, 'cleanup', 'u', 5, '{}', now(), 1000, 3, 1, 0, now() - age::interval from unnest(array['31 days', '29 days']) age`);

    await run(`insert into log_entries (id, user_id, title, type, start_time, end_time, value_rating, impact_level)
      select gen_random_uuid(), 'u', 't', 'meeting', now() - age::interval, now() - age::interval + interval '1 hour', 'low', 'team' from unnest(array['366 days', '364 days']) age`);
    await run(`insert into notification_keys (user_id, channel, key, task_id, attempt, worker_id, state, at)
      select 'u', 'email', age, gen_random_uuid(), 1, 'w', 'claimed', now() - age::interval from unnest(array['31 days', '29 days']) age
      union all select 'u', 'email', 'live', id, 1, 'w', 'claimed', now() - interval '31 days' from tasks`);

    const signal = new AbortController().signal;
    const swept = await Promise.all(
      [1, 2].map(() => sweep({ ...options, logEntriesMs: 365 * day }, Date.now(), signal)),
    );
    const total = (table: keyof Swept['rows']) => swept.reduce((sum, { rows }) => sum + rows[table], 0);
    const totals = Object.keys(nothing).map((table) => [table, total(table as keyof Swept['rows'])]);
    expect(Object.fromEntries(totals)).toEqual({
      finishedTasks: 1,
      idempotencyKeys: 1,
      storedAnswers: 1,
      logEntries: 1,
      notificationKeys: 1,
      alerts: 1,
      workerSessions: 2,
      replicas: 1,
      cleanupProgress: 1,
    });
    expect(await run(`select 1 from worker_sessions`)).toHaveLength(3);
    await run(`delete from idempotency_keys where scope = 'schedule:x'`);
  });

  it('drops the days of finished tasks that have passed', async () => {
    const signal = new AbortController().signal;
    await sweep(options, Date.now() - 40 * day, signal);
    const { partitions } = await sweep(options, Date.now(), signal);
    expect(partitions.length).toBeGreaterThanOrEqual(3);
    expect(partitions.every((name) => /^finished_tasks_\d{8}$/.test(name))).toBe(true);
  });

  it('goes on by itself until it is stopped', async () => {
    await fill('2 days', 5);
    const loop = new RetentionLoop(options);
    loop.start();
    await waitFor(async () => (await kept()) === 3);
    await loop.stop();
  });
});

afterAll(() => leakCheck());
