import { randomUUID } from 'node:crypto';
import type { Logger, Service } from '@englog/runtime';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { ApiConfig } from './config';
import { Dispatcher } from './dispatch/dispatcher';
import { createFeed } from './feed/create-feed';
import type { Feed } from './feed/feed';
import { AttemptServices } from './grpc/attempt-services';
import { GrpcServer } from './grpc/grpc-server';
import { createAuth } from './http/auth/auth';
import type { Auth } from './http/auth/auth';
import { openDevSecret } from './http/auth/dev-secret';
import { createHttpServer } from './http/http-server';
import type { HttpServer } from './http/http-server';
import { openDatabase } from './store/database';
import type { Database } from './store/database';
import { createEntryStore } from './store/entries';
import { once } from './store/idempotency';
import { migrate } from './store/migrate';
import { RetentionLoop } from './store/retention';
import type { Sql } from './store/sql';
import { sqlOn } from './store/sql';
import { renderResult } from './render-result';
import { version } from '../package.json';

export interface Api extends Service {
  /** Where it listens, once started. */
  readonly ports: { http: number; grpc: number | null };
}

/** A plain worker says nothing of its slots. */
const plainWorkerSlots = 5;
/** Of the drain, for workers to report on this connection after they were told to go elsewhere. */
const workerDrainMs = 1500;

/** Composition root: what is opened, in this order, is closed in reverse. */
export function createApi(config: ApiConfig, log: Logger): Api {
  const closers: ((deadline: AbortSignal) => Promise<void>)[] = [];
  const ports: Api['ports'] = { http: 0, grpc: null };
  let reportBroken: (why: unknown) => void = () => undefined;
  const broken = new Promise<unknown>((resolve) => (reportBroken = resolve));

  return {
    ports,
    broken,
    async start(signal) {
      const database = await openDatabase({ ...databaseOptions(config), log, signal });
      closers.push(() => database.close());
      void database.broken.then(reportBroken);
      await migrate(database.db);
      const sql = sqlOn(database);
      const retention = new RetentionLoop({ ...retentionOptions(config), sql, log });
      retention.start();
      closers.push(() => retention.stop());
      const feed = createFeed(config.redis, log);
      await feed.start();
      closers.push(() => feed.stop());
      const dispatcher = createDispatcher(config, { sql, feed, log });
      await dispatcher.start();
      closers.push(() => dispatcher.stop());
      const parts: Parts = { config, database, sql, feed, dispatcher, log };
      if (config.grpc.enabled) {
        const grpc = createGrpc(parts);
        closers.push((deadline) => grpc.stop(deadline.aborted ? 0 : 1000));
        ports.grpc = (await grpc.start()).port;
      }
      const http = createHttp(parts, await openAuth(config));
      closers.push(async (deadline) => {
        dispatcher.drain(workerDrainMs);
        await http.stop(deadline.aborted ? 0 : config.grpc.drain);
      });
      ports.http = (await http.start()).port;
      announce(config, ports, log);
    },
    async stop(deadline) {
      for (const close of closers.splice(0).reverse()) await close(deadline);
    },
  };
}

interface Parts {
  config: ApiConfig;
  database: Database;
  sql: Sql;
  feed: Feed;
  dispatcher: Dispatcher;
  log: Logger;
}

const databaseOptions = ({ data_dir: dataDir, database }: ApiConfig) => ({
  url: database.url,
  dataDir,
  poolSize: database.pool_size,
  connectTimeoutMs: database.connect_timeout,
  statementTimeoutMs: database.statement_timeout,
});

const retentionOptions = ({ retention }: ApiConfig) => ({
  finishedTasksMs: retention.finished_tasks,
  idempotencyKeysMs: retention.idempotency_keys,
  storedAnswersMs: retention.stored_answers,
  sweepIntervalMs: retention.sweep_interval,
});

