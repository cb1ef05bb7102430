import { resultFormats } from '@englog/domain';
import type { ResultFormat } from '@englog/domain';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import type { CliContext } from '../context';
import { clientOf, print, say, userOf } from '../context';
import { awaitResult, renderedResult, sayTask, submitTask } from '../follow';
import { dayPeriod, requireZone, weekPeriod } from '../moments';
import { freshOption, timeZoneOption } from './options';

interface ReportGoal {
  name: string;
  target_hours?: number;
  target_share?: number;
  by: 'project' | 'type' | 'tag';
  value: string;
}

interface ReportOptions {
  user?: string;
  week?: string;
  since?: string;
  until?: string;
  goal: ReportGoal[];
  title?: string;
  format: ResultFormat;
  output?: string;
  fresh?: boolean;
  timeZone: string;
  wait: boolean;
}

export const formatOption = (): Option =>
  new Option('--format <format>', 'how to print it').choices([...resultFormats]);

export const addReportCommand = (program: Command, context: CliContext): void => {
  program
    .command('report')
    .description('ask for a report of a week or any period, wait for it and print it')
    .option('--user <id>', "whose log; by default the token's")
    .option('--week <week>', '2026-W10, a day of it, this or last')
    .option('--since <date>', 'first day; by default six days before the last')
    .option('--until <date>', 'last day; by default today')
    .option('--goal <goal>', 'project:englog=10h, type:testing=20% or tag:api=3.5h; repeatable', collectGoal, [])
    .option('--title <title>', "the report's title")
    .addOption(formatOption().default('markdown'))
    .option('-o, --output <file>', 'write it to a file')
    .addOption(freshOption())
    .addOption(timeZoneOption())
    .option('--no-wait', "print the task's id and leave")
    .action((options: ReportOptions, command: Command) => askForReport(context, command, options));
};

const askForReport = async (context: CliContext, command: Command, options: ReportOptions): Promise<void> => {
  const client = clientOf(context, command);
  const zone = requireZone(options.timeZone);
  const period =
    options.week === undefined
      ? dayPeriod(options, zone, context.now())
      : weekPeriod(options.week, zone, context.now());
  const taskId = await submitTask(client, '/v1/tasks/reports', {
    user_id: userOf(command, options.user),
    start_date: period.start,
    end_date: period.end,
    time_zone: zone,
    goals: options.goal,
    title: options.title,
    fresh: options.fresh,
  });
  if (!options.wait) return print(context, taskId);
  sayTask(context, taskId);
  const answer = await awaitResult(context, client, taskId);
  await deliver(context, await renderedResult(client, answer, options.format), options.output);
};

/** To the file that was asked for, else to the standard output. */
export const deliver = async (context: CliContext, text: string, file: string | undefined): Promise<void> => {
  if (file === undefined) return print(context, text);
  await writeFile(file, text);
  say(context, `written to ${file}`);
};

const collectGoal = (text: string, before: ReportGoal[]): ReportGoal[] => [...before, parseGoal(text)];

export const parseGoal = (text: string): ReportGoal => {
  const match = /^(project|type|tag):(.+)=(\d+(?:\.\d+)?)(h|%)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It must look like project:englog=10h or type:testing=20%.');
  const [, by, value = '', amount, unit] = match;
  const target = unit === 'h' ? { target_hours: Number(amount) } : { target_share: Number(amount) / 100 };
  return { name: `${value} ${amount}${unit}`, by: by as ReportGoal['by'], value, ...target };
};
