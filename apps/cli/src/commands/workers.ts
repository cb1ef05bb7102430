import type { WorkerAnswer, WorkersHealthAnswer } from '@englog/domain';
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { clientOf, print, printJson, say } from '../context';
import { toTable } from '../table';

export const addWorkersCommand = (program: Command, context: CliContext): void => {
  program
    .command('workers')
    .description('list the workers, and how the fleet is')
    .option('--json', 'print the documents')
    .action(async (options: { json?: boolean }, command: Command) => {
      const client = clientOf(context, command);
      const { workers } = await client.json<{ workers: WorkerAnswer[] }>({ path: '/v1/workers' });
      if (options.json === true) return printJson(context, workers);
      const header = ['WORKER', 'NAME', 'STATE', 'STATUS', 'SLOTS', 'CAPABILITIES', 'POOLS', 'MODELS', 'LAST SEEN'];
      print(context, toTable(header, workers.map(toRow)));
      const health = await client.json<WorkersHealthAnswer>({ path: '/v1/workers/health' });
      say(
        context,
        `${health.status}: ${health.message} (queue ${health.queue.depth}, slots ${health.queue.slots_in_use}/${health.queue.slots})`,
      );
    });
};

const toRow = (worker: WorkerAnswer): string[] => [
  worker.worker_id,
  worker.worker_name,
  worker.state,
  worker.status,
  `${worker.active_tasks}/${worker.slots}`,
  worker.capabilities.join(','),
  worker.pools.join(','),
  worker.models.map((model) => model.name).join(','),
  worker.last_seen_at,
];
