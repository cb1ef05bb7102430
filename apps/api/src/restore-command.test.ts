import { EventEmitter } from 'node:events';
import { mkdtemp, readdir, rm, truncate, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@englog/runtime';
import { createTestDatabase, leakCheck } from '@englog/testing';
import { runCommand } from './command-line';
import { makeArchive } from './store/archive-fixture';
import { openDatabase } from './store/database';
import type { Database } from './store/database';
import { databaseKinds } from './store/database-fixture';
import { migrate } from './store/migrate';
import { sqlOn } from './store/sql';
import type { Sql } from './store/sql';

const log = createLogger({ name: 'test', level: 'silent' });

describe.each(databaseKinds)('restore (%s)', (kind) => {
  let dataDir: string;
  let archive: string;
  let url: string | undefined;
  let drop: () => Promise<void> = () => Promise.resolve();

  /** As another process has it: the embedded database is one's at a time. */
  const withDatabase = async <T>(work: (sql: Sql, database: Database) => Promise<T>): Promise<T> => {
    const limits = { poolSize: 2, connectTimeoutMs: 5000, statementTimeoutMs: 20_000 };
    const database = await openDatabase({ url, dataDir, ...limits, log });
    try {
      return await work(sqlOn(database), database);
    } finally {
      await database.close();
    }
  };
  const query = <Row>(text: string) => withDatabase((sql) => sql.query<Row>({ name: '', text }, []));
  const entries = async () => (await query('select 1 from log_entries')).length;

  /** Runs what main.ts runs, in a process of the test's making. */
  const run = async (args: string[], { env = {}, interrupt = false } = {}) => {
    const said = { stdout: '', stderr: '' };
    const process = new EventEmitter();
    const database = url === undefined ? {} : { DATABASE_URL: url };
    const running = runCommand(args, {
      env: { ENGLOG_DATA_DIR: dataDir, ENGLOG_AUTH_SECRET: 'a secret of this test, long enough', ...database, ...env },
      stdout: { write: (text) => (said.stdout += text) },
      stderr: { write: (text) => (said.stderr += text) },
      on: (event, listener) => process.on(event, listener),
      off: (event, listener) => process.off(event, listener),
      exit: () => undefined,
    });
    if (interrupt) process.emit('SIGINT', 'SIGINT');
    const code = await running;
    expect(process.eventNames()).toEqual([]);
    return { code, ...said };
  };
  const restore = (...args: string[]) => run(['restore', ...args]);
  const second = () => join(archive, 'log_entries-000002.jsonl.gz');

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'englog-restore-'));
    if (kind === 'postgres') ({ url, drop } = await createTestDatabase());
    archive = await withDatabase(async (sql, { db }) => {
      await migrate(db);
      return makeArchive(sql, dataDir);
    });
  });
  afterAll(async () => {
    await drop();
    await rm(dataDir, { recursive: true });
    await leakCheck();
  });

  it('says how it is used', async () => {
    expect(await restore()).toMatchObject({ code: 2, stderr: expect.stringContaining('name an archive file') });
    expect(await restore('--dryrun', archive)).toMatchObject({ code: 2, stderr: expect.stringContaining('--dryrun') });
    expect(await run(['restroe', archive])).toMatchObject({ code: 2, stderr: expect.stringContaining('restroe') });
    expect(await restore('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--dry-run'),
      stderr: '',
    });
    expect(await run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('restore'), stderr: '' });
    await expect(run(['restore', archive], { env: { ENGLOG_HTTP_PORT: 'x' } })).rejects.toThrow('http.port');
  });

  it('restores nothing of a file that is cut, says so in a line, and fails', async () => {
    const content = await readFile(second());
    await truncate(second(), 100);
    const { code, stdout, stderr } = await restore(archive);
    await writeFile(second(), content);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^restore: [^\n]+000002\.jsonl\.gz does not match its checksum[^\n]+; nothing was restored\n$/,
    );
    expect(await entries()).toBe(0);
  });

  it('restores nothing when it is interrupted', async () => {
    const { code, stdout, stderr } = await run(['restore', archive], { interrupt: true });
    expect([code, stdout, stderr]).toEqual([130, '', 'restore: interrupted; nothing was restored\n']);
    expect(await entries()).toBe(0);
  });

  it('does not wait for another restore, or for another process on the embedded database', async () => {
    await withDatabase((sql) =>
      sql.transaction(async (inside) => {
        await inside.query({ name: '', text: `select pg_advisory_xact_lock(hashtext('restore archive'))` }, []);
        const { code, stderr } = await restore(archive);
        expect(code).toBe(1);
        expect(stderr).toMatch(kind === 'postgres' ? /another restore is under way/ : /is in use by .*stop that one/);
      }),
    );
  });

  it('tells by kind what it restored and what was there, the second time nothing', async () => {
    expect(await restore('--dry-run', archive)).toMatchObject({
      code: 0,
      stdout:
        'finished_tasks: 4 rows in 1 file, 4 would be restored, 0 are there already\n' +
        'log_entries: 25 rows in 3 files, 25 would be restored, 0 are there already\n',
    });
    expect(await restore(second())).toEqual({
      code: 0,
      stdout: 'log_entries: 10 rows in 1 file, 10 restored, 0 were there already\n',
      stderr: '',
    });
    expect(await restore(archive)).toMatchObject({
      code: 0,
      stdout:
        'finished_tasks: 4 rows in 1 file, 4 restored, 0 were there already\n' +
        'log_entries: 25 rows in 3 files, 15 restored, 10 were there already\n',
      stderr: expect.stringContaining('retention.finished_tasks (30 days) go again'),
    });
    expect((await restore(archive)).stdout).toContain('25 rows in 3 files, 0 restored, 25 were there already');
    expect(await entries()).toBe(25);
  });

  it('makes no database and no table', async () => {
    const elsewhere = join(dataDir, 'elsewhere');
    if (url === undefined) {
      const { code, stderr } = await run(['restore', archive], { env: { ENGLOG_DATA_DIR: elsewhere } });
      expect([code, stderr]).toEqual([1, expect.stringContaining(`there is no embedded database in ${elsewhere}`)]);
      expect(await readdir(dataDir)).not.toContain('elsewhere');
    }
    await query(`insert into kysely_migration (name, timestamp) values ('999-later', '')`);
    expect(await restore(archive)).toMatchObject({ code: 1, stderr: expect.stringContaining('of a newer version') });
    await query('drop table kysely_migration');
    expect((await restore(archive)).stderr).toMatch(/lacks tables of this version: start the API once/);
  });
});
