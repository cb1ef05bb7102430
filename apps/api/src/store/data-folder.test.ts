import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { leakCheck, startProgram } from '@englog/testing';
import { openDataFolder, whyUnwritable } from './data-folder';

const root = join(__dirname, '../../../..');

/** Another process that opens the folder and keeps it until it is ended. */
const startHolder = async (folder: string) => {
  const script = join(folder, '../..', 'holder.mts');
  await writeFile(
    script,
    `import { openDataFolder } from ${JSON.stringify(join(__dirname, 'data-folder.ts'))};
     await openDataFolder(${JSON.stringify(folder)});
     console.log('held');
     setInterval(() => undefined, 1000);`,
  );
  const loader = pathToFileURL(require.resolve('tsx')).href;
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json') };
  return startProgram({ command: process.execPath, args: ['--import', loader, script], env, ready: /held/ });
};

describe('openDataFolder', () => {
  let folder: string;
  beforeEach(async () => (folder = join(await mkdtemp(join(tmpdir(), 'englog-folder-')), 'made', 'as needed')));
  afterEach(() => rm(join(folder, '../..'), { recursive: true }));
  afterAll(() => leakCheck());

  it('is for one at a time, and free again once closed', async () => {
    const first = await openDataFolder(folder);
    await first.close();
    const second = await openDataFolder(folder);
    expect(second.databasePath).toBe(join(folder, 'pg'));
    await second.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('names its key where a file stands in its place', async () => {
    await mkdir(join(folder, '..'));
    await writeFile(folder, '');
    for (const path of [folder, join(folder, 'below')])
      await expect(openDataFolder(path)).rejects.toMatchObject({
        code: 'invalid_argument',
        message: expect.stringContaining(`data_dir (ENGLOG_DATA_DIR): ${path} cannot be the data folder: E`) as string,
      });
  });

  it('names the process that has it, at once', async () => {
    const holder = await startHolder(folder);
    await expect(openDataFolder(folder)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/is in use by process \d+ on .+ since .+ENGLOG_DATA_DIR/),
    });
    await holder.kill();
  });

  it('takes over from a process that was killed, long before its lock goes stale', async () => {
    const holder = await startHolder(folder);
    await holder.kill();
    const startedAt = performance.now();
    const next = await openDataFolder(folder);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    await next.close();
  });

  it('lets one of two take over', async () => {
    const holder = await startHolder(folder);
    await holder.kill();
    const outcomes = await Promise.allSettled([openDataFolder(folder), openDataFolder(folder)]);
    const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(won).toHaveLength(1);
    await won[0]?.close();
  });

  it('says when its lock is lost', async () => {
    const held = await openDataFolder(folder);
    await rm(join(folder, 'lock'), { recursive: true });
    expect(await held.lost).toMatchObject({ code: 'ECOMPROMISED' });
    await held.close();
  });
});

describe('whyUnwritable', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'englog-folder-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('makes a folder that can be made, and leaves nothing in it', async () => {
    const path = join(folder, 'made', 'as needed');
    expect(await whyUnwritable(path)).toBeNull();
    expect(await readdir(path)).toEqual([]);
  });

  it('names what is in the way', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await whyUnwritable(join(folder, 'file', 'data'))).toMatch(/^ENOTDIR/);
    expect(await whyUnwritable(join(folder, 'file'))).toMatch(/^EEXIST/);
  });
});
