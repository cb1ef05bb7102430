import { createLogger, runMain, runService } from '@englog/runtime';
import { createApi } from './api';
import { loadApiConfig } from './config';

void runMain(process, async () => {
  const config = loadApiConfig({ env: process.env });
  const log = createLogger({ name: 'api', level: config.telemetry.log_level, pretty: process.stdout.isTTY });
  const api = createApi(config, log);
  process.exitCode = await runService(api, { process, log, graceMs: config.grpc.drain });
});
