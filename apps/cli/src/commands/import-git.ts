import type { Command } from 'commander';
import { CliError, exitCodes } from '../cli-error';
import type { CliContext } from '../context';
import { clientOf, print, printJson, say, userOf } from '../context';
import { chooseAuthor } from '../git/authors';
import { toEntry } from '../git/entries';
import type { Commit } from '../git/log-format';
import { configuredEmail, gitDate, projectOf, readHistory } from '../git/read-history';
import { toWorkBlocks } from '../git/sessions';
import { importEntries } from '../import-entries';
import { parseMoment, requireZone } from '../moments';
import type { MomentContext } from '../moments';
import { collect, durationOption, timeZoneOption } from './options';

interface ImportGitOptions {
  user?: string;
  since?: string;
  until?: string;
  author: string[];
  ref?: string;
  all?: boolean;
  project?: string;
  gap: number;
  leadIn: number;
  timeZone: string;
  dryRun?: boolean;
}

const daySeconds = 86_400;

export const addImportGitCommand = (parent: Command, context: CliContext): void => {
  parent
    .command('git <repo>')
    .description("turn a person's commits into log entries: one a commit, as long as the time since the commit before")
    .option('--user <id>', "whose log; by default the token's")
    .option('--since <date>', 'from this day or time on: 2026-03-02, 2w, "last monday"; by default all of it')
    .option('--until <date>', 'up to this day (included) or time')
    .option(
      '--author <pattern>',
      'part of the author\'s "Name <email>", repeatable; by default you, else whoever has most',
      collect,
      [],
    )
    .option('--ref <ref>', 'branch, tag or commit to read; by default what is checked out')
    .option('--all', 'read every branch')
    .option('--project <name>', "the entries' project; by default the repository's name")
    .addOption(durationOption('--gap <duration>', 'commits further apart belong to two sessions', '2h'))
    .addOption(durationOption('--lead-in <duration>', "work assumed before a session's first commit", '30m'))
    .addOption(timeZoneOption())
    .option('--dry-run', 'print the entries and send nothing')
    .action((repo: string, options: ImportGitOptions, command: Command) =>
      importGit(context, command, { repo, options }),
    );
};

const importGit = async (
  context: CliContext,
  command: Command,
  asked: { repo: string; options: ImportGitOptions },
): Promise<void> => {
  const { repo, options } = asked;
  const rule = { gapMinutes: Math.floor(options.gap / 60), leadInMinutes: Math.floor(options.leadIn / 60) };
  if (rule.leadInMinutes < 1) throw new CliError('--lead-in must be at least 1m', exitCodes.usage);
  if (rule.gapMinutes > 24 * 60 || rule.leadInMinutes > 24 * 60)
    throw new CliError('--gap and --lead-in must be at most 24h', exitCodes.usage);
  const zone = requireZone(options.timeZone);
  const since = await momentOf('--since', options.since, { zone, edge: 'start', now: context.now() }, context.signal);
  const until = await momentOf('--until', options.until, { zone, edge: 'end', now: context.now() }, context.signal);
  const client = options.dryRun === true ? null : clientOf(context, command);
  const user = client === null ? null : userOf(command, options.user);

  // A day more is read than asked for: the first commit's session may have begun before.
  const after = since === null ? undefined : since - Math.max(daySeconds, rule.gapMinutes * 60);
  const commits: Commit[] = [];
  for await (const commit of readHistory({ repo, ref: options.ref, all: options.all, after, signal: context.signal }))
    commits.push(commit);
  const author = chooseAuthor(commits, options.author, await configuredEmail(repo, context.signal));
  const inPeriod = ({ endMinute }: { endMinute: number }): boolean =>
    endMinute * 60 + 59 >= (since ?? -Infinity) && endMinute * 60 <= (until ?? Infinity);
  const project = options.project ?? (await projectOf(repo, context.signal));
  const blocks = toWorkBlocks(author.commits, rule).filter(inPeriod);
  const entries = blocks.map((block) => toEntry(block, project));
  const minutes = blocks.reduce((sum, block) => sum + block.endMinute - block.startMinute, 0);
  const commitCount = blocks.reduce((sum, block) => sum + block.commits.length, 0);

  if (entries.length === 0)
    return say(context, `no commit to import${commits.length === 0 ? '' : ` by ${author.who}`} in ${repo}`);
  say(
    context,
    `${project}: ${commitCount} commits by ${author.who} make ${entries.length} entries, ${minutes} minutes`,
  );
  if (client === null || user === null) return printJson(context, { entries });
  const { created, known } = await importEntries(client, user, entries);
  print(context, `imported ${created} entries for ${user}, ${known} were there already`);
};

/** Epoch seconds; what we do not read ourselves, git may (`last monday`). */
const momentOf = async (
  option: string,
  text: string | undefined,
  moment: MomentContext,
  signal: AbortSignal,
): Promise<number | null> => {
  if (text === undefined) return null;
  const own = parseMoment(text, moment);
  if (own !== null) return own / 1000;
  const byGit = await gitDate(text, signal);
  if (byGit === null)
    throw new CliError(`${option} ${text} is no date: give 2026-03-02, 7d, 2w, or what git log takes`, exitCodes.usage);
  return byGit;
};
