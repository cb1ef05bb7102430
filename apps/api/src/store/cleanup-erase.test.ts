import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { JsonObject, Task } from '@englog/domain';
import { restoreArchive } from './archive-restore';
import { cleanupTask, dataTables, makeCleanup, runCleanup, useCleanupRoom } from './cleanup-fixture';
import { databaseKinds } from './database-fixture';
import type { Sql } from './sql';

describe.each(databaseKinds)('what a cleanup takes and tells (%s)', (kind) => {
  const room = useCleanupRoom(kind);
  const { sql, query, count, run, runningTask } = room;
  const counts = (user: string) => Promise.all(dataTables.map((table) => count(table, `user_id = '${user}'`)));

  const addEntries = (user: string, age: string, many: number) =>
    query(
      `insert into log_entries (id, user_id, title, type, start_time, end_time, value_rating, impact_level)
       select gen_random_uuid(), $1, 'secret ' || n, 'meeting', now() - $2::interval, now() - $2::interval + interval '1 hour', 'low', 'team'
       from generate_series(1, $3::integer) n`,
      [user, age, many],
    );
  const addFinished = (user: string, history: string | null) =>
    query(
      `insert into finished_tasks (id, status, lane, type, user_id, priority, payload, created_at, timeout_ms, max_attempts, attempt, attempts_spent, finished_at, history)
       values (gen_random_uuid(), 'failed', 1, 'cleanup', $1, 5, '{}', now(), 1000, 3, 1, 0, now() - interval '40 days', $2::jsonb)`,
      [user, history],
    );
  const addTask = (user: string, state: string, age = '1 second') =>
    query(
      `insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, created_at, timeout_ms, max_attempts)
       values (gen_random_uuid(), $2, 1, 1, 1, 'notification', $1, 5, '{}', now() - $3::interval, 1000, 3)`,
      [user, state, age],
    );
  const addAll = async (user: string): Promise<void> => {
    await addEntries(user, '400 days', 4);
    await addFinished(user, null);
    for (const state of ['scheduled', 'ready', 'running']) await addTask(user, state);
    for (const text of [
      `insert into alerts (id, user_id, key, title, body) values (gen_random_uuid(), $1, 'k', 't', 'b')`,
      `insert into stored_answers (question_key, user_id, result) values ('q', $1, '{}')`,
      `insert into idempotency_keys (user_id, scope, key, fingerprint, ids) values ($1, 's', 'k', 'f', '{}')`,
      `insert into notification_keys (user_id, channel, key, task_id, attempt, worker_id, state) values ($1, 'email', 'k', gen_random_uuid(), 1, 'w', 'sent')`,
      `insert into schedules (id, user_id, name, cron, time_zone, task, catch_up, enabled, created_at, updated_at) values (gen_random_uuid(), $1, 'n', '0 8 * * *', 'UTC', '{}', 'once', true, now(), now())`,
      `insert into preferences (user_id, settings) values ($1, '{}')`,
    ])
      await query(text, [user]);
  };
  const nothingLeft = [0, 1, 0, 0, 0, 0, 0, 0, 0];

  it.each<[string, JsonObject]>([
    ['asked for as such', { erase: true }],
    [
      'by policies that leave nothing',
      {
        policies: [
          ...['finished_tasks', 'log_entries', 'idempotency_keys', 'stored_answers', 'alerts', 'schedules'],
          'preferences',
        ].map((target) => ({ target, older_than_days: 0, archive: false })),
      },
    ],
  ])('an erasure %s takes all of a user, also what came after it was asked for, but itself', async (_, payload) => {
    await addAll('u1');
    await addAll('u2');
    const before = await counts('u2');
    const task = await runningTask('u1', { subject_user_id: 'u1', ...payload });
    const outcome = await run(task);
    expect([await counts('u1'), await counts('u2')]).toEqual([nothingLeft, before]);
    expect(outcome.tasks).toMatchObject({ matched: 3, cancelled: 3, remaining: 0 });
    expect(outcome.finished_tasks).toMatchObject({ matched: 1, deleted: 4, remaining: 0 });
    const { upkeep: _upkeep, archives: _archives, mentions: _mentions, ...targets } = outcome;
    for (const target of Object.values(targets)) expect(target.remaining).toBe(0);
  });

  it('tells what is there after it, not what there was before', async () => {
    await addAll('u1');
    const task = await runningTask('u1', { subject_user_id: 'u1', erase: true });
    const racing: Sql = {
      ...sql,
      query: async (statement, values) => {
        // An entry comes just before each count: the first is erased with the others.
        if (/count\(\*\).*from log_entries/.test(statement.text)) await addEntries('u1', '1 day', 1);
        return sql.query(statement, values);
      },
    };
    const batches = await runCleanup(makeCleanup(racing, room.dataDir), task, 3);
    const remaining = batches.map(({ outcome }) => outcome.log_entries?.remaining ?? 0).reduce((a, b) => a + b);
    expect(remaining).toBe(1);
  });

  it('a dry run tells what is there and what a run would leave', async () => {
    await addEntries('u1', '400 days', 4);
    await addEntries('u1', '4 days', 3);
    await addEntries('u2', '400 days', 2);
    const policies = [{ target: 'log_entries', older_than_days: 365 }];
    const foreseen = await run(cleanupTask({ policies, dry_run: true }));
    expect(foreseen.log_entries).toMatchObject({ matched: 6, deleted: 0, remaining: 6, would_remain: 3 });
    const own = await run(cleanupTask({ policies, dry_run: true, subject_user_id: 'u1' }));
    expect(own.log_entries).toMatchObject({ matched: 4, deleted: 0, remaining: 4, would_remain: 3 });
  });

  it('ends a user’s tasks alone when only that is asked for', async () => {
    await addTask('u1', 'ready', '3 days');
    await addTask('u1', 'ready');
    await addTask('u2', 'ready', '3 days');
    const policies = [{ target: 'tasks', older_than_days: 1 }];
    const foreseen = await run(cleanupTask({ subject_user_id: 'u1', policies, dry_run: true }));
    expect(foreseen.tasks).toMatchObject({ matched: 1, remaining: 1, would_remain: 1 });
    const outcome = await run(cleanupTask({ subject_user_id: 'u1', policies }));
    expect(outcome.tasks).toMatchObject({ matched: 1, cancelled: 1, deleted: 0, remaining: 0 });
    expect(await count('finished_tasks', `user_id = 'u1' and status = 'cancelled'`)).toBe(1);
    expect(await count('tasks')).toBe(2);
  });

  it('takes the history of attempts and leaves their tasks, and puts it back', async () => {
    await addFinished('u1', '[{"attempt": 1, "outcome": "failed"}]');
    await addFinished('u1', null);
    const policies = [{ target: 'attempts', older_than_days: 30 }];
    const foreseen = await run(cleanupTask({ policies, dry_run: true }));
    expect(foreseen.attempts).toMatchObject({ matched: 1, remaining: 1, would_remain: 0 });
    const kept = await run(cleanupTask({ policies: policies.map((policy) => ({ ...policy, keep: true })) }));
    expect(kept.attempts).toMatchObject({ archived: 1, deleted: 0 });
    const task = cleanupTask({ policies });
    const outcome = await run(task);
    expect(outcome.attempts).toMatchObject({ matched: 1, archived: 1, deleted: 1, remaining: 0 });
    expect([await count('finished_tasks'), await count('finished_tasks', 'history is not null')]).toEqual([2, 0]);
    const restored = await restoreArchive({ sql, paths: [join(room.dataDir, 'archive', task.id)] });
    expect(restored.attempts).toEqual({ files: 1, rows: 1, restored: 1 });
    expect(await count('finished_tasks', `history @> '[{"outcome": "failed"}]'`)).toBe(1);
  });

  it('measures every table before and after, partitioned or not', async () => {
    await addEntries('u1', '400 days', 4);
    const targets = ['log_entries', 'finished_tasks', 'attempts', 'notification_keys'];
    const policies = targets.map((target) => ({ target, older_than_days: 30 }));
    const { upkeep } = await run(cleanupTask({ policies }));
    for (const target of targets)
      expect(upkeep?.bytes[target as 'log_entries']).toEqual({ before: expect.any(Number), after: expect.any(Number) });
    expect(
      Math.min(...Object.values(upkeep?.bytes ?? {}).flatMap(({ before, after }) => [before, after])),
    ).toBeGreaterThan(8_000);
  });

  it('tells the rows that are left and the dead ones whose room is used again', async () => {
    await addEntries('u1', '400 days', 40);
    await addEntries('u1', '4 days', 3);
    await addFinished('u1', null);
    await query('vacuum log_entries');
    const targets = ['log_entries', 'finished_tasks'];
    const { upkeep } = await run(
      cleanupTask({ policies: targets.map((target) => ({ target, older_than_days: 365 })) }),
    );
    expect(upkeep?.rows.log_entries).toEqual({ live: 3, dead: 40 });
    expect(upkeep?.rows.finished_tasks).toMatchObject({ live: 1 });
    // Deleting gives nothing back to the disk: what is measured after is what is there.
    expect(upkeep?.bytes.log_entries?.after).toBeGreaterThanOrEqual(upkeep?.bytes.log_entries?.before ?? Infinity);
    const [measured] = await query<{ bytes: string }>(`select pg_total_relation_size('log_entries')::text as bytes`);
    expect(upkeep?.bytes.log_entries?.after).toBe(Number(measured?.bytes));
  });

  it('archives and deletes old entries by configured retention, when there is one', async () => {
    await addEntries('u1', '400 days', 4);
    await addEntries('u1', '4 days', 3);
    expect((await run(cleanupTask({}))).log_entries).toBeUndefined();
    const { log_entries: outcome } = await run(cleanupTask({}), 365 * 86_400_000);
    expect(outcome).toMatchObject({ matched: 4, archived: 4, deleted: 4, remaining: 0 });
  });

  describe('archives of earlier cleanups', () => {
    const files = async (task: Task) =>
      (await readdir(join(room.dataDir, 'archive', task.id))).filter((name) => name.endsWith('.gz')).sort();
    const usersIn = async (task: Task, name: string): Promise<string[]> =>
      gunzipSync(await readFile(join(room.dataDir, 'archive', task.id, name)))
        .toString()
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { user_id: string }).user_id);
    /** Files of u1's entries alone, of both users, and of u2's alone. */
    const archive = async (): Promise<Task> => {
      const policies = [{ target: 'log_entries', older_than_days: 0 }];
      const task = cleanupTask({ policies });
      for (const [user, many] of [
        ['u1', 4],
        ['u2', 5],
      ] as const)
        await query(
          `insert into log_entries (id, user_id, title, type, start_time, end_time, value_rating, impact_level)
           select (case $1 when 'u1' then '1' else '2' end || '0000000-0000-7000-8000-00000000000' || n)::uuid, $1, 'secret', 'meeting',
             now(), now() + interval '1 hour', 'low', 'team' from generate_series(1, $2::integer) n`,
          [user, many],
        );
      await run(task);
      return task;
    };
    const erase = (change: JsonObject = {}) => run(cleanupTask({ subject_user_id: 'u1', erase: true, ...change }));

    it('are foreseen, then rewritten without the user’s rows, with new checksums', async () => {
      const task = await archive();
      const names = ['log_entries-000001.jsonl.gz', 'log_entries-000002.jsonl.gz', 'log_entries-000003.jsonl.gz'];
      const paths = names.map((name) => join('archive', task.id, name));
      expect(await files(task)).toEqual(names);
      const { archives: foreseen } = await erase({ dry_run: true });
      expect(foreseen).toEqual({ rewritten: [], removed: [], rows: 4, named: 0, holding: paths.slice(0, 2) });
      expect(await files(task)).toEqual(names);

      const { archives } = await erase();
      const content = await readFile(join(room.dataDir, paths[1] ?? ''));
      const sha256 = createHash('sha256').update(content).digest('hex');
      expect(archives).toEqual({
        rewritten: [{ path: paths[1], rows: 2, bytes: content.length, sha256 }],
        removed: paths.slice(0, 1),
        rows: 4,
        named: 0,
        holding: [],
      });
      expect(await usersIn(task, names[1] ?? '')).toEqual(['u2', 'u2']);
      const cwd = join(room.dataDir, 'archive', task.id);
      const sums = names.slice(1).map((name) => `${name}.sha256`);
      expect(await readdir(cwd)).toEqual([...names.slice(1), ...sums].sort());
      const checked = await promisify(execFile)('sha256sum', ['-c', ...sums], { cwd });
      expect(checked.stdout.match(/: OK/g)).toHaveLength(2);
      expect(await restoreArchive({ sql, paths: [cwd] })).toEqual({ log_entries: { files: 2, rows: 5, restored: 5 } });
    });

    it('that cannot be read are named, and left', async () => {
      const task = await archive();
      const path = join('archive', task.id, 'log_entries-000003.jsonl.gz');
      await truncate(join(room.dataDir, path), 20);
      expect((await erase()).archives).toMatchObject({ rows: 4, holding: [path] });
      expect((await erase()).archives).toMatchObject({ rows: 0, holding: [path] });
    });

    it('whose writing was cut short are removed, and named while it may go on', async () => {
      const task = await archive();
      const draft = (part: number) => join('archive', task.id, `log_entries-00000${part}.jsonl.gz.tmp`);
      for (const part of [4, 5]) await writeFile(join(room.dataDir, draft(part)), gzipSync('{"user_id":"u1"}\n'));
      await utimes(join(room.dataDir, draft(4)), new Date(), new Date(Date.now() - 7_200_000));
      expect((await erase({ dry_run: true })).archives?.holding).toEqual(expect.arrayContaining([draft(4), draft(5)]));
      expect((await erase()).archives).toMatchObject({
        removed: expect.arrayContaining([draft(4)]) as string[],
        holding: [draft(5)],
      });
      const drafts = (await readdir(join(room.dataDir, 'archive', task.id))).filter((name) => name.endsWith('.tmp'));
      expect(drafts).toEqual(['log_entries-000005.jsonl.gz.tmp']);
    });

    it('of which one was cut short between file and checksum are mended', async () => {
      const task = await archive();
      const full = join(room.dataDir, 'archive', task.id, 'log_entries-000002.jsonl.gz');
      const lines = gunzipSync(await readFile(full))
        .toString()
        .trim()
        .split('\n');
      const content = gzipSync(`${lines.slice(1).join('\n')}\n`);
      const sha256 = createHash('sha256').update(content).digest('hex');
      await writeFile(`${full}.sha256.next`, `${sha256}  log_entries-000002.jsonl.gz\n`);
      // Killed before the file was put in place: the old one stands.
      await rename(full, `${full}.old`);
      await writeFile(full, content);
      expect((await erase()).archives).toMatchObject({ holding: [], rows: 3 });
      await rm(`${full}.old`);
      await writeFile(`${full}.sha256.next`, 'of a file that never came');
      expect((await erase()).archives).toMatchObject({ holding: [], rows: 0 });
      expect((await readdir(join(room.dataDir, 'archive', task.id))).filter((name) => name.endsWith('.next'))).toEqual(
        [],
      );
    });
  });
});
