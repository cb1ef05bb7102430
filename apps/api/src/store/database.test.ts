import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@englog/runtime';
import { createTestDatabase, describeWithPostgres, freePort, leakCheck, startTcpProxy, waitFor } from '@englog/testing';
import { sql } from 'kysely';
import { openDatabase } from './database';
import type { Database } from './database';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { migrate } from './migrate';

const log = createLogger({ name: 'test', level: 'silent' });
const query = <Row>(database: Pick<Database, 'query'>, text: string, values: unknown[] = []) =>
  database.query<Row>({ name: '', text }, values);

describe.each(databaseKinds)('a database (%s)', (kind) => {
  let fixture: DatabaseFixture;
  beforeAll(async () => (fixture = await openDatabaseFixture(kind, false)));
  afterAll(() => fixture.close());

  it('is brought up to date once, however many replicas start together', async () => {
    const others = await Promise.all([fixture.another(), fixture.another()]);
    const applied = await Promise.all([fixture.database, ...others].map(({ db }) => migrate(db)));
    expect(applied.flat().toSorted()).toEqual(applied.find((names) => names.length > 0)?.toSorted());
    expect(applied.flat()).toContain('001-log-entries');
    expect(await migrate(fixture.database.db)).toEqual([]);
    expect(await query(fixture.database, 'show statement_timeout')).toEqual([
      { statement_timeout: kind === 'postgres' ? '20s' : '0' },
    ]);
  });

  it('gives every type as the schema says', async () => {
    const at = new Date('2026-03-29T01:30:00.123Z');
    const [row] = await query(
      fixture.database,
      `select $1::bigint as big, $2::numeric as exact, $3::timestamptz as at, $4::jsonb as doc, $5::uuid[] as ids, $6::text[] as words,
              $7::bytea as bytes, $8::boolean as yes, $9::double precision as real, $10::integer as small, $11::text as nothing, $12::bigint[] as bigs,
              $13::timestamptz[] as times`,
      [
        9_007_199_254_740_993n,
        '0.10',
        at,
        { a: [1, null] },
        ['0190f3a1-0000-7000-8000-000000000001'],
        ['a,b', 'c"d', '', null],
        Buffer.from([0, 255]),
        true,
        0.5,
        7,
        null,
        ['1', '2'],
        [at],
      ],
    );
    expect(row).toEqual({
      big: '9007199254740993',
      exact: '0.10',
      at,
      doc: { a: [1, null] },
      ids: ['0190f3a1-0000-7000-8000-000000000001'],
      words: ['a,b', 'c"d', '', null],
      bytes: Buffer.from([0, 255]),
      yes: true,
      real: 0.5,
      small: 7,
      nothing: null,
      bigs: ['1', '2'],
      times: [at],
    });
  });

  it('takes text for json and json for an object or an array as text', async () => {
    const [row] = await query(fixture.database, 'select $1::jsonb as a, $2::jsonb as b, $3::boolean as c', [
      '{"x":1}',
      JSON.stringify([1]),
      'true',
    ]);
    expect(row).toEqual({ a: { x: 1 }, b: [1], c: true });
  });

  it('counts the rows a statement changed', async () => {
    const { db } = fixture.database;
    const values = ['a', 'b', 'c'].map((key) => ({ user_id: 'u', scope: 's', key, fingerprint: 'f', ids: [] }));
    const [inserted] = await db.insertInto('idempotency_keys').values(values).execute();
    expect(inserted?.numInsertedOrUpdatedRows).toBe(3n);
    const deleted = await db.deleteFrom('idempotency_keys').where('user_id', '=', 'u').executeTakeFirst();
    expect(deleted.numDeletedRows).toBe(3n);
    const moved = await sql`with gone as (delete from idempotency_keys returning 1) select count(*) from gone`.execute(
      db,
    );
    expect(moved.rows).toEqual([{ count: '0' }]);
  });

  it('undoes a transaction that fails, names the error by its code, and goes on', async () => {
    const { db } = fixture.database;
    const row = { user_id: 'u', scope: 's', key: 'k', fingerprint: 'f', ids: [] };
    const failing = db.transaction().execute(async (trx) => {
      await trx.insertInto('idempotency_keys').values(row).execute();
      await trx.insertInto('idempotency_keys').values(row).execute();
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(await db.selectFrom('idempotency_keys').selectAll().execute()).toEqual([]);
  });

  it('keeps transactions apart that run at the same time', async () => {
    const { db } = fixture.database;
    const add = (key: string) =>
      db.transaction().execute(async (trx) => {
        await trx
          .insertInto('idempotency_keys')
          .values({ user_id: 'u', scope: 's', key, fingerprint: 'f', ids: [] })
          .execute();
        const seen = await trx.selectFrom('idempotency_keys').select('key').where('key', '=', key).execute();
        if (key.endsWith('odd')) throw new Error('undo');
        return seen.length;
      });
    const keys = Array.from({ length: 40 }, (_, index) => `${index}${index % 2 ? 'odd' : ''}`);
    const outcomes = await Promise.allSettled(keys.map(add));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(20);
    expect(await db.selectFrom('idempotency_keys').select('key').execute()).toHaveLength(20);
    await db.deleteFrom('idempotency_keys').execute();
  });
});

describe('the embedded database', () => {
  let dataDir: string;
  const open = () =>
    openDatabase({ url: undefined, dataDir, poolSize: 1, connectTimeoutMs: 1000, statementTimeoutMs: 50, log });
  beforeAll(async () => (dataDir = await mkdtemp(join(tmpdir(), 'englog-again-'))));
  afterAll(() => rm(dataDir, { recursive: true }));

  it('keeps what was written when it is closed, more than once, and opened again', async () => {
    const first = await open();
    await query(first, 'create table kept as select 42 as answer');
    await Promise.all([first.close(), first.close()]);
    await expect(query(first, 'select 1')).rejects.toMatchObject({ code: 'unavailable' });
    const second = await open();
    expect(await query(second, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await second.close();
  });

  it('bounds the wait for its one connection', async () => {
    const database = await open();
    const nested = database.db.transaction().execute(() => query(database, 'select 1'));
    await expect(nested).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('busy for 50 ms'),
    });
    expect(await query(database, 'select 1 as one')).toEqual([{ one: 1 }]);
    await database.close();
  });
});

describeWithPostgres('a real PostgreSQL', () => {
  const options = { dataDir: '', poolSize: 2, connectTimeoutMs: 500, statementTimeoutMs: 1000, log };

  it('says where it cannot be reached, without the password', async () => {
    const url = `postgres://englog:s3cret@127.0.0.1:${await freePort()}/logs`;
    const opening = openDatabase({ ...options, url, signal: AbortSignal.abort() });
    await expect(opening).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/127\.0\.0\.1:\d+\/logs: .*ECONNREFUSED/),
    });
    await expect(opening).rejects.not.toThrow(/s3cret/);
  });

  it('waits as long for one that starts with us when the wall clock is set meanwhile, as it is after a boot', async () => {
    const { url, drop } = await createTestDatabase();
    const proxy = await startTcpProxy({ target: new URL(url).host });
    const through = new URL(url);
    through.port = String(proxy.port);
    await proxy.refuse();
    const told: string[] = [];
    const destination = { write: (line: string) => void told.push(line) };
    const telling = createLogger({ name: 'test', level: 'warn', destination });
    const opening = openDatabase({ ...options, url: through.href, log: telling });
    await waitFor(() => told.length > 0);
    const real = Date.now.bind(Date);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() + 3_600_000);
    const setAt = performance.now();
    const tries = waitFor(() => performance.now() - setAt > 700);
    await Promise.race([tries, opening]);
    clock.mockRestore();
    await proxy.listen();
    await (await opening).close();
    await proxy.stop();
    await drop();
  });

  it('does not wait for a database that does not exist', async () => {
    const { url, drop } = await createTestDatabase();
    await drop();
    await expect(openDatabase({ ...options, url })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('does not exist'),
    });
  });

  it('replaces connections that were cut, and ends a statement that takes too long', async () => {
    const { url, drop } = await createTestDatabase();
    const database = await openDatabase({ ...options, url });
    await query(
      database,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await query(database, 'select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
    await waitFor(async () => (await query(database, 'select 1')).length === 1);
    await expect(query(database, 'select pg_sleep(10)')).rejects.toMatchObject({ code: '57014' });
    await Promise.all([database.close(), database.close()]);
    await expect(query(database, 'select 1')).rejects.toThrow();
    await drop();
  });

  it('hangs nobody on a server that falls silent, and recovers with it', async () => {
    const { url, drop } = await createTestDatabase();
    const proxy = await startTcpProxy({ target: new URL(url).host });
    const through = new URL(url);
    through.port = String(proxy.port);
    const database = await openDatabase({ ...options, statementTimeoutMs: 100, url: through.href });
    proxy.freeze();
    const stuck = database.db.transaction().execute((trx) => sql`select 1`.execute(trx));
    await expect(stuck).rejects.toThrow(/timeout/);
    await expect(query(database, 'select 1')).rejects.toThrow(/timeout/);
    proxy.thaw();
    expect(await query(database, 'select 1 as one')).toEqual([{ one: 1 }]);
    await database.close();
    await proxy.stop();
    await drop();
  });
});

afterAll(() => leakCheck());
