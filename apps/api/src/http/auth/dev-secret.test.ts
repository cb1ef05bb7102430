import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevSecret } from './dev-secret';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'englog-secret-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

describe('openDevSecret', () => {
  it('is made once, for its owner alone', async () => {
    const folder = join(dataDir, 'deep', 'er');
    const secret = await openDevSecret(folder);
    const path = join(folder, 'dev-auth-secret');
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(await openDevSecret(folder)).toBe(secret);
    expect(await readFile(path, 'utf8')).toBe(secret);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o644);
    await openDevSecret(folder);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is one for starts at the same time', async () => {
    const secrets = await Promise.all(Array.from({ length: 8 }, () => openDevSecret(dataDir)));
    expect(new Set(secrets).size).toBe(1);
    expect(await readdir(dataDir)).toEqual(['dev-auth-secret']);
  });

  it('does not sign with what is no secret', async () => {
    await writeFile(join(dataDir, 'dev-auth-secret'), 'short');
    await expect(openDevSecret(dataDir)).rejects.toThrow(/does not hold 64 hex digits/);
  });
});
