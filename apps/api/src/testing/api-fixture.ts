import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@englog/runtime';
import type { Logger } from '@englog/runtime';
import { createTestDatabase } from '@englog/testing';
import { SignJWT } from 'jose';
import { createApi } from '../api';
import type { Api } from '../api';
import { loadApiConfig } from '../config';

export const joinToken = 'the join token of the tests';
const secret = 'the secret of the tests, long enough';

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface Client {
  token: string;
  /** @throws nothing on an HTTP error: look at `status` */
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
}

export interface ApiFixture {
  api: Api;
  grpcAddress: string;
  url: string;
  as(userId: string, roles?: string[]): Promise<Client>;
  /** Another API process on the same database, as far as the tables are concerned. */
  replica(env?: Record<string, string>): Promise<{ api: Api; grpcAddress: string; url: string }>;
  stop(): Promise<void>;
}

export interface FixtureOptions {
  kind: 'embedded' | 'postgres';
  env?: Record<string, string>;
  /** Silent unless given. */
  log?: Logger;
}

/** The whole API on a database of its own, on free ports. */
export async function startApiFixture({ kind, env = {}, log }: FixtureOptions): Promise<ApiFixture> {
  const dataDir = await mkdtemp(join(tmpdir(), 'englog-api-'));
  const database = kind === 'postgres' ? await createTestDatabase() : null;
  const started: Api[] = [];
  const start = async (more: Record<string, string> = {}) => {
    const config = loadApiConfig({
      env: {
        ENGLOG_AUTH_SECRET: secret,
        ENGLOG_JOIN_TOKEN: joinToken,
        ENGLOG_DATA_DIR: dataDir,
        ENGLOG_HTTP_PORT: '0',
        ENGLOG_HTTP_HOST: '127.0.0.1',
        ENGLOG_GRPC_PORT: '0',
        ENGLOG_GRPC_HOST: '127.0.0.1',
        ENGLOG_TELEMETRY_LOG_LEVEL: 'silent',
        ...(database === null ? {} : { DATABASE_URL: database.url }),
        ...env,
        ...more,
      },
    });
    const api = createApi(config, log ?? createLogger({ name: 'api', level: config.telemetry.log_level }));
    started.push(api);
    await api.start(new AbortController().signal);
    return { api, grpcAddress: `127.0.0.1:${api.ports.grpc}`, url: `http://127.0.0.1:${api.ports.http}` };
  };
  const first = await start();
  return {
    ...first,
    as: (userId, roles) => createClient(first.url, userId, roles),
    replica: start,
    async stop() {
      for (const api of started.reverse()) await api.stop(AbortSignal.timeout(5000));
      await database?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export async function createClient(url: string, userId: string, roles: string[] = []): Promise<Client> {
  const token = await new SignJWT({ roles })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));
  return {
    token,
    async call<Body>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return {
        status: response.status,
        headers: response.headers,
        body: (isJson ? JSON.parse(text) : { text }) as Body,
      };
    },
  };
}
