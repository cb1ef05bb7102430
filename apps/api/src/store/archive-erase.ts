import type { JsonObject } from '@englog/domain';
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { archiveSuffix, checksumSuffix, draftSuffix, mendChecksum, replaceArchiveFile } from './archive';
import type { ArchiveFile } from './archive';
import { readArchiveFile } from './archive-read';
import { rowWithoutUser } from './without-user';
import type { ErasedUser } from './without-user';

/** What became of a user's rows in the archives of earlier cleanups. Paths are within the data folder. */
export interface ErasedArchives {
  /** Without the user's rows now, and with a new checksum. */
  rewritten: ArchiveFile[];
  /** Held nobody else’s, or were never finished. */
  removed: string[];
  /** Rows of the user that went. */
  rows: number;
  /** Rows of others that named the user, and do not any more. */
  named: number;
  /** Files that hold rows of the user, or may: what could not be read is named here. */
  holding: string[];
}

export const noErased = (): ErasedArchives => ({ rewritten: [], removed: [], rows: 0, named: 0, holding: [] });

export const addErased = (sum: ErasedArchives, more: ErasedArchives): ErasedArchives => ({
  rewritten: [...sum.rewritten, ...more.rewritten],
  removed: [...sum.removed, ...more.removed],
  rows: sum.rows + more.rows,
  named: sum.named + more.named,
  holding: [...sum.holding, ...more.holding],
});

const isDraft = (name: string): boolean => name.endsWith(`${archiveSuffix}${draftSuffix}`);

/** Every archive file of this disk, and every draft of one, but those of one task, in a fixed order. */
const archiveFiles = async (dataDir: string, exceptTaskId: string): Promise<string[]> => {
  const names = async (path: string) => ((await stat(path).catch(() => null))?.isDirectory() ? readdir(path) : []);
  const paths: string[] = [];
  for (const folder of (await names(join(dataDir, 'archive'))).sort())
    if (folder !== exceptTaskId)
      for (const name of (await names(join(dataDir, 'archive', folder))).sort())
        if (name.endsWith(archiveSuffix) || isDraft(name)) paths.push(join('archive', folder, name));
  return paths.sort();
};

/** What is left of an archive's lines without a user. */
const linesWithout = (lines: string[], user: ErasedUser): { left: string[]; gone: number; named: number } => {
  const left: string[] = [];
  let named = 0;
  for (const line of lines) {
    const row = JSON.parse(line) as JsonObject;
    if (row['user_id'] === user.userId) continue;
    const unnamed = rowWithoutUser(row, user);
    left.push(unnamed === null ? line : JSON.stringify(unnamed));
    if (unnamed !== null) named += 1;
  }
  return { left, gone: lines.length - left.length, named };
};

/** What the erasing task archived itself was asked for. */
export interface ArchiveErasure extends ErasedUser {
  dataDir: string;
  /** Tells, and changes nothing. */
  dryRun: boolean;
}

/** To write one takes seconds: nobody comes back to one of an hour ago. */
const draftMs = 3_600_000;

/** A draft may hold anything, and its rows are in the database or in the file that was written instead. */
const eraseDraft = async ({ dataDir, dryRun }: ArchiveErasure, path: string, erased: ErasedArchives): Promise<void> => {
  const stats = await stat(join(dataDir, path)).catch(() => null);
  if (stats === null) return;
  if (dryRun || Date.now() - stats.mtimeMs < draftMs) return void erased.holding.push(path);
  await rm(join(dataDir, path), { force: true });
  erased.removed.push(path);
};

const eraseFile = async (
  { dataDir, dryRun, ...user }: ArchiveErasure,
  path: string,
  erased: ErasedArchives,
): Promise<void> => {
  const full = join(dataDir, path);
  if (!dryRun) await mendChecksum(full);
  const content = await readArchiveFile(full).catch(() => null);
  if (content === null) return void erased.holding.push(path);
  const { left, gone, named } = linesWithout(content.lines, user);
  if (gone + named === 0) return;
  erased.rows += gone;
  erased.named += named;
  if (dryRun) erased.holding.push(path);
  else if (left.length > 0) erased.rewritten.push({ path, ...(await replaceArchiveFile(full, left)) });
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
    await (isDraft(path) ? eraseDraft : eraseFile)(erasure, path, erased);
    if (until()) return path;
  }
  return null;
};
