import { createHash } from 'node:crypto';
import { copyFile, mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Requirements } from '@englog/domain';
import { makeArchive } from './archive-fixture';
import { restoreArchive } from './archive-restore';
import { cleanupTask, makeCleanup, runCleanup, useCleanupRoom } from './cleanup-fixture';
import { databaseKinds } from './database-fixture';
import { LaneStore } from './lanes';
import type { Sql } from './sql';
import { TaskReader } from './task-reads';

describe.each(databaseKinds)('restoring an archive (%s)', (kind) => {
  const room = useCleanupRoom(kind);
  const { sql, query } = room;
  let archive: string;
  const counts = async () => {
    const text = `select (select count(*) from log_entries)::integer as entries, (select count(*) from finished_tasks)::integer as tasks`;
    const [row] = await query<{ entries: number; tasks: number }>(text);
    return [row?.entries, row?.tasks];
  };
  const restore = (change: object = {}) => restoreArchive({ sql, paths: [archive], ...change });
  const file = (name: string) => join(archive, name);
  const second = () => file('log_entries-000002.jsonl.gz');

  beforeEach(async () => {
    archive = await makeArchive(sql, room.dataDir);
    expect(await counts()).toEqual([0, 0]);
  });

  it('foresees exactly what it then does, and does it once', async () => {
    const all = { files: 3, rows: 25, restored: 25 };
    const tasks = { files: 1, rows: 4, restored: 4 };
    expect(await restore({ dryRun: true })).toEqual({ log_entries: all, finished_tasks: tasks });
    expect(await counts()).toEqual([0, 0]);
    expect(await restore({ paths: [second()] })).toEqual({ log_entries: { files: 1, rows: 10, restored: 10 } });
    const rest = { log_entries: { ...all, restored: 15 }, finished_tasks: tasks };
    expect(await restore({ dryRun: true })).toEqual(rest);
    expect(await counts()).toEqual([10, 0]);
    expect(await restore({ paths: [archive, second()] })).toEqual(rest);
    expect(await counts()).toEqual([25, 4]);
    const none = { log_entries: { ...all, restored: 0 }, finished_tasks: { ...tasks, restored: 0 } };
    expect(await restore()).toEqual(none);
    expect(await counts()).toEqual([25, 4]);
  });

  it('knows what its tasks required in a database that has numbered its lanes otherwise', async () => {
    const requirements: Requirements = {
      pool: 'gpu',
      capability: 'weekly_reports',
      labels: { zone: 'a' },
      model: 'phi3',
      needsOllama: true,
    };
    const { id: lane } = await new LaneStore(sql).intern(requirements);
    await restore();
    await query(`update finished_tasks set lane = ${lane}`);
    const task = cleanupTask({ policies: [{ target: 'finished_tasks', older_than_days: 365 }] });
    await runCleanup(makeCleanup(sql, room.dataDir), task);
    await query('delete from lanes');
    await new LaneStore(sql).intern({ ...requirements, pool: 'other' });
    await restore({ paths: [join(room.dataDir, 'archive', task.id)] });
    const lanes = new LaneStore(sql);
    const { items } = await new TaskReader(sql, lanes).list({ limit: 10 });
    expect(items.map((item) => item.requirements)).toEqual(Array(4).fill(requirements));
    expect([...lanes.all()]).toEqual([]);
  });

  it('leaves a finished task that is live again where it is', async () => {
    await restore();
    const [{ id } = { id: '' }] = await query<{ id: string }>('select id from finished_tasks limit 1');
    await query('delete from finished_tasks');
    await query(`insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, timeout_ms, max_attempts)
      values ('${id}', 'ready', 1, 1, 1, 'cleanup', 'u1', 5, '{}', 1000, 3)`);
    expect((await restore()).finished_tasks).toEqual({ files: 1, rows: 4, restored: 3 });
  });

  /** A file whose checksum is right. */
  const forge = async (path: string, content: Buffer | string): Promise<void> => {
    await writeFile(path, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    await writeFile(`${path}.sha256`, `${sha256}  ${basename(path)}\n`);
  };
  const partOf = '{"id":"018f0000-0000-7000-8000-000000000001","user_id":"u1"}';
  const forgeRows = (rows: string) => forge(second(), gzipSync(rows));

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['missing', () => rm(second()), /log_entries-000002\.jsonl\.gz is missing/],
    ['cut', () => truncate(second(), 100), /000002\.jsonl\.gz does not match its checksum/],
    ['empty', () => truncate(second(), 0), /000002\.jsonl\.gz does not match its checksum/],
    ['without a checksum', () => rm(`${second()}.sha256`), /000002\.jsonl\.gz has no checksum beside it/],
    ['whose checksum is cut', () => truncate(`${second()}.sha256`, 20), /does not match its checksum/],
    [
      'replaced by another',
      () => copyFile(file('log_entries-000001.jsonl.gz'), second()),
      /does not match its checksum/,
    ],
    ['of an unknown kind', () => forge(file('bills-000001.jsonl.gz'), gzipSync(partOf)), /bills.* is not a file of an/],
    ['that is not compressed', () => forge(second(), partOf), /is no compressed file of an archive/],
    ['of other columns', () => forgeRows('{"id":1,"price":3}'), /column that log_entries does not have: price/],
    ['of no rows', () => forgeRows('once upon a time'), /holds no row of an archive in line 1/],
    ['of nothing', () => forgeRows(''), /holds no row of an archive in line 1/],
    ['with an odd row', () => forgeRows(`${partOf}\n{"id":3}`), /holds no row of an archive in line 2/],
    ['with a row the table refuses', () => forgeRows(partOf), /holds what log_entries does not take/],
  ])('restores nothing with a file %s', async (_, damage, message) => {
    await damage();
    await expect(restore()).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(message),
    });
    expect(await counts()).toEqual([0, 0]);
  });

  it('restores nothing of a file that changes after it was checked', async () => {
    const racing: Sql = {
      ...sql,
      transaction: async (work) => {
        await truncate(second(), 100);
        return sql.transaction(work);
      },
    };
    await expect(restore({ sql: racing })).rejects.toThrow('does not match its checksum');
    expect(await counts()).toEqual([0, 0]);
  });

  it('restores nothing when it is stopped', async () => {
    await expect(restore({ signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
    const stop = new AbortController();
    const stopping: Sql = {
      ...sql,
      transaction: (work) =>
        sql.transaction((inside) =>
          work({
            ...inside,
            query: (statement, values) => {
              if (statement.text.includes('insert into log_entries')) stop.abort(new Error('stopped'));
              return inside.query(statement, values);
            },
          }),
        ),
    };
    await expect(restore({ sql: stopping, signal: stop.signal })).rejects.toThrow('stopped');
    expect(await counts()).toEqual([0, 0]);
  });

  it('names a path that is not there or holds nothing', async () => {
    const refused = (path: string) => expect(restore({ paths: [path] })).rejects;
    await refused(file('gone.jsonl.gz')).toThrow('cannot be read: there is no such file or folder');
    await refused(`${second()}.sha256`).toThrow('is not a file of an archive');
    await mkdir(file('empty'));
    await refused(file('empty')).toThrow('holds no archive');
  });
});
