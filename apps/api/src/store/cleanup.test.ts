import { execFile } from 'node:child_process';
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { JsonObject, Task } from '@englog/domain';
import { restoreArchive } from './archive-restore';
import type { CleanupBatch } from './cleanup';
import { cleanupTask, makeCleanup, runCleanup, useCleanupRoom } from './cleanup-fixture';
import type { TargetOutcome } from './cleanup-progress';
import { databaseKinds } from './database-fixture';
import { ensurePartitions } from './partitions';
import type { Sql } from './sql';

const day = 86_400_000;

describe.each(databaseKinds)('cleanup (%s)', (kind) => {
  const room = useCleanupRoom(kind);
  const { sql, query, count } = room;
  const cleanup = (on: Sql = sql) => makeCleanup(on, room.dataDir);
  const contentOf = async (table: string) =>
    (await query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t order by 1`)).map(({ row }) => row);
  const archivePath = (task: Task, ...names: string[]) => join(room.dataDir, 'archive', task.id, ...names);

  const addEntries = (userId: string, age: string, many: number) =>
    query(
      `insert into log_entries (id, user_id, project, title, description, type, start_time, end_time, value_rating, impact_level, tags)
       select gen_random_uuid(), $1, 'p', 'entry ' || n, E'line one\nline "two" \\\\ ünïcode', 'meeting', now() - $2::interval - n * interval '1 microsecond',
              now() - $2::interval + interval '1 hour', 'low', 'team', array['a', 'b,c'] from generate_series(1, $3::integer) n`,
      [userId, age, many],
    );
  const addFinished = (userId: string, age: string, many: number, bytes = 10) =>
    query(
      `insert into finished_tasks (id, status, lane, type, user_id, priority, payload, created_at, timeout_ms, max_attempts, attempt, attempts_spent, finished_at, result, error)
       select gen_random_uuid(), 'failed', 1, 'cleanup', $1, 5, '{"a":"\\u0000"}', now() - $2::interval, 9007199254740993, 3, 1, 0,
              now() - $2::interval - n * interval '1 microsecond', repeat('x', $4::integer), '{"code":"c","message":"m","retryable":true}' from generate_series(1, $3::integer) n`,
      [userId, age, many, bytes],
    );
  const addWaiting = (userId: string) =>
    query(
      `insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, created_at, timeout_ms, max_attempts)
       values (gen_random_uuid(), 'running', 1, 1, 1, 'cleanup', $1, 5, '{}', now() - interval '400 days', 1000, 3)`,
      [userId],
    );

  const runAll = (task: Task, maxRows = 1000, from = ''): Promise<CleanupBatch[]> =>
    runCleanup(cleanup(), task, maxRows, from);
  const sum = (batches: CleanupBatch[], target: 'log_entries' | 'finished_tasks'): TargetOutcome => {
    const outcomes = batches.flatMap(({ outcome }) => outcome[target] ?? []);
    const add = (field: 'matched' | 'archived' | 'deleted' | 'remaining') =>
      outcomes.reduce((total, outcome) => total + outcome[field], 0);
    return {
      matched: add('matched'),
      archived: add('archived'),
      deleted: add('deleted'),
      remaining: add('remaining'),
      archive_files: outcomes.flatMap(({ archive_files: files }) => files),
    };
  };

  const old = (target: string, change: JsonObject = {}) => ({ target, older_than_days: 365, ...change });

  it('tells exactly what would go and changes nothing', async () => {
    await addEntries('u1', '400 days', 7);
    await addEntries('u1', '40 days', 5);
    await addEntries('u1', '4 days', 3);
    const policies = [old('log_entries'), { target: 'log_entries', older_than_days: 30, archive: false }];
    const foreseen = await cleanup().batch(cleanupTask({ policies, dry_run: true }), '', 5);
    expect(foreseen).toMatchObject({
      nextCursor: '',
      percent: 100,
      outcome: { log_entries: { matched: 12, deleted: 0 } },
    });
    expect([await count('log_entries'), await readdir(room.dataDir)]).toEqual([15, []]);
    const done = sum(await runAll(cleanupTask({ policies }), 5), 'log_entries');
    expect(done).toMatchObject({ matched: 12, archived: 7, deleted: 12, remaining: 0 });
    expect(await count('log_entries')).toBe(3);
  });

  it('archives, deletes and puts back to the last bit', async () => {
    await addEntries('u1', '400 days', 1234);
    await addFinished('u1', '400 days', 700);
    const before = [await contentOf('log_entries'), await contentOf('finished_tasks')];
    await addEntries('u1', '4 days', 3);
    const task = cleanupTask({ policies: [old('log_entries'), old('finished_tasks')] });
    const batches = await runAll(task, 500);
    const percents = batches.map(({ percent }) => percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(percents.at(-1)).toBe(100);
    expect(sum(batches, 'log_entries')).toMatchObject({ matched: 1234, archived: 1234, deleted: 1234, remaining: 0 });
    const files = [...sum(batches, 'log_entries').archive_files, ...sum(batches, 'finished_tasks').archive_files];
    expect(files.map(({ rows }) => rows)).toEqual([500, 500, 234, 500, 200]);
    expect([await count('log_entries'), await count('finished_tasks')]).toEqual([3, 0]);
    const checked = await promisify(execFile)(
      'sha256sum',
      ['-c', ...files.map(({ path }) => `${join(room.dataDir, path)}.sha256`)],
      { cwd: archivePath(task) },
    );
    expect(checked.stdout.match(/: OK/g)).toHaveLength(5);

    await query('delete from log_entries');
    const restored = await restoreArchive({ sql, paths: [archivePath(task)] });
    expect(restored).toEqual({
      log_entries: { files: 3, rows: 1234, restored: 1234 },
      finished_tasks: { files: 2, rows: 700, restored: 700 },
    });
    expect([await contentOf('log_entries'), await contentOf('finished_tasks')]).toEqual(before);
    const again = await restoreArchive({ sql, paths: [archivePath(task)] });
    expect([again.log_entries?.restored, again.finished_tasks?.restored]).toEqual([0, 0]);
  });

  it('goes on where a worker that died had come to, and counts everything once', async () => {
    await addEntries('u1', '400 days', 25);
    const task = cleanupTask({ policies: [old('log_entries')] });
    const first = await cleanup().batch(task, '', 10);
    await cleanup().batch(task, first.nextCursor, 10);
    // The answer to the second batch was lost: asked again, it is told with what has been done since.
    const again = await cleanup().batch(task, first.nextCursor, 10);
    expect(again.outcome.log_entries).toMatchObject({ deleted: 15, matched: 0 });
    expect(sum([first, again], 'log_entries').deleted).toBe(25);
    // Another worker starts at the beginning and still tells all of it.
    const taken = sum(await runAll(task, 10), 'log_entries');
    expect(taken).toMatchObject({ matched: 25, archived: 25, deleted: 25, remaining: 0 });
    expect(taken.archive_files.map(({ rows }) => rows)).toEqual([10, 10, 5]);
  });

  it('loses no row and archives none twice when it crashes between archive and commit', async () => {
    await addEntries('u1', '400 days', 25);
    const before = await contentOf('log_entries');
    const task = cleanupTask({ policies: [old('log_entries')] });
    const first = await cleanup().batch(task, '', 10);
    const crashing: Sql = {
      ...sql,
      transaction: (work) =>
        sql.transaction(async (inside) => {
          await work(inside);
          throw new Error('killed');
        }),
    };
    await expect(cleanup(crashing).batch(task, first.nextCursor, 10)).rejects.toThrow('killed');
    expect(await count('log_entries')).toBe(15);
    expect(await readdir(archivePath(task))).toHaveLength(4);
    await runAll(task, 10);
    expect(await count('log_entries')).toBe(0);
    const names = (await readdir(archivePath(task))).filter((name) => name.endsWith('.gz'));
    expect(names).toEqual([
      'log_entries-000001.jsonl.gz',
      'log_entries-000002.jsonl.gz',
      'log_entries-000003.jsonl.gz',
    ]);
    const lines = await Promise.all(
      names.map(async (name) =>
        gunzipSync(await readFile(archivePath(task, name)))
          .toString()
          .trim()
          .split('\n'),
      ),
    );
    expect(lines.flat().sort()).toEqual(before);
  });

  it('deletes nothing while the archive cannot be written, and goes on when it can', async () => {
    await addEntries('u1', '400 days', 5);
    const task = cleanupTask({ policies: [old('log_entries')] });
    const { nextCursor } = await cleanup().batch(task, '', 2);
    await rename(join(room.dataDir, 'archive'), join(room.dataDir, 'away'));
    await writeFile(join(room.dataDir, 'archive'), 'in the way');
    await expect(cleanup().batch(task, nextCursor, 10)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await count('log_entries')).toBe(3);
    await rm(join(room.dataDir, 'archive'));
    await rename(join(room.dataDir, 'away'), join(room.dataDir, 'archive'));
    await runAll(task, 10, nextCursor);
    expect((await restoreArchive({ sql, paths: [archivePath(task)] })).log_entries?.restored).toBe(5);
  });

  it('lets two batches of one task go one after the other', async () => {
    await addEntries('u1', '400 days', 40);
    const task = cleanupTask({ policies: [old('log_entries')] });
    await Promise.all([1, 2, 3].map(() => cleanup().batch(task, '', 10)));
    const all = sum(await runAll(task, 10), 'log_entries');
    expect(all).toMatchObject({ deleted: 40, archived: 40 });
    expect(all.archive_files).toHaveLength(4);
  });

  it('advances past rows that somebody else deletes while it picks them', async () => {
    await addEntries('u1', '400 days', 10);
    const task = cleanupTask({ policies: [old('log_entries')] });
    const first = await cleanup().batch(task, '', 5);
    const racing: Sql = {
      ...sql,
      transaction: (work) => sql.transaction((inside) => work({ ...inside, query: racingQuery(inside) })),
    };
    const racingQuery =
      (inside: Sql): Sql['query'] =>
      async (statement, values) => {
        // What the batch would read is made to vanish between its picking and its deleting.
        const text = statement.text.replace('delete from log_entries t using picked p where', '$& false and');
        return inside.query({ ...statement, text }, values);
      };
    const second = await cleanup(racing).batch(task, first.nextCursor, 5);
    expect(second.nextCursor).not.toBe(first.nextCursor);
    expect(second.outcome.log_entries).toMatchObject({ deleted: 0, archived: 0, archive_files: [] });
    expect(sum(await runAll(task, 5), 'log_entries')).toMatchObject({ deleted: 5, remaining: 5 });
  });

  it('holds no more rows in memory than their size allows', async () => {
    await addFinished('u1', '400 days', 20, 1_048_576);
    const first = await cleanup().batch(cleanupTask({ policies: [old('finished_tasks')] }), '', 1000);
    expect(first.outcome.finished_tasks?.deleted).toBe(8);
    expect(await count('finished_tasks')).toBe(12);
  });

  it('never touches a task that runs, what is too young, or what came after it was asked for', async () => {
    await addWaiting('u1');
    await addFinished('u1', '364 days', 3);
    await addFinished('u1', '366 days', 3);
    const task = {
      ...cleanupTask({ policies: [old('finished_tasks'), { target: 'log_entries', older_than_days: 0 }] }),
      createdAt: Date.now() - 1000,
    };
    await addEntries('u1', '400 days', 3);
    await runAll(task);
    expect([await count('tasks'), await count('finished_tasks'), await count('log_entries')]).toEqual([1, 3, 3]);
  });

  it('exports a user’s whole data, then erases it with proof, and leaves everybody else’s', async () => {
    for (const user of ['u1', 'u2']) {
      await addEntries(user, '1 day', 4);
      await addEntries(user, '-10 days', 1);
      await addFinished(user, '1 minute', 3);
      await query(`insert into alerts (id, user_id, key, title, body) values (gen_random_uuid(), $1, 'k', 't', 'b')`, [
        user,
      ]);
      await query(`insert into stored_answers (question_key, user_id, result) values ('q', $1, '{}')`, [user]);
      await query(
        `insert into idempotency_keys (user_id, scope, key, fingerprint, ids) values ($1, 's', 'k', 'f', '{}')`,
        [user],
      );
      await query(
        `insert into schedules (id, user_id, name, cron, time_zone, task, catch_up, enabled, created_at, updated_at) values (gen_random_uuid(), $1, 'n', '0 8 * * *', 'UTC', '{}', 'once', true, now(), now())`,
        [user],
      );
    }
    for (const user of ['u1', 'u2'])
      await query(`insert into preferences (user_id, settings) values ($1, '{}')`, [user]);
    const tables = [
      'schedules',
      'log_entries',
      'finished_tasks',
      'stored_answers',
      'alerts',
      'idempotency_keys',
      'preferences',
    ];
    const counts = () => Promise.all(tables.map((table) => count(table)));
    const before = await counts();
    const policies = (change: JsonObject) => tables.map((target) => ({ target, older_than_days: 0, ...change }));

    const exported = cleanupTask({ subject_user_id: 'u1', policies: policies({ keep: true, archive: false }) });
    await runAll(exported);
    expect(await counts()).toEqual(before);
    expect((await readdir(archivePath(exported))).filter((name) => name.endsWith('.gz'))).toHaveLength(7);

    await cp(archivePath(exported), join(room.dataDir, 'copy'), { recursive: true });
    const erased = cleanupTask({ subject_user_id: 'u1', policies: policies({ archive: false }) });
    const batches = await runAll(erased);
    expect(sum(batches, 'log_entries')).toEqual({
      matched: 5,
      archived: 0,
      deleted: 5,
      remaining: 0,
      archive_files: [],
    });
    expect(await counts()).toEqual(before.map((number) => number / 2));
    expect(await readdir(join(room.dataDir, 'archive'))).toEqual([]);
    expect(batches.at(-1)?.outcome.archives).toMatchObject({ rewritten: [], rows: 13, holding: [] });

    await restoreArchive({ sql, paths: [join(room.dataDir, 'copy')] });
    expect(await counts()).toEqual(before);
  });

  it('applies the configured retention when no policy is given, and drops the days that are empty', async () => {
    await ensurePartitions(sql, Date.now() - 3 * day, 6);
    await addFinished('u1', '31 days', 3);
    await addFinished('u1', '1 minute', 2);
    await query(
      `insert into idempotency_keys (user_id, scope, key, fingerprint, ids, created_at) values ('u1', 's', 'k', 'f', '{}', now() - interval '2 days')`,
    );
    const batches = await runAll(cleanupTask({}));
    expect(sum(batches, 'finished_tasks')).toMatchObject({ archived: 3, deleted: 3, remaining: 0 });
    expect([await count('finished_tasks'), await count('idempotency_keys')]).toEqual([2, 0]);
    const { upkeep } = batches.at(-1)?.outcome ?? {};
    expect(upkeep?.partitions_dropped).toHaveLength(2);
    expect(upkeep?.bytes.idempotency_keys?.before).toBeGreaterThan(8_000);
    expect(upkeep?.bytes.finished_tasks?.before).toBeGreaterThan(upkeep?.bytes.finished_tasks?.after ?? Infinity);
    const late = await runAll(cleanupTask({ upkeep: false }));
    expect(late.at(-1)?.outcome.upkeep).toBeUndefined();
  });

  it('restores nothing of an archive in which one file is not what it was', async () => {
    await addEntries('u1', '400 days', 20);
    const task = cleanupTask({ policies: [old('log_entries')] });
    await runAll(task, 10);
    const second = archivePath(task, 'log_entries-000002.jsonl.gz');
    const content = await readFile(second);
    const restored = () => restoreArchive({ sql, paths: [archivePath(task)] });

    content[content.length - 1] = (content.at(-1) ?? 0) ^ 1;
    await writeFile(second, content);
    await expect(restored()).rejects.toThrow('log_entries-000002.jsonl.gz does not match its checksum');
    await rm(second);
    await expect(restored()).rejects.toThrow('log_entries-000002.jsonl.gz is missing');
    await rm(`${second}.sha256`);
    await rm(archivePath(task, 'log_entries-000001.jsonl.gz.sha256'));
    await expect(restored()).rejects.toThrow('log_entries-000001.jsonl.gz has no checksum');
    expect(await count('log_entries')).toBe(0);
    await expect(restoreArchive({ sql, paths: [archivePath(cleanupTask({}))] })).rejects.toThrow('cannot be read');
  });

  it.each<[JsonObject, string, RegExp]>([
    [{ policies: [old('bills')] }, '', /^the payload of task .* cannot be read/],
    [
      { policies: [old('log_entries'), old('schedules')] },
      '',
      /^schedules are cleaned up for one subject_user_id only/,
    ],
    [{}, 'nonsense', /^cursor is not one a cleanup batch gave/],
  ])('refuses %j with cursor "%s"', async (payload, cursor, message) => {
    await expect(cleanup().batch(cleanupTask(payload), cursor, 10)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(message),
    });
  });

  it.each(['log_entries', 'finished_tasks', 'stored_answers'])(
    'a batch of %s compares no row with each other',
    async (target) => {
      const plans: string[] = [];
      const explained: Sql = {
        ...sql,
        transaction: (work) =>
          sql.transaction((inside) =>
            work({
              ...inside,
              query: async (statement, values) => {
                if (/picked/.test(statement.text)) {
                  const text = `explain ${statement.text}`;
                  const rows = await inside.query<{ 'QUERY PLAN': string }>({ name: '', text }, values);
                  plans.push(rows.map((row) => row['QUERY PLAN'].trim()).join('\n'));
                }
                return inside.query(statement, values);
              },
            }),
          ),
      };
      await runCleanup(cleanup(explained), cleanupTask({ policies: [old(target)] }));
      expect(plans).toHaveLength(1);
      expect(plans[0]).not.toMatch(/Join Filter: \(+taken/);
    },
  );
});
