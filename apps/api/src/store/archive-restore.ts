import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { EnglogError } from '@englog/domain';
import { archiveSuffix, checksumSuffix, parseFileName } from './archive';
import { targetTables } from './cleanup-targets';
import type { CleanupTarget } from './cleanup-targets';
import type { Sql } from './sql';

export interface RestoredTarget {
  files: number;
  /** Rows in the files. */
  rows: number;
  /** Rows put back; the others were there. */
  restored: number;
}
export type Restored = Partial<Record<CleanupTarget, RestoredTarget>>;

export interface RestoreOptions {
  sql: Sql;
  /** A task's archive, `<data folder>/archive/<task id>`. */
  folder: string;
  /** Ends it between two statements; what is restored stays, and another restore goes on. */
  signal?: AbortSignal;
}

const expand = promisify(gunzip);
const rowsAStatement = 500;
/** Against a file that is no archive of ours: a batch is written from some 8 MiB of text. */
const maxContentBytes = 1_073_741_824;

const refuse = (message: string, cause?: unknown): never => {
  throw new EnglogError('invalid_argument', message, { cause });
};

const isTarget = (name: string): name is CleanupTarget => Object.hasOwn(targetTables, name);

interface VerifiedFile {
  name: string;
  target: CleanupTarget;
}

/** @throws EnglogError `invalid_argument` naming the first file that is not what its checksum says */
const verify = async (folder: string, name: string): Promise<VerifiedFile> => {
  const target = parseFileName(name)?.target ?? '';
  if (!isTarget(target)) return refuse(`${name} is not a file of an archive`);
  const said = await readFile(join(folder, `${name}${checksumSuffix}`), 'utf8').catch((error: unknown) =>
    refuse(`${name} has no checksum beside it`, error),
  );
  const content = await readFile(join(folder, name)).catch((error: unknown) => refuse(`${name} is missing`, error));
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (said !== `${sha256}  ${name}\n`) return refuse(`${name} does not match its checksum: it was changed or damaged`);
  return { name, target };
};

const verifyAll = async (folder: string): Promise<VerifiedFile[]> => {
  const present = await readdir(folder).catch((error: unknown) => refuse(`${folder} cannot be read`, error));
  const names = present
    .map((name) => (name.endsWith(checksumSuffix) ? name.slice(0, -checksumSuffix.length) : name))
    .filter((name) => name.endsWith(archiveSuffix));
  const verified: VerifiedFile[] = [];
  for (const name of [...new Set(names)].sort()) verified.push(await verify(folder, name));
  if (verified.length === 0) refuse(`${folder} holds no archive`);
  return verified;
};

/** Only the columns the archive knows, so that those added since get their defaults. */
const insertText = (target: CleanupTarget, line: string): string => {
  const columns = Object.keys(JSON.parse(line) as object)
    .map((column) => `"${column.replaceAll('"', '')}"`)
    .join(', ');
  // Finished tasks are partitioned by day, so nothing unique is on their id; a redriven one may be live again.
  const absent =
    target === 'finished_tasks'
      ? 'where not exists (select 1 from finished_tasks f where f.id = r.id) and not exists (select 1 from tasks l where l.id = r.id)'
      : '';
  return `with added as (
      insert into ${target} (${columns})
      select ${columns} from jsonb_populate_recordset(null::${target}, $1::jsonb) r ${absent}
      on conflict do nothing returning 1
    ) select count(*)::integer as count from added`;
};

const insertRows = (sql: Sql, target: CleanupTarget, lines: string[]): Promise<number> =>
  sql.transaction(async (inside) => {
    await inside.query({ name: '', text: `select pg_advisory_xact_lock(hashtext('restore archive'))` }, []);
    const text = insertText(target, lines[0] as string);
    const [row] = await inside.query<{ count: number }>({ name: '', text }, [`[${lines.join(',')}]`]);
    return row?.count ?? 0;
  });

/**
 * Puts back what a cleanup archived; rows that are there already stay as they are, so it may be repeated. Every file is
 * checked before the first row is written. Retention still holds: finished tasks past it go again with its next sweep.
 * @throws EnglogError `invalid_argument` when a file is missing, has no checksum or is not what it says
 */
export const restoreArchive = async ({ sql, folder, signal }: RestoreOptions): Promise<Restored> => {
  const files = await verifyAll(folder);
  const restored: Restored = {};
  for (const { name, target } of files) {
    const content = await expand(await readFile(join(folder, name)), { maxOutputLength: maxContentBytes });
    const lines = content.toString('utf8').split('\n').filter(Boolean);
    const counts = (restored[target] ??= { files: 0, rows: 0, restored: 0 });
    counts.files += 1;
    counts.rows += lines.length;
    for (let from = 0; from < lines.length; from += rowsAStatement) {
      signal?.throwIfAborted();
      counts.restored += await insertRows(sql, target, lines.slice(from, from + rowsAStatement));
    }
  }
  return restored;
};
