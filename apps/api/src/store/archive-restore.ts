import { EnglogError } from '@englog/domain';
import { findArchiveFiles, readArchiveFile } from './archive-read';
import type { ArchiveContent } from './archive-read';
import { targetTables } from './cleanup-targets';
import type { RowTarget } from './cleanup-targets';
import { isDataFault } from './sql';
import type { Sql } from './sql';

export interface RestoredTarget {
  files: number;
  /** Rows in the files. */
  rows: number;
  /** Rows put back; the others were there. */
  restored: number;
}
export type Restored = Partial<Record<RowTarget, RestoredTarget>>;

export interface RestoreOptions {
  sql: Sql;
  /** Archive files, or folders of a task's archive: `<data folder>/archive/<task id>`. */
  paths: readonly string[];
  /** Tells what would be restored, exactly: it is done and taken back. */
  dryRun?: boolean;
  /** Ends it between two statements: nothing is restored. */
  signal?: AbortSignal;
}

const rowsAStatement = 500;

const plain = (text: string) => ({ name: '', text });

const known = async (sql: Sql, target: RowTarget): Promise<Set<string>> => {
  const text = `select attname::text as name from pg_attribute
    where attrelid = $1::text::regclass and attnum > 0 and not attisdropped`;
  const rows = await sql.query<{ name: string }>(plain(text), [targetTables[target].table]);
  return new Set(rows.map(({ name }) => name));
};

/** @throws EnglogError `invalid_argument` naming the first file that is damaged, or not of these tables */
const checkFiles = async (sql: Sql, paths: readonly string[], signal?: AbortSignal): Promise<void> => {
  for (const path of paths) {
    signal?.throwIfAborted();
    const { target, columns } = await readArchiveFile(path);
    const of = await known(sql, target);
    const unknown = columns.find((column) => !of.has(column));
    if (unknown !== undefined)
      throw new EnglogError('invalid_argument', `${path} has a column that ${target} does not have: ${unknown}`);
  }
};

/** A column that was emptied is filled again, where its row is there and has none since. */
const fillText = (table: string, column: string): string => `with filled as (
    update ${table} t set ${column} = r.${column} from jsonb_populate_recordset(null::${table}, $1::jsonb) r
    where t.id = r.id and t.${column} is null returning 1
  ) select count(*)::integer as count from filled`;

/** Lanes that this database does not have, as retired ones: nobody waits in them. */
const addLanesText = `insert into lanes (key, pool, capability, labels, model, needs_ollama, retired_at)
  select distinct on (l.key) l.key, l.pool, l.capability, l.labels, l.model, l.needs_ollama, now()
  from jsonb_array_elements($1::jsonb) r, jsonb_populate_record(null::lanes, r -> 'lane') l
  where jsonb_typeof(r -> 'lane') = 'object' order by l.key on conflict (key) do nothing`;
/** The rows of $1 with this database's number of their lane. */
const rowsInLanes = `(select jsonb_agg(case when l.id is null then r else r || jsonb_build_object('lane', l.id) end)
  from jsonb_array_elements($1::jsonb) r left join lanes l on l.key = r -> 'lane' ->> 'key')`;

/** Only the columns the archive knows, so that those added since get their defaults. */
const insertText = ({ target, columns: names }: ArchiveContent): string => {
  const { table, column } = targetTables[target];
  if (column !== undefined) return fillText(table, column);
  const columns = names.map((column) => `"${column.replaceAll('"', '""')}"`).join(', ');
  const isTasks = target === 'finished_tasks';
  // Finished tasks are partitioned by day, so nothing unique is on their id; a redriven one may be live again.
  const absent = isTasks
    ? 'where not exists (select 1 from finished_tasks f where f.id = r.id) and not exists (select 1 from tasks l where l.id = r.id)'
    : '';
  return `with added as (
      insert into ${target} (${columns})
      select ${columns} from jsonb_populate_recordset(null::${target}, ${isTasks ? rowsInLanes : '$1::jsonb'}) r ${absent}
      on conflict do nothing returning 1
    ) select count(*)::integer as count from added`;
};

const insertRows = async (sql: Sql, content: ArchiveContent, lines: string[]): Promise<number> => {
  const rows = [`[${lines.join(',')}]`];
  const insert = async () => {
    if (content.target === 'finished_tasks') await sql.query(plain(addLanesText), rows);
    return sql.query<{ count: number }>(plain(insertText(content)), rows);
  };
  const [row] = await insert().catch((error: unknown) => {
    if (!isDataFault(error)) throw error;
    const message = `${content.path} holds what ${content.target} does not take: ${(error as Error).message}`;
    throw new EnglogError('invalid_argument', message, { cause: error });
  });
  return row?.count ?? 0;
};

/** What is not there twice by a key is not put there twice by two that restore at once. */
const lockOut = async (sql: Sql): Promise<void> => {
  const text = `select pg_try_advisory_xact_lock(hashtext('restore archive')) as locked`;
  const [row] = await sql.query<{ locked: boolean }>(plain(text), []);
  if (row?.locked !== true) throw new EnglogError('conflict', 'another restore is under way');
};

/**
 * Puts back what a cleanup archived, all of it or nothing: every file is checked before the first row is written, and
 * the rows are written in one transaction. Rows that are there already stay as they are, so it may be repeated.
 * Retention still holds: what is past it goes again with its next sweep.
 * @throws EnglogError `invalid_argument` when a file is missing, has no checksum or is not what it says; `conflict`
 *   during another restore
 */
export const restoreArchive = async (options: RestoreOptions): Promise<Restored> => {
  const { sql, dryRun = false, signal } = options;
  const paths = await findArchiveFiles(options.paths);
  await checkFiles(sql, paths, signal);
  return sql.transaction(async (inside) => {
    await lockOut(inside);
    await inside.query(plain('savepoint as_it_was'), []);
    const restored: Restored = {};
    for (const path of paths) {
      const content = await readArchiveFile(path);
      const { target, lines } = content;
      const counts = (restored[target] ??= { files: 0, rows: 0, restored: 0 });
      counts.files += 1;
      counts.rows += lines.length;
      for (let from = 0; from < lines.length; from += rowsAStatement) {
        signal?.throwIfAborted();
        counts.restored += await insertRows(inside, content, lines.slice(from, from + rowsAStatement));
      }
    }
    if (dryRun) await inside.query(plain('rollback to savepoint as_it_was'), []);
    return restored;
  });
};
