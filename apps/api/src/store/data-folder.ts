/**
 * The embedded database's folder, for one process at a time: PGlite itself takes no lock, and two on one folder corrupt it.
 *
 * `<folder>/lock` is a proper-lockfile lock, touched every two seconds; `<folder>/owner.json` says who holds it. A lock
 * whose process was killed is taken over: at once when its process is gone and it has not been touched for a while,
 * otherwise (another host, a container with its own process numbers) when it has gone stale.
 */
import { randomUUID } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { kill, pid } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { EnglogError } from '@englog/domain';
import { lock } from 'proper-lockfile';

export interface DataFolder {
  /** Absolute. */
  path: string;
  databasePath: string;
  /** Resolves if the lock is lost while held: stop writing at once. */
  lost: Promise<Error>;
  close(): Promise<void>;
}

interface Owner {
  pid: number;
  host: string;
  since: string;
}

const databasePathIn = (dataDir: string): string => join(resolve(dataDir), 'pg');

/** Whether an embedded database was ever made there. */
export const hasDatabase = (dataDir: string): boolean => existsSync(databasePathIn(dataDir));

/** Makes the folder if need be and answers why nothing can be written there, or null. */
export const whyUnwritable = async (dataDir: string): Promise<string | null> => {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

/** @throws EnglogError `invalid_argument` where a file stands in its place, or it may not be made there */
export const makeDataFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const why = `${path} cannot be the data folder: ${(cause as Error).message}`;
    throw new EnglogError('invalid_argument', `data_dir (ENGLOG_DATA_DIR): ${why}`, { cause });
  }
};

const touchMs = 2000;
const staleMs = 10_000;
/** A live holder would have touched it by then. */
const quietMs = 3000;
const pollMs = 100;

const readOwner = async (file: string): Promise<Owner | null> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch {
    return null;
  }
};

const isAlive = (owner: Owner): boolean => {
  try {
    return kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
};

const touchedAt = async (lockPath: string): Promise<number | null> => {
  try {
    return (await stat(lockPath)).mtimeMs;
  } catch {
    return null;
  }
};

/** What can be told of the holder without waiting: processes of this host, other than a former life of this one. */
const verdictOn = (owner: Owner | null): 'alive' | 'gone' | 'unknown' => {
  if (owner === null || owner.host !== hostname() || owner.pid === pid) return 'unknown';
  return isAlive(owner) ? 'alive' : 'gone';
};

const held = (path: string, owner: Owner | null): EnglogError =>
  new EnglogError(
    'unavailable',
    `the data folder ${path} is in use by ${owner ? `process ${owner.pid} on ${owner.host} since ${owner.since}` : 'another process'}; ` +
      'stop that one, set ENGLOG_DATA_DIR to another folder, or set DATABASE_URL to run several',
  );

/** By a rename, which only one can win; a lock that somebody else has taken meanwhile is put back. */
const removeLock = async (lockPath: string, touched: number): Promise<void> => {
  const aside = `${lockPath}.${randomUUID()}`;
  try {
    await rename(lockPath, aside);
  } catch {
    return;
  }
  if ((await touchedAt(aside)) === touched) await rm(aside, { recursive: true, force: true });
  else await rename(aside, lockPath).catch(() => rm(aside, { recursive: true, force: true }));
};

/** Waits until the lock is seen to be dead and removes it, or throws that it is held. */
const takeOver = async (path: string, lockPath: string, ownerPath: string): Promise<void> => {
  const owner = await readOwner(ownerPath);
  const verdict = verdictOn(owner);
  if (verdict === 'alive') throw held(path, owner);
  const patienceMs = verdict === 'gone' ? quietMs : staleMs;
  const first = await touchedAt(lockPath);
  for (let seen = first; seen !== null; seen = await touchedAt(lockPath)) {
    if (seen !== first) throw held(path, owner);
    if (Date.now() - seen > patienceMs) return removeLock(lockPath, seen);
    await delay(pollMs);
  }
};

/**
 * Makes the folder if need be and takes its lock.
 * @throws EnglogError `unavailable`, naming the holder, when another process has it; `invalid_argument` when it cannot be made
 */
export const openDataFolder = async (dataDir: string): Promise<DataFolder> => {
  const path = resolve(dataDir);
  await makeDataFolder(path);
  const [lockPath, ownerPath] = [join(path, 'lock'), join(path, 'owner.json')];
  let onLost: (error: Error) => void = () => undefined;
  const lost = new Promise<Error>((settle) => (onLost = settle));
  const acquire = () =>
    lock(path, { lockfilePath: lockPath, stale: staleMs, update: touchMs, realpath: false, onCompromised: onLost });
  const isLocked = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ELOCKED';
  const release = await acquire().catch(async (error: unknown) => {
    if (!isLocked(error)) throw error;
    await takeOver(path, lockPath, ownerPath);
    return acquire().catch(async (again: unknown) => {
      throw isLocked(again) ? held(path, await readOwner(ownerPath)) : again;
    });
  });
  const owner: Owner = { pid, host: hostname(), since: new Date().toISOString() };
  await writeFile(ownerPath, JSON.stringify(owner));
  const close = async (): Promise<void> => {
    await rm(ownerPath, { force: true });
    // A lock that was lost is somebody else's now: not ours to release.
    await release().catch(() => undefined);
  };
  return { path, databasePath: databasePathIn(dataDir), lost, close };
};
