import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { EnglogError } from '@englog/domain';
import { archiveSuffix, checksumSuffix, parseFileName } from './archive';
import { isRowTarget } from './cleanup-targets';
import type { RowTarget } from './cleanup-targets';

/** One archive file that is what its checksum says. */
export interface ArchiveContent {
  path: string;
  target: RowTarget;
  /** Of every row. */
  columns: string[];
  /** A row each, as JSON; at least one. */
  lines: string[];
}

const expand = promisify(gunzip);
/** Against a file that is no archive of ours: a batch is written from some 8 MiB of text. */
const maxContentBytes = 268_435_456;

const refuse = (message: string, cause?: unknown): never => {
  throw new EnglogError('invalid_argument', message, { cause });
};

const why = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file or folder' : (code ?? message);
};

/** A checksum whose file is gone stands for it, so that it is missed. */
const filesIn = async (folder: string): Promise<string[]> => {
  const names = (await readdir(folder))
    .map((name) => (name.endsWith(checksumSuffix) ? name.slice(0, -checksumSuffix.length) : name))
    .filter((name) => name.endsWith(archiveSuffix));
  if (names.length === 0) refuse(`${folder} holds no archive`);
  return [...new Set(names)].sort().map((name) => join(folder, name));
};

/**
 * The files meant: each path is a file, or the folder a cleanup has archived to.
 * @throws EnglogError `invalid_argument` naming a path that is not there or holds none
 */
export const findArchiveFiles = async (paths: readonly string[]): Promise<string[]> => {
  const found = new Map<string, string>();
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (stats) => stats.isDirectory(),
      (error: unknown) => refuse(`${path} cannot be read: ${why(error)}`, error),
    );
    for (const file of isFolder ? await filesIn(path) : [path]) found.set(resolve(file), file);
  }
  return [...found.values()];
};

const columnsOf = (line: string): string[] | null => {
  try {
    const row: unknown = JSON.parse(line);
    return typeof row === 'object' && row !== null && !Array.isArray(row) ? Object.keys(row) : null;
  } catch {
    return null;
  }
};

const linesOf = async (path: string, content: Buffer): Promise<string[]> => {
  try {
    const text = (await expand(content, { maxOutputLength: maxContentBytes })).toString('utf8');
    return text.split('\n').filter(Boolean);
  } catch (error) {
    return refuse(`${path} is no compressed file of an archive: ${(error as Error).message}`, error);
  }
};

/** @throws EnglogError `invalid_argument` when the file is missing, has no checksum or is not what it says */
export const readArchiveFile = async (path: string): Promise<ArchiveContent> => {
  const name = basename(path);
  const target = parseFileName(name)?.target ?? '';
  if (!isRowTarget(target)) return refuse(`${path} is not a file of an archive`);
  const said = await readFile(`${path}${checksumSuffix}`, 'utf8').catch((error: unknown) =>
    refuse(`${path} has no checksum beside it (${name}${checksumSuffix})`, error),
  );
  const content = await readFile(path).catch((error: unknown) =>
    refuse((error as NodeJS.ErrnoException).code === 'ENOENT' ? `${path} is missing` : `${path}: ${why(error)}`, error),
  );
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (said !== `${sha256}  ${name}\n`) return refuse(`${path} does not match its checksum: it was changed or damaged`);
  const lines = await linesOf(path, content);
  const columns = columnsOf(lines[0] ?? '') ?? [];
  const shape = columns.join();
  const odd = lines.findIndex((line) => shape === '' || columnsOf(line)?.join() !== shape);
  if (shape === '' || odd >= 0) return refuse(`${path} holds no row of an archive in line ${Math.max(odd, 0) + 1}`);
  return { path, target, columns, lines };
};
