import { randomUUID } from 'node:crypto';
import { capabilityOf } from '@englog/domain';
import type { NewTask, Requirements, Task } from '@englog/domain';
import { createLogger } from '@englog/runtime';
import { createTestDatabase, startTcpProxy, waitFor } from '@englog/testing';
import type { TcpProxy } from '@englog/testing';
import { Dispatcher } from '../dispatch/dispatcher';
import type { DispatchOptions } from '../dispatch/dispatcher';
import { createFeed } from '../feed/create-feed';
import type { Feed } from '../feed/feed';
import { openDatabase } from '../store/database';
import type { Database } from '../store/database';
import { openDatabaseFixture } from '../store/database-fixture';
import { once } from '../store/idempotency';
import { migrate } from '../store/migrate';
import type { Sql } from '../store/sql';
import { sqlOn } from '../store/sql';
import { lateSql } from './late-sql';
import type { LateSql } from './late-sql';
import { SessionWorker } from './session-worker';
import type { Offer } from './session-worker';

const log = createLogger({ name: 'test', level: 'silent' });

export interface DispatchSettings {
  limits?: Partial<DispatchOptions['limits']>;
  workers?: Partial<DispatchOptions['workers']>;
  timing?: Partial<DispatchOptions['timing']>;
  queueSize?: number;
  /** Undefined: replicas do not hear of each other but by polling. */
  redisUrl?: string;
}

/** One replica's dispatch room, with workers at the far end of its sessions. */
export interface Room {
  dispatcher: Dispatcher;
  feed: Feed;
  sql: LateSql;
  /** This replica's way to the database; null on the embedded one. */
  proxy: TcpProxy | null;
  /** Registers a worker and opens its stream. */
  worker(workerId: string, offer?: Offer): Promise<SessionWorker>;
  create(...tasks: Partial<NewTask>[]): Promise<string[]>;
  read(taskId: string): Promise<Task>;
  /** Resolves with the task once it has this status. */
  until(taskId: string, status: Task['status']): Promise<Task>;
  outcomes(taskId: string): Promise<string[]>;
  /** Between two tests: no task left, no worker connected. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export interface DispatchFixture extends Room {
  /** Another API process on the same database, as far as the rows are concerned. */
  replica(settings?: DispatchSettings): Promise<Room>;
  /** Past every proxy. */
  direct: Sql;
  close(): Promise<void>;
}

export const needs = (more: Partial<Requirements> = {}): Requirements => ({
  pool: 'default',
  capability: 'ai_insights',
  labels: {},
  model: null,
  needsOllama: false,
  ...more,
});

export const newTask = (more: Partial<NewTask> = {}): NewTask => {
  const type = more.type ?? 'insight_generation';
  return {
    type,
    userId: 'ann',
    payload: { user_id: 'ann', entry_ids: ['e1'], insight_type: 'productivity' },
    priority: 5,
    requirements: needs({ capability: capabilityOf[type] }),
    runAt: null,
    timeoutMs: 60_000,
    expiresAt: null,
    maxAttempts: 3,
    ...more,
  };
};

/** Quick where a test waits, and slow enough that a busy machine is not taken for a dead one. */
export const quickTiming: DispatchOptions['timing'] = {
  ackTimeoutMs: 5000,
  pingIntervalMs: 5000,
  graceMs: 5000,
  pollMs: 50,
  leaseMs: 15_000,
  backoff: { initialMs: 20, maxMs: 100 },
};

async function openRoom(way: { sql: Sql; proxy: TcpProxy | null }, settings: DispatchSettings): Promise<Room> {
  const { proxy } = way;
  const sql = lateSql(way.sql);
  const feed = createFeed({ url: settings.redisUrl, command_timeout: 500, events_kept: 10_000 }, log);
  await feed.start();
  const dispatcher = new Dispatcher({
    sql,
    feed,
    once,
    replicaId: randomUUID(),
    limits: {
      maxBacklog: 100_000,
      maxBacklogPerUser: 0,
      concurrency: null,
      maxResultBytes: 65_536,
      ...settings.limits,
    },
    workers: { max: 100, timeoutMs: 120_000, plainSlots: 5, maxLosses: 5, ...settings.workers },
    timing: { ...quickTiming, ...settings.timing },
    queueSize: settings.queueSize ?? 100,
    log,
  });
  await dispatcher.start();
  const read = async (taskId: string): Promise<Task> => {
    const task = await dispatcher.tasks.find(taskId);
    if (task === null) throw new Error(`no task ${taskId}`);
    return task;
  };
  const workers: SessionWorker[] = [];
  const matching = async (taskId: string, status: Task['status']): Promise<Task | null> => {
    const task = await read(taskId);
    return task.status === status ? task : null;
  };
  return {
    dispatcher,
    feed,
    sql,
    proxy,
    read,
    worker: async (workerId, offer) => {
      const worker = await SessionWorker.connected(dispatcher, workerId, offer);
      workers.push(worker);
      return worker;
    },
    clear: async () => {
      for (const worker of workers.splice(0)) worker.cut();
      while ((await dispatcher.cancelWhere({ limit: 10_000 })) > 0);
    },
    create: async (...tasks) => (await dispatcher.create(tasks.map(newTask))).ids,
    until: (taskId, status) => waitFor(() => matching(taskId, status), { what: `task ${taskId} to be ${status}` }),
    outcomes: async (taskId) => ((await dispatcher.tasks.attempts(taskId)) ?? []).map((attempt) => attempt.outcome),
    stop: async () => {
      await dispatcher.stop();
      await feed.stop();
    },
  };
}

/** The dispatch room on a database of its own; on PostgreSQL through a proxy each, so that the database can go away. */
export async function openDispatchFixture(
  kind: Database['kind'],
  settings: DispatchSettings = {},
): Promise<DispatchFixture> {
  const opened = kind === 'embedded' ? await openEmbedded() : await openPostgres();
  const rooms: Room[] = [];
  const replica = async (more: DispatchSettings = {}): Promise<Room> => {
    const room = await openRoom(await opened.another(), { ...settings, ...more });
    rooms.push(room);
    return room;
  };
  return {
    ...(await replica()),
    replica,
    direct: opened.direct,
    close: async () => {
      for (const room of rooms.reverse()) await room.stop();
      await opened.close();
    },
  };
}

async function openEmbedded() {
  const fixture = await openDatabaseFixture('embedded');
  const sql = sqlOn(fixture.database);
  return { direct: sql, another: () => Promise.resolve({ sql, proxy: null }), close: fixture.close };
}

async function openPostgres() {
  const { url, drop } = await createTestDatabase();
  const proxies: TcpProxy[] = [];
  const opened: Database[] = [];
  const open = async (at: string): Promise<Sql> => {
    const options = { poolSize: 10, connectTimeoutMs: 1000, statementTimeoutMs: 5000, log, dataDir: '' };
    const database = await openDatabase({ ...options, url: at });
    opened.push(database);
    return sqlOn(database);
  };
  const direct = await open(url);
  await migrate((opened[0] as Database).db);
  return {
    direct,
    another: async () => {
      const proxy = await startTcpProxy({ target: new URL(url).host });
      proxies.push(proxy);
      const proxied = new URL(url);
      proxied.port = String(proxy.port);
      return { sql: await open(proxied.href), proxy };
    },
    close: async () => {
      await Promise.all(opened.map((database) => database.close()));
      await Promise.all(proxies.map((proxy) => proxy.stop()));
      await drop();
    },
  };
}
