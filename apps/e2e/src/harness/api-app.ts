import { freePort } from '@englog/testing';
import { App } from './app';
import { programs } from './built';
import { HttpClient } from './http-client';
import { bearerToken, secrets } from './token';

export interface ApiAppOptions {
  name?: string;
  dataDir: string;
  databaseUrl?: string;
  redisUrl?: string;
  /** More settings, by their environment names. */
  env?: Record<string, string>;
  preloads?: string[];
}

/** The built API, on ports of its own that it keeps through restarts. */
export class ApiApp extends App {
  readonly url: string;
  readonly grpcPort: number;
  /** An operator's client. */
  readonly admin: HttpClient;

  private constructor(
    { name = 'api', preloads }: ApiAppOptions,
    ports: { http: number; grpc: number },
    env: Record<string, string>,
  ) {
    const url = `http://127.0.0.1:${ports.http}`;
    const admin = new HttpClient(url, bearerToken({ sub: 'operator', roles: ['admin'] }));
    const isReady = async () => (await admin.call({ path: '/ready', timeoutMs: 2_500 })).status === 200;
    super({ name, entry: programs.api, env, isReady, preloads });
    this.url = url;
    this.grpcPort = ports.grpc;
    this.admin = admin;
  }

  /** Not started yet. */
  static async create(options: ApiAppOptions): Promise<ApiApp> {
    const { dataDir, databaseUrl, redisUrl, env = {} } = options;
    const ports = { http: await freePort(), grpc: await freePort() };
    return new ApiApp(options, ports, {
      ENGLOG_DATA_DIR: dataDir,
      ENGLOG_HTTP_HOST: '127.0.0.1',
      ENGLOG_HTTP_PORT: String(ports.http),
      ENGLOG_GRPC_HOST: '127.0.0.1',
      ENGLOG_GRPC_PORT: String(ports.grpc),
      ENGLOG_AUTH_SECRET: secrets.auth,
      ENGLOG_JOIN_TOKEN: secrets.join,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
      ...env,
    });
  }

  get grpcAddress(): string {
    return `127.0.0.1:${this.grpcPort}`;
  }

  /** A client for one user. */
  clientFor(userId: string): HttpClient {
    return new HttpClient(this.url, bearerToken({ sub: userId }));
  }

  override async stop(timeoutMs?: number): ReturnType<App['stop']> {
    const exit = await super.stop(timeoutMs);
    this.admin.close();
    return exit;
  }
}