function createDispatcher(config: ApiConfig, { sql, feed, log }: Pick<Parts, 'sql' | 'feed' | 'log'>): Dispatcher {
  const { limits, dispatch, worker_management: workers } = config;
  const isLimited = limits.per_user_running > 0 || Object.keys(limits.per_type_running).length > 0;
  return new Dispatcher({
    sql,
    feed,
    once,
    replicaId: randomUUID(),
    limits: {
      maxBacklog: limits.max_backlog,
      maxResultBytes: limits.max_result_bytes,
      concurrency: isLimited ? { perUser: limits.per_user_running, perType: limits.per_type_running } : null,
    },
    workers: {
      max: workers.max_workers,
      timeoutMs: workers.worker_timeout,
      plainSlots: plainWorkerSlots,
      maxLosses: dispatch.max_worker_losses,
    },
    timing: {
      ackTimeoutMs: dispatch.ack_timeout,
      pingIntervalMs: dispatch.ping_interval,
      graceMs: dispatch.reconnect_grace,
      pollMs: dispatch.poll_interval,
      leaseMs: dispatch.lease,
      backoff: { initialMs: dispatch.retry_initial_interval, maxMs: dispatch.retry_max_interval },
    },
    queueSize: workers.task_queue_size,
    log,
  });
}

function createGrpc({ config, database, sql, feed, dispatcher, log }: Parts): GrpcServer {
  const { grpc, dispatch, limits, worker_management: workers, auth } = config;
  const away = () => Promise.reject(new Error('not yet'));
  const attemptServices = new AttemptServices({
    sql,
    tasks: dispatcher.tasks,
    entries: createEntryStore(database.db),
    cleanup: { batch: away },
    alerts: { deliver: away },
  });
  return new GrpcServer({
    config: {
      host: grpc.host,
      port: grpc.port,
      tls: grpc.tls_enabled
        ? { certFile: grpc.cert_file, keyFile: grpc.key_file, clientCaFile: grpc.client_ca_file || null }
        : null,
      maxMessageBytes: Math.max(limits.max_result_bytes, limits.max_payload_bytes) + 64 * 1024,
    },
    service: {
      dispatcher,
      attemptServices,
      join: { joinToken: auth.join_token ?? null, isCertified: grpc.tls_enabled && grpc.client_ca_file !== '' },
      heartbeatMs: workers.heartbeat_interval,
      pingIntervalMs: dispatch.ping_interval,
      graceMs: dispatch.reconnect_grace,
      leaseMs: dispatch.lease,
      maxResultBytes: limits.max_result_bytes,
      services: async () => ({ database: (await isUp(sql)) ? 'up' : 'down', feed: feed.health() }),
      log,
    },
    log,
  });
}

function createHttp({ config, database, sql, feed, dispatcher, log }: Parts, auth: Auth): HttpServer {
  const { http, limits } = config;
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  return createHttpServer({
    config: {
      host: http.host,
      port: http.port,
      maxBodyBytes: http.max_body_bytes,
      maxBulkBodyBytes: http.max_bulk_body_bytes,
      maxPayloadBytes: limits.max_payload_bytes,
      maxEventStreams: http.max_event_streams,
      requestsPerMinute: limits.requests_per_minute,
      metricsPort: http.metrics_port === 0 ? null : http.metrics_port,
      metricsAllow: http.metrics_allow,
      pools: config.pools,
      version,
    },
    auth,
    dispatch: dispatcher,
    tasks: dispatcher.tasks,
    workers: dispatcher.workers,
    entries: createEntryStore(database.db),
    feed,
    renderResult,
    checks: async () => [{ name: 'database', ok: await isUp(sql), message: database.kind }],
    metrics,
    log,
  });
}

const isUp = async (sql: Sql): Promise<boolean> =>
  sql.query({ name: '', text: 'select 1' }, []).then(
    () => true,
    () => false,
  );

async function openAuth({ auth, data_dir: dataDir }: ApiConfig): Promise<Auth> {
  const claims = { issuer: auth.issuer || undefined, audience: auth.audience || undefined };
  if (auth.mode === 'jwks') return createAuth({ mode: 'jwks', jwksUrl: auth.jwks_url ?? '', ...claims });
  const secret = auth.mode === 'dev' ? await openDevSecret(dataDir) : (auth.secret ?? '');
  return createAuth({ mode: 'hs256', secret, ...claims });
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
