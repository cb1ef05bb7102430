import { randomUUID } from 'node:crypto';
import type { JsonObject, TaskFailure } from '@englog/domain';
import { capabilities } from '@englog/domain';
import { createLogger } from '@englog/runtime';
import { waitFor } from '@englog/testing';
import { SignJWT } from 'jose';
import { Registry } from 'prom-client';
import { Dispatcher } from '../dispatch/dispatcher';
import type { Delivery, WorkerSession } from '../dispatch/worker-session';
import type { Feed } from '../feed/feed';
import { MemoryFeed } from '../feed/memory-feed';
import { openDatabaseFixture } from '../store/database-fixture';
import type { DatabaseFixture } from '../store/database-fixture';
import { createEntryStore } from '../store/entries';
import { once } from '../store/idempotency';
import { sqlIn } from '../store/sql';
import { listWorkers } from '../store/worker-list';
import { createAuth } from './auth/auth';
import type { HttpConfig, HttpServer } from './http-server';
import { createHttpServer } from './http-server';

const secret = 'a secret that is long enough for HS256';
const log = createLogger({ name: 'test', level: 'silent' });

export const httpConfig: HttpConfig = {
  host: '127.0.0.1',
  port: 0,
  maxBodyBytes: 1_048_576,
  maxBulkBodyBytes: 8 * 1_048_576,
  maxPayloadBytes: 64 * 1_024,
  maxEventStreams: 20,
  requestsPerMinute: 0,
  metricsPort: null,
  metricsAllow: ['127.0.0.1'],
  pools: ['default', 'gpu'],
  version: '0.0.0-test',
};

/** A worker at the far end of a dispatch session: takes what it is sent and reports as it is told. */
export interface ScriptedWorker {
  deliveries: Delivery[];
  next(taskId: string): Promise<Delivery>;
  acknowledge(delivery: Delivery): void;
  progress(delivery: Delivery, percent: number, message: string, textChunk?: string): void;
  complete(delivery: Delivery, result: JsonObject): Promise<void>;
  fail(delivery: Delivery, failure: TaskFailure): Promise<void>;
}

export interface Asking {
  as?: string;
  admin?: boolean;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}
export interface Answered {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a JSON document that a test looks into
  json: any;
  text: string;
}

export interface HttpFixture {
  base: string;
  dispatcher: Dispatcher;
  feed: Feed;
  ask(method: string, path: string, asking?: Asking): Promise<Answered>;
  open(path: string, asking?: Asking): Promise<Response>;
  connectWorker(): Promise<ScriptedWorker>;
  server: HttpServer;
  close(): Promise<void>;
}

const tokenOf = (userId: string, admin: boolean): Promise<string> =>
  new SignJWT({ sub: userId, ...(admin ? { roles: ['admin'] } : {}) })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));

const createDispatcher = (database: DatabaseFixture['database'], feed: Feed): Dispatcher =>
  new Dispatcher({
    sql: sqlIn(database.db),
    feed,
    once,
    replicaId: randomUUID(),
    limits: { maxBacklog: 5_000, concurrency: null, maxResultBytes: 1_048_576 },
    workers: { max: 10, timeoutMs: 120_000, plainSlots: 5, maxLosses: 5 },
    timing: {
      ackTimeoutMs: 5_000,
      pingIntervalMs: 5_000,
      graceMs: 15_000,
      pollMs: 1_000,
      leaseMs: 15_000,
      backoff: { initialMs: 10, maxMs: 50 },
    },
    queueSize: 100,
    log,
  });

const connectWorker = async (dispatcher: Dispatcher): Promise<ScriptedWorker> => {
  const { token } = await dispatcher.gate.register({
    workerId: 'worker-1',
    workerName: 'Scripted',
    version: '1',
    capabilities: [...capabilities],
    pools: ['default'],
    labels: {},
    models: [],
    slots: 4,
    linkVersion: 1,
    instanceId: 'i1',
    inFlight: [],
  });
  const session: WorkerSession = await dispatcher.gate.authenticateToken(token);
  const deliveries: Delivery[] = [];
  const channel = {
    send: (message: Parameters<WorkerSession['send']>[0]) => {
      if (message.kind === 'task') deliveries.push(message.delivery);
      if (message.kind === 'ping') session.echoed(message.sequence, Date.now());
    },
    close: () => undefined,
  };
  await dispatcher.gate.connect(session, channel, []);
  const end = async (
    delivery: Delivery,
    outcome: 'completed' | 'failed',
    result: string,
    failure: TaskFailure | null,
  ) => {
    const { taskId, attempt } = delivery;
    await dispatcher.reports.result(session, {
      taskId,
      attempt,
      outcome,
      result,
      failure,
      retryAfterMs: null,
      startedAt: null,
    });
  };
  return {
    deliveries,
    next: (taskId) =>
      waitFor(() => deliveries.find((delivery) => delivery.taskId === taskId), {
        what: `task ${taskId} at the worker`,
      }),
    acknowledge: (delivery) => void dispatcher.reports.acknowledge(session, delivery),
    progress: ({ taskId, attempt }, percent, message, textChunk = '') =>
      void dispatcher.reports.progress(session, { taskId, attempt, percent, message, textChunk }),
    complete: (delivery, result) => end(delivery, 'completed', JSON.stringify(result), null),
    fail: (delivery, failure) => end(delivery, 'failed', '', failure),
  };
};

const ask = async (base: string, method: string, path: string, asking: Asking): Promise<Response> => {
  const token = await tokenOf(asking.as ?? 'u1', asking.admin ?? false);
  const hasBody = asking.body !== undefined;
  return fetch(`${base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...asking.headers,
    },
    ...(hasBody ? { body: JSON.stringify(asking.body) } : {}),
    ...(asking.signal ? { signal: asking.signal } : {}),
  });
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** The REST side on the real dispatch room, store and feed, on a free port. */
export const openHttpFixture = async (changes: Partial<HttpConfig> = {}): Promise<HttpFixture> => {
  const databaseFixture = await openDatabaseFixture('embedded');
  const { database } = databaseFixture;
  const feed = new MemoryFeed({ eventsKept: 10_000, queueCapacity: 1_000, startedAt: Date.now() });
  await feed.start();
  const dispatcher = createDispatcher(database, feed);
  await dispatcher.start();
  const server = createHttpServer({
    config: { ...httpConfig, ...changes },
    auth: createAuth({ mode: 'hs256', secret }),
    dispatch: dispatcher,
    tasks: dispatcher.tasks,
    workers: { list: () => listWorkers(sqlIn(database.db)) },
    entries: createEntryStore(database.db),
    feed,
    renderResult: (task, format) => Promise.resolve(task.type === 'weekly_report' ? `# as ${format}` : null),
    checks: async () => {
      await database.query({ name: '', text: 'select 1' }, []);
      return [{ name: 'database', ok: true, message: database.kind }];
    },
    metrics: new Registry(),
    log,
  });
  const { port } = await server.start();
  const base = `http://127.0.0.1:${port}`;
  return {
    base,
    dispatcher,
    feed,
    server,
    open: (path, asking = {}) => ask(base, 'GET', path, asking),
    ask: async (method, path, asking = {}) => {
      const response = await ask(base, method, path, asking);
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: parse(text) };
    },
    connectWorker: () => connectWorker(dispatcher),
    close: async () => {
      await server.stop(2_000);
      await dispatcher.stop();
      await feed.stop();
      await databaseFixture.close();
    },
  };
};
