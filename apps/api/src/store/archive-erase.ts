import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { archiveSuffix, checksumSuffix, mendChecksum, replaceArchiveFile } from './archive';
import type { ArchiveFile } from './archive';
import { readArchiveFile } from './archive-read';

/** What became of a user's rows in the archives of earlier cleanups. Paths are within the data folder. */
export interface ErasedArchives {
  /** Without the user's rows now, and with a new checksum. */
  rewritten: ArchiveFile[];
  /** Held nobody else's. */
  removed: string[];
  /** Rows of the user that went. */
  rows: number;
  /** Files that hold rows of the user, or may: what could not be read is named here. */
  holding: string[];
}

export const noErased = (): ErasedArchives => ({ rewritten: [], removed: [], rows: 0, holding: [] });

export const addErased = (sum: ErasedArchives, more: ErasedArchives): ErasedArchives => ({
  rewritten: [...sum.rewritten, ...more.rewritten],
  removed: [...sum.removed, ...more.removed],
  rows: sum.rows + more.rows,
  holding: [...sum.holding, ...more.holding],
});

/** Every archive file of this disk but those of one task, in a fixed order. */
const archiveFiles = async (dataDir: string, exceptTaskId: string): Promise<string[]> => {
  const names = async (path: string) => ((await stat(path).catch(() => null))?.isDirectory() ? readdir(path) : []);
  const paths: string[] = [];
  for (const folder of (await names(join(dataDir, 'archive'))).sort())
    if (folder !== exceptTaskId)
      for (const name of (await names(join(dataDir, 'archive', folder))).sort())
        if (name.endsWith(archiveSuffix)) paths.push(join('archive', folder, name));
  return paths.sort();
};

const isOf = (userId: string, line: string): boolean => (JSON.parse(line) as { user_id?: unknown }).user_id === userId;

export interface ArchiveErasure {
  dataDir: string;
  userId: string;
  /** The erasing task: what it archived itself was asked for. */
  taskId: string;
  /** Tells, and changes nothing. */
  dryRun: boolean;
}

const eraseFile = async (
  { dataDir, userId, dryRun }: ArchiveErasure,
  path: string,
  erased: ErasedArchives,
): Promise<void> => {
  const full = join(dataDir, path);
  if (!dryRun) await mendChecksum(full);
  const content = await readArchiveFile(full).catch(() => null);
  if (content === null) return void erased.holding.push(path);
  const others = content.lines.filter((line) => !isOf(userId, line));
  const rows = content.lines.length - others.length;
  if (rows === 0) return;
  erased.rows += rows;
  if (dryRun) erased.holding.push(path);
  else if (others.length > 0) erased.rewritten.push({ path, ...(await replaceArchiveFile(full, others)) });
  else {
    await rm(full);
    await rm(`${full}${checksumSuffix}`);
    erased.removed.push(path);
    // Where other files are left, the folder stays.
    await rmdir(dirname(full)).catch(() => undefined);
  }
};

/**
 * Takes a user's rows out of archives, file by file from `after` on, for as long as `until` says; answers the last file
 * gone through, or null when there are no more. A file that is not what its checksum says stays as it is and is named.
 */
export const eraseFromArchives = async (
  erasure: ArchiveErasure,
  erased: ErasedArchives,
  { after, until }: { after: string; until: () => boolean },
): Promise<string | null> => {
  for (const path of (await archiveFiles(erasure.dataDir, erasure.taskId)).filter((found) => found > after)) {
    await eraseFile(erasure, path, erased);
    if (until()) return path;
  }
  return null;
};
