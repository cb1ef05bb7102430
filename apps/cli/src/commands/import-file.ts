import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { CliError } from '../cli-error';
import type { CliContext } from '../context';
import { clientOf, print, userOf } from '../context';
import type { EntryFileFormat } from '../files/read-entries';
import { readEntries } from '../files/read-entries';
import { importEntries } from '../import-entries';
import { requireZone } from '../moments';
import { timeZoneOption } from './options';

const descriptions: Record<EntryFileFormat, string> = {
  csv: 'a CSV file whose header names the fields: title, type, start_time, end_time or duration_minutes, project, tags (a;b), …',
  json: 'a JSON file: an array of entries, or {"entries": […]}',
};

export const addImportFileCommands = (parent: Command, context: CliContext): void => {
  for (const format of ['csv', 'json'] as const)
    parent
      .command(`${format} <file>`)
      .description(descriptions[format])
      .option('--user <id>', "whose log; by default the token's")
      .addOption(timeZoneOption())
      .action(async (file: string, options: { user?: string; timeZone: string }, command: Command) => {
        const client = clientOf(context, command);
        const user = userOf(command, options.user);
        const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
          throw new CliError(`${file} cannot be read: ${error.code ?? error.message}`);
        });
        const { created, known } = await importEntries(
          client,
          user,
          readEntries(text, format, requireZone(options.timeZone)),
        );
        print(context, `imported ${created} entries for ${user}, ${known} were there already`);
      });
};
