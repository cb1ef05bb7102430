import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EnglogError } from '@englog/domain';
import { createLogger } from '@englog/runtime';
import { databaseOptions } from './api-parts';
import { commandExit } from './command';
import type { CommandContext } from './command';
import { loadApiConfig } from './config';
import type { ApiConfig } from './config';
import { restoreArchive } from './store/archive-restore';
import type { Restored } from './store/archive-restore';
import { openDatabase } from './store/database';
import type { Database } from './store/database';
import { hasDatabase } from './store/data-folder';
import { requireMigrated } from './store/migrate';
import { sqlOn } from './store/sql';

const help = `Usage: node main.js restore [--dry-run] <archive file or folder>…

Puts back what a cleanup archived: single files (log_entries-000001.jsonl.gz, with its .sha256 beside it) or the folder
of a cleanup task (<data folder>/archive/<task id>). All of it is restored or nothing; rows that are there already stay
as they are, so it may be repeated. It reads the configuration that the API reads. With DATABASE_URL the API may run
meanwhile; the embedded database is one process's at a time, so stop the API first.

  --dry-run   tell what would be restored, and change nothing
  -h, --help  this

Exit codes: 0 done, 1 refused, 2 wrong usage, 78 wrong configuration, 130 interrupted.
`;

interface Asked {
  paths: string[];
  dryRun: boolean;
  help: boolean;
}

/** Or what is wrong with them. */
const parse = (args: string[]): Asked | string => {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (positionals.length === 0 && !values.help) return 'name an archive file, or a folder of them';
    return { paths: positionals, dryRun: values['dry-run'], help: values.help };
  } catch (error) {
    return (error as Error).message;
  }
};

const open = async (config: ApiConfig, { stderr, signal }: CommandContext): Promise<Database> => {
  const dataDir = resolve(config.data_dir);
  if (config.database.url === undefined && !hasDatabase(dataDir))
    throw new EnglogError(
      'unavailable',
      `there is no embedded database in ${dataDir}: set ENGLOG_DATA_DIR or DATABASE_URL as the API has it`,
    );
  const log = createLogger({ name: 'restore', level: 'warn', pretty: true, destination: stderrOf(stderr) });
  return openDatabase({ ...databaseOptions(config), log, signal });
};

const stderrOf = (stderr: CommandContext['stderr']) => ({ write: (line: string) => void stderr.write(line) });

const restore = async ({ paths, dryRun }: Asked, config: ApiConfig, context: CommandContext): Promise<Restored> => {
  const database = await open(config, context);
  const lost = new AbortController();
  void database.broken.then((why) => lost.abort(why));
  try {
    const sql = sqlOn(database);
    await requireMigrated(sql);
    return await restoreArchive({ sql, paths, dryRun, signal: AbortSignal.any([context.signal, lost.signal]) });
  } finally {
    await database.close();
  }
};

const tell = (restored: Restored, dryRun: boolean): string =>
  Object.entries(restored)
    .map(([target, { files, rows, restored: added }]) => {
      const held = `${target}: ${rows} rows in ${files} ${files === 1 ? 'file' : 'files'}`;
      const there = rows - added;
      return dryRun
        ? `${held}, ${added} would be restored, ${there} are there already\n`
        : `${held}, ${added} restored, ${there} were there already\n`;
    })
    .join('');

const days = (ms: number): string => `${Math.round(ms / 8_640_000) / 10} days`;

/** What comes back only to go again is told: a cleanup without policies archives just that. */
const tellRetention = (restored: Restored, { retention }: ApiConfig): string =>
  restored.finished_tasks?.restored
    ? `finished tasks older than retention.finished_tasks (${days(retention.finished_tasks)}) go again with the API's next sweep\n`
    : '';

/**
 * `restore`: what was done on stdout, everything else on stderr.
 * @throws ConfigError
 */
export const runRestore = async (args: string[], context: CommandContext): Promise<number> => {
  const { env, stdout, stderr, signal } = context;
  const asked = parse(args);
  if (typeof asked === 'string') {
    stderr.write(`restore: ${asked} (--help shows how)\n`);
    return commandExit.usage;
  }
  if (asked.help) {
    stdout.write(help);
    return commandExit.done;
  }
  const config = loadApiConfig({ env });
  try {
    const restored = await restore(asked, config, context);
    stdout.write(tell(restored, asked.dryRun));
    stderr.write(tellRetention(restored, config));
    return commandExit.done;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const outcome = error instanceof EnglogError || signal.aborted ? '; nothing was restored' : '';
    stderr.write(`restore: ${message.replaceAll(/\s+/g, ' ')}${outcome}\n`);
    return signal.aborted ? commandExit.interrupted : commandExit.refused;
  }
};
