import type { ResultAnswer } from '@englog/domain';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { ApiClient } from '../api/api-client';
import { CliError, exitCodes } from '../cli-error';
import type { CliContext } from '../context';
import { clientOf, print, printJson, say, userOf } from '../context';
import { awaitResult, sayTask, submitTask } from '../follow';
import { listEntries } from '../import-entries';
import { requireMoment, requireZone } from '../moments';
import { collect, freshOption, timeZoneOption } from './options';

interface InsightOptions {
  user?: string;
  type: string;
  since?: string;
  until?: string;
  entry: string[];
  project?: string;
  context?: string;
  goal: string[];
  model?: string;
  fallback?: string;
  fresh?: boolean;
  timeZone: string;
  wait: boolean;
  json?: boolean;
}

/** What one insight may be about. */
const maxEntries = 10_000;

export const addInsightCommand = (program: Command, context: CliContext): void => {
  program
    .command('insight')
    .description('ask for an insight into a period of the log, wait for it and print it')
    .option('--user <id>', "whose log; by default the token's")
    .option(
      '--type <type>',
      'productivity, skill_development, time_management, team_collaboration, patterns, goals, improvement, or your own',
      'productivity',
    )
    .option('--since <date>', 'entries from this day or time on: 2026-03-02, 2w; by default all')
    .option('--until <date>', 'up to this day (included) or time')
    .option('--entry <id>', 'just this entry, repeatable', collect, [])
    .option('--project <name>', 'entries of this project only')
    .option('--context <text>', 'what the answer should keep in mind: text, or a JSON object')
    .option('--goal <text>', 'a goal to look at, repeatable', collect, [])
    .option('--model <name>', 'the Ollama model to use')
    .addOption(
      new Option('--fallback <rule>', 'never: wait for the model rather than take a computed answer').choices([
        'allow',
        'never',
      ]),
    )
    .addOption(freshOption())
    .addOption(timeZoneOption())
    .option('--no-wait', "print the task's id and leave")
    .option('--json', 'print the whole result document')
    .action((options: InsightOptions, command: Command) => askForInsight(context, command, options));
};

const askForInsight = async (context: CliContext, command: Command, options: InsightOptions): Promise<void> => {
  const client = clientOf(context, command);
  const user = userOf(command, options.user);
  const taskId = await submitTask(client, '/v1/tasks/insights', {
    user_id: user,
    entry_ids: options.entry.length > 0 ? options.entry : await entryIds(context, client, { ...options, user }),
    insight_type: options.type,
    context: insightContext(options),
    model: options.model,
    fallback: options.fallback,
    fresh: options.fresh,
  });
  if (!options.wait) return print(context, taskId);
  sayTask(context, taskId);
  const answer = await awaitResult(context, client, taskId);
  if (options.json === true) printJson(context, answer);
  else printInsight(context, answer);
};

const entryIds = async (
  context: CliContext,
  client: ApiClient,
  options: InsightOptions & { user: string },
): Promise<string[]> => {
  const zone = requireZone(options.timeZone);
  const edgeTime = (name: 'since' | 'until', edge: 'start' | 'end'): string | undefined => {
    const text = options[name];
    return text === undefined
      ? undefined
      : new Date(requireMoment(`--${name}`, text, { zone, edge, now: context.now() })).toISOString();
  };
  const ids: string[] = [];
  const filter = {
    userId: options.user,
    from: edgeTime('since', 'start'),
    to: edgeTime('until', 'end'),
    project: options.project,
  };
  for await (const entry of listEntries(client, filter)) {
    if (ids.push(entry.id) > maxEntries)
      throw new CliError(
        `the period holds more than ${maxEntries} entries: choose a shorter one with --since and --until`,
        exitCodes.usage,
      );
  }
  if (ids.length === 0) throw new CliError(`${options.user} has no entry in that period: import some first`);
  return ids;
};

const insightContext = ({ context, goal, timeZone }: InsightOptions): string | Record<string, unknown> => {
  const own = context === undefined ? {} : parseContext(context);
  if (typeof own === 'string' && goal.length === 0) return own;
  const fields = typeof own === 'string' ? { notes: own } : own;
  return { time_zone: timeZone, ...fields, ...(goal.length > 0 ? { goals: goal } : {}) };
};

const parseContext = (text: string): string | Record<string, unknown> => {
  if (!text.trimStart().startsWith('{')) return text;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new CliError('--context begins like a JSON object but is none', exitCodes.usage);
  }
};

export const printInsight = (context: CliContext, answer: ResultAnswer): void => {
  const result = answer.result ?? {};
  print(context, String(result['content'] ?? ''));
  const confidence = typeof result['confidence'] === 'number' ? `, confidence ${result['confidence'].toFixed(2)}` : '';
  const model = typeof result['model'] === 'string' ? ` (${result['model']})` : '';
  const age = typeof result['age_seconds'] === 'number' ? `, ${result['age_seconds']} s old` : '';
  const dropped =
    Number(result['dropped_claims'] ?? 0) > 0 ? `, ${String(result['dropped_claims'])} unsupported claims dropped` : '';
  const tags = Array.isArray(result['tags']) ? `; tags: ${result['tags'].join(', ')}` : '';
  say(context, `source: ${String(result['source'] ?? 'unknown')}${model}${age}${confidence}${dropped}${tags}`);
};
