/** EngLog's own worker as `apps/worker` composes it, with one handler that does nothing but say that it started. */
import { createLogger } from '@englog/runtime';
import { loadWorkerConfig } from '../../../worker/src/config';
import { createWorker } from '../../../worker/src/worker';
import { openStartReports } from '../programs/start-reports';
import { untilAskedToLeave } from '../programs/until-asked-to-leave';

async function main(): Promise<void> {
  const reports = await openStartReports(process.argv[2]!);
  const config = loadWorkerConfig(process.env);
  const worker = createWorker({
    config,
    handlers: {
      insight_generation: async ({ task }) => {
        reports.started(task.taskId);
        return { done: true };
      },
    },
    version: 'bench',
    processUse: process,
    log: createLogger({ name: 'worker', level: config.telemetry.log_level }),
  });
  await worker.start();
  console.log('consuming');
  await untilAskedToLeave();
  await worker.stop(AbortSignal.timeout(5_000));
  await reports.close();
}

void main();
