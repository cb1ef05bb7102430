import type { Logger, Service } from '@englog/runtime';
import * as parts from './api-parts';
import type { ApiConfig } from './config';
import { createFeed } from './feed/create-feed';
import { createResultRenderer } from './render-result';
import { whyUnwritable } from './store/data-folder';
import { openDatabase } from './store/database';
import { migrate } from './store/migrate';
import { RetentionLoop } from './store/retention';
import { sqlOn } from './store/sql';

export interface Api extends Service {
  /** Where it listens, once started. */
  readonly ports: { http: number; grpc: number | null };
}

/** Of the drain: workers report on this connection, or find another API, after they were told to. */
const workerDrainMs = 1500;

/** Composition root: what is opened, in this order, is closed in reverse. */
export function createApi(config: ApiConfig, log: Logger): Api {
  const closers: ((deadline: AbortSignal) => unknown)[] = [];
  const ports: Api['ports'] = { http: 0, grpc: null };
  let reportBroken: (why: unknown) => void = () => undefined;
  const broken = new Promise<unknown>((resolve) => (reportBroken = resolve));
  const grace = (deadline: AbortSignal, ms: number) => (deadline.aborted ? 0 : ms);

  return {
    ports,
    broken,
    async start(signal) {
      const database = await openDatabase({ ...parts.databaseOptions(config), log, signal });
      closers.push(() => database.close());
      void database.broken.then(reportBroken);
      await migrate(database.db);
      const sql = sqlOn(database);
      const retention = new RetentionLoop({ ...parts.retentionOptions(config), sql, log });
      retention.start();
      closers.push(() => retention.stop());
      const feed = createFeed(config.redis, log);
      await feed.start();
      closers.push(() => feed.stop());
      const dispatcher = parts.createDispatcher(config, { sql, feed, log });
      closers.push(() => dispatcher.stop());
      await dispatcher.start();
      const shared = { config, database, sql, feed, dispatcher, log };
      const { desk: schedules, loops } = parts.createSchedules(shared);
      loops.start();
      closers.push(() => loops.stop());
      if (config.grpc.enabled) {
        const grpc = parts.createGrpc({ ...shared, schedules });
        closers.push((deadline) => grpc.stop(grace(deadline, workerDrainMs)));
        ports.grpc = (await grpc.start()).port;
        closers.push(() => dispatcher.endStreams());
      }
      const renderer = createResultRenderer();
      closers.push(() => renderer.stop());
      const http = parts.createHttp({ ...shared, schedules, renderer }, await parts.openAuth(config));
      closers.push((deadline) => http.stop(grace(deadline, config.grpc.drain)));
      ports.http = (await http.start()).port;
      closers.push(() => dispatcher.drain(workerDrainMs));
      announce(config, ports, log);
      await warnOfDataFolder(config, log);
    },
    async stop(deadline) {
      for (const close of closers.splice(0).reverse()) await close(deadline);
    },
  };
}

/** One line that says what is embedded, what it does not promise, and what to set for production. */
function announce(config: ApiConfig, ports: Api['ports'], log: Logger): void {
  const embedded = [
    ...(config.database.url === undefined
      ? [`PostgreSQL in ${config.data_dir} (survives kill -9, not a power cut; set DATABASE_URL)`]
      : []),
    ...(config.redis.url === undefined ? ['the live feed (one replica; set REDIS_URL)'] : []),
    ...(config.auth.mode === 'dev' ? ['the token secret (npx englog token; set ENGLOG_AUTH_SECRET)'] : []),
  ];
  log.info(
    { http: ports.http, grpc: ports.grpc, auth: config.auth.mode },
    embedded.length === 0 ? 'listening' : `listening; embedded for development: ${embedded.join(', ')}`,
  );
}

/** With a database elsewhere it serves all the same, but for cleanups that archive. */
async function warnOfDataFolder({ data_dir: dataDir }: ApiConfig, log: Logger): Promise<void> {
  const why = await whyUnwritable(dataDir);
  if (why === null) return;
  log.warn({ why }, `${dataDir} is not writable: cleanups cannot archive; set ENGLOG_DATA_DIR to a folder that is`);
}
