import { createLogger, runMain, runService } from '@englog/runtime';
import { loadWorkerConfig } from './config';
import { createOwnWorker } from './own-worker';

void runMain(process, async () => {
  const args = process.argv.slice(2);
  if (args.length > 0) {
    const isHelp = ['--help', '-h'].includes(args[0] ?? '');
    const usage =
      'Usage: node main.js   start a worker; ENGLOG_… variables and the file that ENGLOG_CONFIG names configure it\n';
    (isHelp ? process.stdout : process.stderr).write(usage);
    process.exitCode = isHelp ? 0 : 2;
    return;
  }
  const config = loadWorkerConfig(process.env);
  const log = createLogger({ name: 'worker', level: config.telemetry.log_level, pretty: process.stdout.isTTY });
  const worker = createOwnWorker(config, process, log);
  process.exitCode = await runService(worker, { process, log, graceMs: config.worker.drain_grace });
});
