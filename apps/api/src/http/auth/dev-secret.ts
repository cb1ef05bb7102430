import { randomBytes } from 'node:crypto';
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDataFolder } from '../../store/data-folder';

/** In the data folder; the command line signs its tokens with what it holds. */
export const devSecretName = 'dev-auth-secret';
const form = /^[0-9a-f]{64}$/;

const read = async (path: string): Promise<string | null> => {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

/**
 * The secret of auth mode `dev`: 64 hex digits in `<dataDir>/dev-auth-secret`, readable by its owner alone, made at the
 * first start. The HS256 key is the UTF-8 bytes of those digits. Two starts at once agree on one secret.
 */
export const openDevSecret = async (dataDir: string): Promise<string> => {
  const path = join(dataDir, devSecretName);
  await makeDataFolder(dataDir);
  if ((await read(path)) === null) {
    const fresh = `${path}.${randomBytes(6).toString('hex')}`;
    await writeFile(fresh, randomBytes(32).toString('hex'), { mode: 0o600 });
    // link refuses to replace, unlike rename: the first one stays.
    await link(fresh, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(fresh);
  }
  await chmod(path, 0o600);
  const secret = await read(path);
  if (secret === null || !form.test(secret))
    throw new Error(`${path} does not hold 64 hex digits; remove it to have a new one made`);
  return secret;
};
