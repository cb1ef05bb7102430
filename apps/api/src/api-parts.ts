import { randomUUID } from 'node:crypto';
import type { Logger } from '@englog/runtime';
import { version } from '../package.json';
import type { ApiConfig } from './config';
import { Dispatcher } from './dispatch/dispatcher';
import { Loops } from './dispatch/loops';
import { ScheduleDesk } from './dispatch/schedule-desk';
import { ScheduleFiring } from './dispatch/schedule-firing';
import { guardFirings } from './dispatch/schedule-guard';
import type { Schedules } from './dispatch/schedules';
import type { Feed } from './feed/feed';
import { AttemptServices } from './grpc/attempt-services';
import { GrpcServer } from './grpc/grpc-server';
import { createAuth } from './http/auth/auth';
import type { Auth } from './http/auth/auth';
import { openDevSecret } from './http/auth/dev-secret';
import { createHttpServer } from './http/http-server';
import type { HttpServer } from './http/http-server';
import type { ResultRenderer } from './render-result';
import { AlertStore } from './store/alerts';
import { Cleanup } from './store/cleanup';
import { createMetrics } from './metrics';
import type { Database } from './store/database';
import { createEntryStore } from './store/entries';
import { once } from './store/idempotency';
import { createPreferenceStore } from './store/preferences';
import type { Sql } from './store/sql';

/** From the configuration's words to what each part takes. api.ts says in which order they start and stop. */

/** A plain worker says nothing of its slots. */
const plainWorkerSlots = 5;
/** The next firing is known; another replica's new schedule is found by looking. */
const schedulePassMs = 5000;
/** An alert that quiet hours held back comes at most this late. */
const alertPassMs = 15_000;
const now = () => Date.now();

export interface Parts {
  config: ApiConfig;
  database: Database;
  sql: Sql;
  feed: Feed;
  dispatcher: Dispatcher;
  schedules: Schedules;
  log: Logger;
}

export const databaseOptions = ({ data_dir: dataDir, database }: ApiConfig) => ({
  url: database.url,
  dataDir,
  poolSize: database.pool_size,
  connectTimeoutMs: database.connect_timeout,
  statementTimeoutMs: database.statement_timeout,
});

export const retentionOptions = ({ retention }: ApiConfig) => ({
  finishedTasksMs: retention.finished_tasks,
  idempotencyKeysMs: retention.idempotency_keys,
  storedAnswersMs: retention.stored_answers,
  logEntriesMs: retention.log_entries,
  sweepIntervalMs: retention.sweep_interval,
});

export function createDispatcher(
  config: ApiConfig,
  { sql, feed, log }: Pick<Parts, 'sql' | 'feed' | 'log'>,
): Dispatcher {
  const { limits, dispatch, worker_management: workers } = config;
  const isLimited = limits.per_user_running > 0 || Object.keys(limits.per_type_running).length > 0;
  return new Dispatcher({
    sql,
    feed,
    once: guardFirings(once),
    replicaId: randomUUID(),
    limits: {
      maxBacklog: limits.max_backlog,
      maxBacklogPerUser: limits.max_backlog_per_user,
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

const createAlerts = ({ sql, feed }: Pick<Parts, 'sql' | 'feed'>): AlertStore =>
  new AlertStore({ sql, now, publish: (event) => feed.publish(event) });

/** `/v1/schedules`, and the pass that makes the tasks of what is due. */
export function createSchedules({ config, sql, feed, dispatcher, log }: Omit<Parts, 'schedules'>): {
  desk: Schedules;
  loops: Loops;
} {
  const maxPerUser = config.limits.max_schedules_per_user;
  const loops = new Loops(log);
  const firing = new ScheduleFiring({
    sql,
    create: (tasks, key) => dispatcher.create(tasks, key),
    pools: config.pools,
    now,
    log,
  });
  const within = loops.add('schedules', schedulePassMs, () => firing.pass());
  const alerts = createAlerts({ sql, feed });
  loops.add('alerts held back', alertPassMs, () => alerts.pushDue());
  return { desk: new ScheduleDesk({ sql, maxPerUser, now, onDue: within }), loops };
}

export function createGrpc({ config, database, sql, feed, dispatcher, log }: Parts): GrpcServer {
  const { grpc, dispatch, limits, worker_management: workers, auth } = config;
  const attemptServices = new AttemptServices({
    sql,
    tasks: dispatcher.tasks,
    entries: createEntryStore(database.db),
    cleanup: new Cleanup({
      sql,
      dataDir: config.data_dir,
      retention: retentionOptions(config),
      cancelTask: async (taskId) => (await dispatcher.cancel(taskId)) === 'cancelled',
      events: feed,
      now,
      log,
    }),
    alerts: createAlerts({ sql, feed }),
    preferences: createPreferenceStore(sql),
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

export function createHttp(parts: Parts & { renderer: ResultRenderer }, auth: Auth): HttpServer {
  const { config, database, sql, feed, dispatcher, schedules, renderer, log } = parts;
  const { http, limits } = config;
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
      emailDomains: limits.email_domains,
      version,
    },
    auth,
    dispatch: dispatcher,
    tasks: dispatcher.tasks,
    workers: dispatcher.workers,
    entries: createEntryStore(database.db),
    schedules,
    preferences: createPreferenceStore(sql),
    alerts: createAlerts({ sql, feed }),
    feed,
    renderResult: renderer.render,
    checks: async () => [{ name: 'database', ok: await isUp(sql), message: database.kind }],
    metrics: createMetrics(parts),
    log,
  });
}

const isUp = async (sql: Sql): Promise<boolean> =>
  sql.query({ name: '', text: 'select 1' }, []).then(
    () => true,
    () => false,
  );

export async function openAuth({ auth, data_dir: dataDir }: ApiConfig): Promise<Auth> {
  const claims = { issuer: auth.issuer || undefined, audience: auth.audience || undefined };
  if (auth.mode === 'jwks') return createAuth({ mode: 'jwks', jwksUrl: auth.jwks_url ?? '', ...claims });
  const secret = auth.mode === 'dev' ? await openDevSecret(dataDir) : (auth.secret ?? '');
  return createAuth({ mode: 'hs256', secret, ...claims });
}
