import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { leakCheck, startProgram } from '@englog/testing';
import { programs } from './harness/built';
import { secrets } from './harness/token';
import { startStack } from './harness/stack';
import type { Stack } from './harness/stack';

/** What an operator does after a cleanup that was a mistake: the built API's own command brings it back. */
describe('restore', () => {
  let stack: Stack;
  let dataDir: string;
  beforeAll(async () => {
    stack = await startStack();
    dataDir = join(stack.folder, 'api-1');
  });
  afterAll(() => stack.stop());
  afterAll(() => leakCheck());

  const restore = async (...args: string[]) => {
    const env = { PATH: process.env.PATH, ENGLOG_DATA_DIR: dataDir, ENGLOG_AUTH_SECRET: secrets.auth };
    const program = await startProgram({ command: process.execPath, args: [programs.api, 'restore', ...args], env });
    const { code } = await program.exited;
    return { code, said: program.output() };
  };
  const entryIds = async () => {
    const { body } = await stack.apis[0]
      .clientFor('ada')
      .call<{ entries: { id: string }[] }>({ path: '/v1/logs?limit=100' });
    return body.entries.map(({ id }) => id).sort();
  };

  test('brings back what a cleanup took, and is told that a running API holds the data', async () => {
    const [api] = stack.apis;
    const ada = api.clientFor('ada');
    for (let n = 1; n <= 12; n += 1) {
      const day = `2024-03-${String(n).padStart(2, '0')}`;
      const entry = {
        title: `Entry ${n}`,
        type: 'development',
        start_time: `${day}T09:00:00Z`,
        end_time: `${day}T10:00:00Z`,
      };
      expect((await ada.call({ method: 'POST', path: '/v1/logs', body: entry })).status).toBe(201);
    }
    const before = await entryIds();
    const body = { policies: [{ target: 'log_entries', older_than_days: 30 }] };
    const queued = await api.admin.call<{ task_id: string }>({ method: 'POST', path: '/v1/tasks/cleanups', body });
    const id = queued.body.task_id;
    const ended = await api.admin.call<{ status: string }>({
      path: `/v1/tasks/${id}/result?wait=30s`,
      timeoutMs: 40_000,
    });
    expect(ended.body.status).toBe('completed');
    expect(await entryIds()).toEqual([]);

    const archive = join(dataDir, 'archive', id);
    const held = await restore(archive);
    expect(held).toMatchObject({
      code: 1,
      said: expect.stringMatching(/is in use by process \d+ .*nothing was restored/),
    });
    ada.close();
    await api.stop();

    expect(await restore('--dry-run', archive)).toEqual({
      code: 0,
      said: 'log_entries: 12 rows in 1 file, 12 would be restored, 0 are there already\n',
    });
    const done = 'log_entries: 12 rows in 1 file, 12 restored, 0 were there already\n';
    expect(await restore(archive)).toEqual({ code: 0, said: done });
    const twice = 'log_entries: 12 rows in 1 file, 0 restored, 12 were there already\n';
    expect(await restore(archive)).toEqual({ code: 0, said: twice });
    const [file = ''] = (await readdir(archive)).filter((name) => name.endsWith('.gz'));
    await truncate(join(archive, file), 50);
    expect(await restore(join(archive, file))).toMatchObject({
      code: 1,
      said: expect.stringContaining('does not match its checksum'),
    });
    await api.start();
    expect(await entryIds()).toEqual(before);
  });
});
