import { createLogger, runMain, runService } from '@englog/runtime';
import { createApi } from './api';
import { runCommand } from './command-line';
import { loadApiConfig } from './config';

void runMain(process, async () => {
  const args = process.argv.slice(2);
  if (args.length > 0) {
    process.exitCode = await runCommand(args, process);
    return;
  }
  const config = loadApiConfig({ env: process.env });
  const log = createLogger({ name: 'api', level: config.telemetry.log_level, pretty: process.stdout.isTTY });
  const api = createApi(config, log);
  process.exitCode = await runService(api, { process, log, graceMs: config.grpc.drain });
});
