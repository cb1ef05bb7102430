import { createLogger } from '@englog/runtime';
import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { RetentionLoop, sweep } from './retention';
import type { RetentionOptions } from './retention';
import { sqlIn } from './sql';

const day = 86_400_000;

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
    expect(await sweep(options, Date.now(), signal)).toMatchObject({ idempotencyKeys: 11_000, storedAnswers: 0 });
    expect(await kept()).toBe(3);
    expect(await sweep(options, Date.now(), signal)).toEqual({ partitions: [], idempotencyKeys: 0, storedAnswers: 0 });
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
