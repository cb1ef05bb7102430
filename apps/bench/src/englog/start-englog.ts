/** EngLog at work: the built API on a durable PostgreSQL, and as many workers as a scenario wants. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import {
  freePort,
  queryPostgres,
  startPostgres,
  startProgram,
  waitFor,
  type Postgres,
  type Program,
} from '@englog/testing';
import type { BenchEnv, RunningStack } from '../drivers/driver';
import { payload } from '../drivers/payload';
import { postgresSettings } from '../drivers/postgres-settings';
import type { Openings } from '../openings';
import { bearerToken } from './bearer-token';
import { buildEnglog, type EnglogPrograms } from './build-englog';

export interface Englog {
  readonly api: Program;
  readonly postgres: Postgres;
  readonly baseUrl: string;
  readonly single: RunningStack['single'];
  readonly batch: RunningStack['batch'];
  completed(): Promise<number>;
  /** The worker with a no-op handler; resolves when it is connected. */
  startWorker(): Promise<Program>;
  /** So many idle workers in one process; resolves when all are connected. */
  startIdleWorkers(count: number): Promise<Program>;
}

/** Concurrent attempts of the worker. 50 and 100 were tried on this bench: 100 did best, as 50 does for BullMQ's. */
const slots = 100;
const secret = 'a secret for the bench alone, 32 characters or more';
const joinToken = 'a join token for the bench alone';

/** Everything it starts goes to `openings`. */
export async function startEnglog(env: BenchEnv, openings: Openings): Promise<Englog> {
  const programs = await buildEnglog();
  const postgres = await openings.add(startPostgres({ durable: true, settings: postgresSettings }));
  const dataDir = await mkdtemp(join(env.dir, 'data-'));
  const [httpPort, grpcPort] = [await freePort(), await freePort()];
  const shared = {
    ...{ PATH: '/usr/bin:/bin', NODE_ENV: 'production', ENGLOG_DATA_DIR: dataDir, ENGLOG_JOIN_TOKEN: joinToken },
    ENGLOG_TELEMETRY_LOG_LEVEL: 'warn',
  };
  const baseUrl = `http://127.0.0.1:${httpPort}`;
  const api = await openings.add(
    startProgram({
      command: env.node,
      args: [...env.nodeArgs, programs.api],
      env: { ...shared, ...apiEnv(postgres.url, httpPort, grpcPort) },
    }),
  );
  await waitFor(async () => (await fetch(`${baseUrl}/ready`)).ok, {
    timeoutMs: 30_000,
    what: `the API\n${api.output()}`,
  });
  const at = { baseUrl, grpcAddress: `127.0.0.1:${grpcPort}`, programs, env, shared, openings };
  return {
    ...{ api, postgres, baseUrl },
    ...requests(),
    completed: async () => {
      const [row] = await queryPostgres(
        postgres.url,
        `select count(*)::int as n from finished_tasks where status = 'completed'`,
      );
      return (row as { n: number }).n;
    },
    startWorker: () => startWorkers(at, { args: [programs.worker, env.reportsSocket], count: 1 }),
    startIdleWorkers: (count) =>
      startWorkers(at, { args: [programs.idleWorkers, String(count), at.grpcAddress], count }),
  };
}

function apiEnv(databaseUrl: string, httpPort: number, grpcPort: number): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: databaseUrl,
    ...{ ENGLOG_HTTP_HOST: '127.0.0.1', ENGLOG_HTTP_PORT: String(httpPort) },
    ...{ ENGLOG_GRPC_HOST: '127.0.0.1', ENGLOG_GRPC_PORT: String(grpcPort) },
    ENGLOG_AUTH_SECRET: secret,
    ENGLOG_WORKER_MANAGEMENT_MAX_WORKERS: '10000',
    ENGLOG_LIMITS_MAX_BACKLOG: '10000000',
  };
}

function requests(): Pick<Englog, 'single' | 'batch'> {
  const headers = { authorization: `Bearer ${bearerToken({ sub: payload.user_id, roles: [] }, secret)}` };
  const post = (path: string, body: object) => ({ method: 'POST' as const, path, headers, body: JSON.stringify(body) });
  return {
    single: post('/v1/tasks/insights', payload),
    batch: (size) =>
      post('/v1/tasks/batch', {
        tasks: Array.from({ length: size }, () => ({ type: 'insight_generation', ...payload })),
      }),
  };
}

interface Place {
  baseUrl: string;
  grpcAddress: string;
  programs: EnglogPrograms;
  env: BenchEnv;
  shared: NodeJS.ProcessEnv;
  openings: Openings;
}

async function startWorkers(place: Place, { args, count }: { args: string[]; count: number }): Promise<Program> {
  const { env, shared, openings, baseUrl, grpcAddress } = place;
  const worker = await openings.add(
    startProgram({
      command: env.node,
      args: [...env.nodeArgs, ...args],
      env: {
        ...shared,
        ENGLOG_GRPC_API_SERVER_ADDRESS: grpcAddress,
        ENGLOG_WORKER_HEALTH_PORT: '0',
        ENGLOG_WORKER_MAX_CONCURRENT_TASKS: String(slots),
      },
    }),
  );
  const authorization = `Bearer ${bearerToken({ sub: 'bench-operator', roles: ['admin'] }, secret)}`;
  const connected = async () => {
    const answer = await fetch(`${baseUrl}/v1/workers/health`, { headers: { authorization } });
    return ((await answer.json()) as { active_workers: number }).active_workers >= count;
  };
  await waitFor(connected, { timeoutMs: 60_000, intervalMs: 100, what: `${count} connected workers` }).catch(
    (error: Error) => {
      throw new Error(`${error.message}\n${worker.output()}`);
    },
  );
  return worker;
}
