import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { EnglogError } from '@englog/domain';

/** One file of an archive: compressed JSONL, a row a line, with its checksum in a file beside it that `sha256sum -c` reads. */
export interface ArchiveFile {
  /** Within the data folder. */
  path: string;
  rows: number;
  bytes: number;
  /** Hex. */
  sha256: string;
}

export const archiveSuffix = '.jsonl.gz';
export const checksumSuffix = '.sha256';
/** A checksum written ahead of its file. */
const nextSuffix = `${checksumSuffix}.next`;
/** What is being written, or was when its writer was killed. */
export const draftSuffix = '.tmp';
const compress = promisify(gzip);

export const archiveFolder = (taskId: string): string => join('archive', taskId);
const fileName = (target: string, part: number): string => `${target}-${String(part).padStart(6, '0')}${archiveSuffix}`;

/** The target and number in an archive file's name, or null for any other file. */
export const parseFileName = (name: string): { target: string; part: number } | null => {
  const [, target, part] = /^([a-z_]+)-(\d{6,})\.jsonl\.gz$/.exec(name) ?? [];
  return target === undefined ? null : { target, part: Number(part) };
};

/** Under its name there is all of it or nothing, whatever happens. */
const writeWhole = async (path: string, content: Buffer | string): Promise<void> => {
  const draft = `${path}${draftSuffix}`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
};

/** Replaces a file of an archive and its checksum; `mendChecksum` says what a crash between the two leaves right. */
export const replaceArchiveFile = async (path: string, lines: string[]): Promise<Omit<ArchiveFile, 'path'>> => {
  const content = await compress(`${lines.join('\n')}\n`);
  const sha256 = createHash('sha256').update(content).digest('hex');
  await writeWhole(`${path}${nextSuffix}`, `${sha256}  ${basename(path)}\n`);
  await writeWhole(path, content);
  await rename(`${path}${nextSuffix}`, `${path}${checksumSuffix}`);
  await syncFolder(dirname(path));
  return { rows: lines.length, bytes: content.length, sha256 };
};

/** After a crash: a checksum that was written ahead is the file's if it fits it, and nobody's if not. */
export const mendChecksum = async (path: string): Promise<void> => {
  const next = await readFile(`${path}${nextSuffix}`, 'utf8').catch(() => null);
  if (next === null) return;
  const sha256 = createHash('sha256')
    .update(await readFile(path).catch(() => ''))
    .digest('hex');
  if (next === `${sha256}  ${basename(path)}\n`) await rename(`${path}${nextSuffix}`, `${path}${checksumSuffix}`);
  else await rm(`${path}${nextSuffix}`);
};

const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

const unwritable = (cause: unknown): EnglogError =>
  new EnglogError('unavailable', `the archive cannot be written: ${(cause as Error).message}`, { cause });

/**
 * Writes one file of a task's archive; when this resolves, it has reached the disk. Writing the same part again
 * replaces it.
 * @throws EnglogError `unavailable` when the disk does not take it
 */
export const writeArchive = async (
  dataDir: string,
  { taskId, target, part }: { taskId: string; target: string; part: number },
  lines: string[],
): Promise<ArchiveFile> => {
  const content = await compress(`${lines.join('\n')}\n`);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const folder = archiveFolder(taskId);
  const name = fileName(target, part);
  try {
    await mkdir(join(dataDir, folder), { recursive: true, mode: 0o700 });
    await writeWhole(join(dataDir, folder, name), content);
    await writeWhole(join(dataDir, folder, `${name}${checksumSuffix}`), `${sha256}  ${name}\n`);
    for (const path of [join(dataDir, folder), join(dataDir, 'archive'), dataDir]) await syncFolder(path);
  } catch (error) {
    throw unwritable(error);
  }
  return { path: join(folder, name), rows: lines.length, bytes: content.length, sha256 };
};

/** The highest part number in a task's archive on this machine, 0 when there is none. */
export const lastPart = async (dataDir: string, taskId: string): Promise<number> => {
  const names = await readdir(join(dataDir, archiveFolder(taskId))).catch((error: unknown): string[] => {
    if ((error as { code?: string }).code === 'ENOENT') return [];
    throw unwritable(error);
  });
  return Math.max(0, ...names.map((name) => parseFileName(name)?.part ?? 0));
};
