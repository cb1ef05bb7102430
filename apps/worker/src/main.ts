import { createLogger, runMain, runService } from '@englog/runtime';
import { loadWorkerConfig } from './config';
import { createOwnWorker } from './own-worker';

void runMain(process, async () => {
  const config = loadWorkerConfig(process.env);
  const log = createLogger({ name: 'worker', level: config.telemetry.log_level, pretty: process.stdout.isTTY });
  const worker = createOwnWorker(config, process, log);
  process.exitCode = await runService(worker, { process, log, graceMs: config.worker.drain_grace });
});
