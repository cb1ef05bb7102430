import { taskStatuses, taskTypes } from '@englog/domain';
import type { TaskAnswer, TaskSummaryAnswer } from '@englog/domain';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { clientOf, print, printJson } from '../context';
import { taskPath } from '../follow';
import { toTable } from '../table';
import { parseCount } from './options';

interface TasksOptions {
  user?: string;
  status?: string;
  type?: string;
  limit: number;
  json?: boolean;
}

export const addTaskCommands = (program: Command, context: CliContext): void => {
  program
    .command('tasks')
    .description('list tasks, newest first')
    .option('--user <id>', "whose; by default the token's, and an operator's everyone's")
    .addOption(new Option('--status <status>', 'only these').choices([...taskStatuses]))
    .addOption(new Option('--type <type>', 'only these').choices([...taskTypes]))
    .option('--limit <n>', 'at most so many', parseCount, 20)
    .option('--json', 'print the documents')
    .action((options: TasksOptions, command: Command) => listTasks(context, command, options));
  program
    .command('task <id>')
    .description('print a task: its state, and why it waits')
    .action(async (id: string, _options: object, command: Command) =>
      printJson(context, await clientOf(context, command).json<TaskAnswer>({ path: taskPath(id) })),
    );
  for (const verb of ['cancel', 'retry'] as const)
    program
      .command(`${verb} <id>`)
      .description(verb === 'cancel' ? 'cancel a task, waiting or running' : 'let a failed or cancelled task try again')
      .action(async (id: string, _options: object, command: Command) => {
        const answer = await clientOf(context, command).json<{ message: string }>({
          method: 'POST',
          path: `${taskPath(id)}/${verb}`,
        });
        print(context, answer.message);
      });
};

const maxPage = 200;

const listTasks = async (context: CliContext, command: Command, options: TasksOptions): Promise<void> => {
  const client = clientOf(context, command);
  const tasks: TaskSummaryAnswer[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.json<{ tasks: TaskSummaryAnswer[]; next_cursor: string | null }>({
      path: '/v1/tasks',
      query: {
        user_id: options.user,
        status: options.status,
        type: options.type,
        cursor,
        limit: Math.min(maxPage, options.limit - tasks.length),
      },
    });
    tasks.push(...page.tasks);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && tasks.length < options.limit);
  if (options.json === true) return printJson(context, tasks);
  const rows = tasks.map((task) => [
    task.task_id,
    task.type,
    task.status,
    task.priority,
    task.user_id,
    task.created_at,
    task.worker_id,
    task.error,
  ]);
  print(context, toTable(['TASK', 'TYPE', 'STATUS', 'PRIORITY', 'USER', 'CREATED', 'WORKER', 'ERROR'], rows));
};
