import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '@englog/domain';
import { restoreArchive } from './archive-restore';
import { cleanupTask, dataTables, makeCleanup, runCleanup, useCleanupRoom } from './cleanup-fixture';
import { databaseKinds } from './database-fixture';
import type { Sql } from './sql';

const tables = [...dataTables, 'cleanup_progress'];

describe.each(databaseKinds)('an erasure and what others have sent the user (%s)', (kind) => {
  const room = useCleanupRoom(kind);
  const { sql, query, count, run, runningTask } = room;
  const tell = (to: string[], change: JsonObject = {}): JsonObject => ({
    user_id: 'root',
    channel: 'announcement',
    title: 't',
    body: 'b',
    user_ids: to,
    ...change,
  });
  const addLive = (payload: JsonObject, state: string) =>
    query(
      `insert into tasks (id, state, lane, order_key, turn, type, user_id, priority, payload, timeout_ms, max_attempts)
         values (gen_random_uuid(), $2, 1, 1, 1, 'notification', 'root', 5, $1, 1000, 3)`,
      [JSON.stringify(payload), state],
    );
  const addEnded = (type: string, payload: JsonObject, many = 1) =>
    query(
      `insert into finished_tasks (id, status, lane, type, user_id, priority, payload, created_at, timeout_ms, max_attempts, attempt, attempts_spent, finished_at)
         select gen_random_uuid(), 'completed', 1, $2, 'root', 5, $1, now(), 1000, 3, 1, 0, now() - interval '40 days' from generate_series(1, $3::integer)`,
      [JSON.stringify(payload), type, many],
    );
  const addSchedule = (task: JsonObject) =>
    query(
      `insert into schedules (id, user_id, name, cron, time_zone, task, catch_up, enabled, next_at, created_at, updated_at)
         values (gen_random_uuid(), 'root', 'n', '0 8 * * *', 'UTC', $1, 'once', true, now(), now(), now())`,
      [JSON.stringify({ type: 'notification', ...task })],
    );
  const payloads = async (table: string, column = 'payload'): Promise<JsonObject[]> =>
    (await query<{ text: string }>(`select ${column} as text from ${table} where user_id = 'root' order by id`)).map(
      ({ text }) => JSON.parse(text) as JsonObject,
    );
  /** Tables of any row that has the id in any column, but the erasing task's own. */
  const holding = async (userId: string, taskId: string): Promise<string[]> => {
    const found: string[] = [];
    for (const table of tables)
      if (
        (await count(
          table,
          `strpos(to_jsonb(${table})::text, '${userId}') > 0 and ${table}::text not like '%${taskId}%'`,
        )) > 0
      )
        found.push(table);
    return found;
  };
  const erase = { subject_user_id: 'gone-1', erase: true };

  it('no row names the user any more, and the other recipients stay', async () => {
    await query(
      `insert into alerts (id, user_id, key, title, body) values (gen_random_uuid(), 'gone-1', 'k', 't', 'b')`,
    );
    for (const state of ['scheduled', 'running']) await addLive(tell(['a', 'gone-1', 'gone-11', 'b']), state);
    await addLive(tell(['gone-1']), 'ready');
    await addLive(tell(['a']), 'ready');
    await addEnded('notification', tell(['gone-1', 'a']), 7);
    await addEnded('notification', { user_id: 'root', channel: 'email', to: 'gone-1', subject: 's', text: 't' });
    await addEnded('notification', tell(['gone-11'], { title: 'to "gone-1"?' }));
    await addEnded('cleanup', { subject_user_id: 'gone-1', erase: true, dry_run: true });
    await addSchedule(tell(['gone-1', 'a']));
    await addSchedule(tell(['gone-1']));
    const task = await runningTask('root', erase);
    const { mentions: foreseen } = await run({ ...task, payload: { ...erase, dry_run: true } });
    expect(foreseen).toEqual({ tasks: 12, schedules: 2, cancelled: 1 });
    expect((await run(task)).mentions).toEqual({ tasks: 12, schedules: 2, cancelled: 1 });

    const lists = (found: JsonObject[]) => found.map(({ user_ids: to }) => JSON.stringify(to)).sort();
    const kept = '["a","gone-11","b"]';
    const live = (await payloads('tasks')).filter(({ channel }) => channel !== undefined);
    expect(lists(live)).toEqual([kept, kept, '["a"]'].sort());
    const ended = await payloads('finished_tasks');
    expect(lists(ended.filter(({ channel }) => channel === 'announcement'))).toEqual(
      ['[]', '["gone-11"]', ...Array.from({ length: 7 }, () => '["a"]')].sort(),
    );
    expect(ended.find(({ channel }) => channel === 'email')).toMatchObject({ to: [] });
    expect(ended.find(({ erase: erases }) => erases)).toMatchObject({ subject_user_id: `erased:${task.id}` });
    expect(lists(await payloads('schedules', 'task'))).toEqual(['["a"]', '[]'].sort());
    expect(await count('schedules', 'enabled and version = 2')).toBe(1);
    expect(await count('schedules', 'not enabled and version = 2 and next_at is null')).toBe(1);
    // A title is the sender's text; and whoever is only named alike is somebody else.
    await query(`update finished_tasks set payload = replace(payload, 'to \\"gone-1\\"?', '')`);
    for (const table of ['tasks', 'finished_tasks'])
      await query(`update ${table} set payload = replace(payload, 'gone-11', '')`);
    expect(await holding('gone-1', task.id)).toEqual([]);
  });

  it('goes on where it was when it is cut short, and counts nothing twice', async () => {
    await addEnded('notification', tell(['gone-1', 'a']), 10);
    const task = await runningTask('root', erase);
    let left = 5;
    const failing: Sql = {
      ...sql,
      transaction: (work) =>
        sql.transaction(async (inside) => {
          const answer = await work(inside);
          if ((left -= 1) < 0) throw new Error('cut short before the commit');
          return answer;
        }),
    };
    await expect(runCleanup(makeCleanup(failing, room.dataDir), task, 3)).rejects.toThrow('cut short');
    expect((await run(task)).mentions).toEqual({ tasks: 10, schedules: 0, cancelled: 0 });
    expect(await count('finished_tasks', `payload like '%gone-1%'`)).toBe(0);
  });

  it('is taken out of archives too', async () => {
    await addEnded('notification', tell(['gone-1', 'a']), 2);
    const policies = [{ target: 'finished_tasks', older_than_days: 30 }];
    const earlier = cleanupTask({ policies });
    await run(earlier);
    expect(await count('finished_tasks')).toBe(0);
    const task = await runningTask('root', erase);
    expect((await run({ ...task, payload: { ...erase, dry_run: true } })).archives).toMatchObject({
      rows: 0,
      named: 2,
    });
    expect((await run(task)).archives).toMatchObject({ rows: 0, named: 2, rewritten: [{ rows: 2 }], holding: [] });
    const [file = ''] = (await readdir(join(room.dataDir, 'archive', earlier.id))).filter((name) =>
      name.endsWith('.gz'),
    );
    const content = gunzipSync(await readFile(join(room.dataDir, 'archive', earlier.id, file))).toString();
    expect([content.includes('gone-1'), content.match(/\[\\"a\\"\]/g)?.length]).toEqual([false, 2]);
    const restored = await restoreArchive({ sql, paths: [join(room.dataDir, 'archive', earlier.id)] });
    expect(restored.finished_tasks).toMatchObject({ restored: 2 });
  });

  it('finds them on an index of nothing else', async () => {
    await addEnded('insight_generation', { insight_type: 'x' }, 2_000);
    await query('analyze finished_tasks');
    const plan = await query<{ 'QUERY PLAN': string }>(
      `explain select t.id from finished_tasks t where t.type in ('notification', 'cleanup') and t.id > gen_random_uuid() order by t.id limit 1000`,
    );
    const text = plan.map((row) => row['QUERY PLAN']).join(' ');
    expect(text).toContain('finished_tasks_default_id_idx1');
    expect(text).not.toContain('Seq Scan');
  });

  it('leaves other users’ rows alone when a cleanup is no erasure', async () => {
    await addEnded('notification', tell(['gone-1', 'a']));
    const policies = [{ target: 'alerts', older_than_days: 0 }];
    const outcome = await run(cleanupTask({ subject_user_id: 'gone-1', policies }));
    expect(outcome.mentions).toBeUndefined();
    expect(await payloads('finished_tasks')).toEqual([tell(['gone-1', 'a'])]);
  });
});
