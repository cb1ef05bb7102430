import { setMaxListeners } from 'node:events';
import { EnglogError, parseInput } from '@englog/domain';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { Dispatch } from '../dispatch/dispatch';
import type { Schedules } from '../dispatch/schedules';
import type { Feed } from '../feed/feed';
import type { TaskReads, WorkerReads } from '../store/records';
import { createApp, messagesOf } from './app';
import type { Auth } from './auth/auth';
import type { Endpoint, UserEndpoint } from './endpoint';
import { eventEndpoints } from './events/event-endpoints';
import { createStreamLimit } from './events/stream-limit';
import { createListener } from './listener';
import type { Listener } from './listener';
import type { Entries } from './logs/logs';
import { logEndpoints } from './logs/logs';
import { createHttpMetrics } from './metrics';
import { lastResort, mount } from './mount';
import { createRateLimit } from './rate-limit';
import type { NotificationOptions } from './notifications/notifications';
import { notificationEndpoints } from './notifications/notifications';
import { scheduleEndpoints } from './schedules/schedules';
import { docsRouter, openApiEndpoint } from './service/docs';
import type { Check } from './service/health';
import { healthEndpoints } from './service/health';
import { metricsEndpoint } from './service/metrics-endpoint';
import { openApiDocument } from './service/openapi';
import { batchEndpoint } from './tasks/batch';
import { changeTaskEndpoints } from './tasks/change';
import { createTaskEndpoints } from './tasks/create';
import { readTaskEndpoints } from './tasks/read';
import type { RenderResult } from './tasks/result';
import { resultEndpoint } from './tasks/result';
import { workerEndpoints } from './workers/workers';

export interface HttpConfig {
  host: string;
  /** 0: any free one. */
  port: number;
  maxBodyBytes: number;
  /** For POST /v1/logs/bulk. */
  maxBulkBodyBytes: number;
  maxPayloadBytes: number;
  maxEventStreams: number;
  /** A user, in this replica; 0 for no limit. */
  requestsPerMinute: number;
  /** Null: /metrics on the main port for `metricsAllow` alone; else on this port, on the same host, for `metricsAllow`. */
  metricsPort: number | null;
  /** Addresses and CIDR ranges. */
  metricsAllow: readonly string[];
  /** Pools a task may name. */
  pools: readonly string[];
  /** Domains that users may email; any address is an admin's. In lower case. */
  emailDomains: readonly string[];
  version: string;
}

export interface HttpServerOptions {
  config: HttpConfig;
  auth: Auth;
  dispatch: Dispatch;
  tasks: TaskReads;
  workers: WorkerReads;
  entries: Entries;
  /** Absent: there is no /v1/schedules. */
  schedules?: Schedules;
  preferences: NotificationOptions['preferences'];
  alerts: NotificationOptions['alerts'];
  feed: Feed;
  renderResult: RenderResult;
  /** What must work for /ready: the database. */
  checks: () => Promise<Check[]>;
  metrics: Registry;
  log: Logger;
}

export interface HttpServer {
  start(): Promise<{ port: number; metricsPort: number | null }>;
  /**
   * Readiness turns 503 and live streams end with `retry:`; waits come back as they are; then the listener closes. What is
   * still being answered after `deadlineMs` is cut.
   */
  stop(deadlineMs: number): Promise<void>;
}

const noParameters = z.strictObject({});

/** Of all live streams one user may hold a tenth, and a few in any case. */
const streamsPerUser = (maxStreams: number): number => Math.max(5, Math.ceil(maxStreams / 10));

/** Where no parameters are known any is a mistake, and may be a dangerous one: `cancel?status=pending` would cancel all. */
const refuseQueries = (endpoint: Endpoint): Endpoint => {
  if (endpoint.access === 'open' || endpoint.query !== undefined || endpoint.tag === 'events') return endpoint;
  const checked: UserEndpoint = {
    ...endpoint,
    handle: (call) => {
      if (call.request.url.includes('?')) parseInput(noParameters, call.request.query);
      return endpoint.handle(call);
    },
  };
  return checked;
};

/** The tasks first: they are the hot path. */
const endpointsOf = (options: HttpServerOptions, draining: AbortSignal): Endpoint[] => {
  const { config, dispatch, tasks, feed } = options;
  // One table of used keys, whatever they created.
  const shared = { ...options, ...config, uses: options.entries };
  const streams = createStreamLimit(config.maxEventStreams, streamsPerUser(config.maxEventStreams));
  return [
    ...createTaskEndpoints(shared),
    batchEndpoint(shared),
    resultEndpoint(shared),
    ...readTaskEndpoints({ dispatch, tasks }),
    ...changeTaskEndpoints(shared),
    ...eventEndpoints({ feed, tasks, streams }),
    ...logEndpoints(shared),
    ...(options.schedules ? scheduleEndpoints({ ...config, schedules: options.schedules }) : []),
    ...notificationEndpoints(shared),
    ...workerEndpoints(options),
    ...healthEndpoints({ version: config.version, checks: options.checks, draining }),
  ];
};

/** @throws EnglogError that names the key and its variable when the port cannot be had */
const listenOn = async (listener: Listener, key: string, host: string, port: number): Promise<number> => {
  try {
    return await listener.listen(host, port);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'the port is taken' : message;
    const name = `http.${key} (ENGLOG_HTTP_${key.toUpperCase()})`;
    throw new EnglogError('unavailable', `${name}: cannot listen on ${host}:${port}: ${why}`, { cause });
  }
};

/** The REST side of the service. Nothing listens before `start()`. */
export const createHttpServer = (options: HttpServerOptions): HttpServer => {
  const { config, auth, log, metrics: registry } = options;
  const drain = new AbortController();
  setMaxListeners(0, drain.signal); // one a waiting call
  const endpoints = endpointsOf(options, drain.signal).map(refuseQueries);
  const metricsRoute = metricsEndpoint(registry, config.metricsAllow);
  endpoints.push(openApiEndpoint(() => openApiDocument(endpoints, config.version)));
  if (config.metricsPort === null) endpoints.push(metricsRoute);

  const context = {
    auth,
    log,
    metrics: createHttpMetrics(registry),
    rateLimit: createRateLimit(config.requestsPerMinute),
    draining: drain.signal,
  };
  const last = lastResort(context);
  const app = createApp();
  mount(app, endpoints, context);
  app.use(docsRouter(), last.notFound, last.failed);
  const metricsApp = createApp();
  mount(metricsApp, [metricsRoute], context);
  metricsApp.use(last.notFound, last.failed);
  const listener = createListener(app, messagesOf(app));
  const metricsListener = createListener(metricsApp, messagesOf(metricsApp));

  return {
    start: async () => {
      const port = await listenOn(listener, 'port', config.host, config.port);
      if (config.metricsPort === null) return { port, metricsPort: null };
      try {
        return { port, metricsPort: await listenOn(metricsListener, 'metrics_port', config.host, config.metricsPort) };
      } catch (error) {
        await listener.close(0);
        throw error;
      }
    },
    stop: async (deadlineMs) => {
      drain.abort('shutdown');
      await Promise.all([listener.close(deadlineMs), metricsListener.close(deadlineMs)]);
    },
  };
};
