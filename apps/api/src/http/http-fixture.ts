import { randomUUID } from 'node:crypto';
import { createLogger } from '@englog/runtime';
import { SignJWT } from 'jose';
import { Registry } from 'prom-client';
import { Dispatcher } from '../dispatch/dispatcher';
import { ScheduleDesk } from '../dispatch/schedule-desk';
import type { Feed } from '../feed/feed';
import { MemoryFeed } from '../feed/memory-feed';
import { AlertStore } from '../store/alerts';
import type { Database } from '../store/database';
import { openDatabaseFixture } from '../store/database-fixture';
import { createEntryStore } from '../store/entries';
import { once } from '../store/idempotency';
import { createPreferenceStore } from '../store/preferences';
import { sqlIn } from '../store/sql';
import type { Sql } from '../store/sql';
import { listWorkers } from '../store/worker-list';
import { createAuth } from './auth/auth';
import type { HttpConfig } from './http-server';
import { createHttpServer } from './http-server';
import { connectWorker } from './scripted-worker';
import type { ScriptedWorker } from './scripted-worker';
import type { RenderResult } from './tasks/result';

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
  emailDomains: ['friends.example'],
  version: '0.0.0-test',
};

export interface Asking {
  as?: string;
  admin?: boolean;
  /** The token's claims beside. */
  claims?: Record<string, unknown>;
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

/** A server on the fixture's dispatch room, and how a test speaks to it. */
export interface Served {
  base: string;
  /** Null when the metrics have no port of their own. */
  metricsPort: number | null;
  ask(method: string, path: string, asking?: Asking): Promise<Answered>;
  open(path: string, asking?: Asking): Promise<Response>;
  stop(): Promise<void>;
}

export interface HttpFixture extends Served {
  feed: Feed;
  sql: Sql;
  connectWorker(): Promise<ScriptedWorker>;
  /** One more server, as another configuration would have it. */
  serve(changes: Partial<HttpConfig>): Promise<Served>;
  close(): Promise<void>;
}

const tokenOf = ({ as = 'u1', admin = false, claims = {} }: Asking): Promise<string> =>
  new SignJWT({ sub: as, ...(admin ? { roles: ['admin'] } : {}), ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));

const createDispatcher = (sql: Sql, feed: Feed): Dispatcher =>
  new Dispatcher({
    sql,
    feed,
    once,
    replicaId: randomUUID(),
    limits: { maxBacklog: 5_000, maxBacklogPerUser: 0, concurrency: null, maxResultBytes: 1_048_576 },
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

const send = async (base: string, method: string, path: string, asking: Asking): Promise<Response> => {
  const token = await tokenOf(asking);
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

/** Of a report, as these tests have one. */
const renderResult: RenderResult = async (json, format) =>
  'totals' in (JSON.parse(Buffer.from(json).toString()) as object) ? Buffer.from(`# as ${format}`) : null;

interface Parts {
  dispatcher: Dispatcher;
  database: Database;
  feed: Feed;
  sql: Sql;
}

const serve = async ({ dispatcher, database, feed, sql }: Parts, changes: Partial<HttpConfig>): Promise<Served> => {
  const server = createHttpServer({
    config: { ...httpConfig, ...changes },
    auth: createAuth({ mode: 'hs256', secret }),
    dispatch: dispatcher,
    tasks: dispatcher.tasks,
    workers: { list: () => listWorkers(sql) },
    entries: createEntryStore(database.db),
    schedules: new ScheduleDesk({ sql, maxPerUser: 100, now: () => Date.now(), onDue: () => undefined }),
    preferences: createPreferenceStore(sql),
    alerts: new AlertStore({ sql, now: () => Date.now(), publish: (event) => feed.publish(event) }),
    feed,
    renderResult,
    checks: async () => {
      await database.query({ name: '', text: 'select 1' }, []);
      return [{ name: 'database', ok: true, message: database.kind }];
    },
    metrics: new Registry(),
    log,
  });
  const { port, metricsPort } = await server.start();
  const base = `http://127.0.0.1:${port}`;
  return {
    base,
    metricsPort,
    open: (path, asking = {}) => send(base, 'GET', path, asking),
    ask: async (method, path, asking = {}) => {
      const response = await send(base, method, path, asking);
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: parse(text) };
    },
    stop: () => server.stop(2_000),
  };
};

/** The REST side on the real dispatch room, store and feed, on a free port. */
export const openHttpFixture = async (): Promise<HttpFixture> => {
  const databaseFixture = await openDatabaseFixture('embedded');
  const { database } = databaseFixture;
  const sql = sqlIn(database.db);
  const feed = new MemoryFeed({ eventsKept: 10_000, queueCapacity: 1_000, startedAt: Date.now() });
  await feed.start();
  const dispatcher = createDispatcher(sql, feed);
  await dispatcher.start();
  const parts: Parts = { dispatcher, database, feed, sql };
  const served = await serve(parts, {});
  return {
    ...served,
    feed,
    sql,
    connectWorker: () => connectWorker(dispatcher),
    serve: (changes) => serve(parts, changes),
    close: async () => {
      await served.stop();
      await dispatcher.stop();
      await feed.stop();
      await databaseFixture.close();
    },
  };
};
