import { freePort } from '@englog/testing';
import { App } from './app';
import { programs } from './built';
import { HttpClient } from './http-client';
import { secrets } from './token';

export interface WorkerAppOptions {
  workerId: string;
  dataDir: string;
  /** gRPC addresses of the API, tried in turn. */
  apiAddresses: string[];
  ollamaUrl: string;
  /** More settings, by their environment names. */
  env?: Record<string, string>;
  preloads?: string[];
}

/** What the worker's /health tells of it, as far as tests ask. */
export interface WorkerHealth {
  status: string;
  link: { state: string; target: string | null; connects: number; failures: number };
  slots: { capacity: number; in_use: number; completed: number; failed: number; handedBack: number };
  outbox: { reports: number; bytes: number; full: boolean; disk_failing: boolean };
  services: Record<string, string>;
  timestamp: string;
}

/** The built worker. It is ready when it is connected to an API and would take a task. */
export class WorkerApp extends App {
  readonly workerId: string;
  readonly #client: HttpClient;

  private constructor({ workerId, preloads }: WorkerAppOptions, healthPort: number, env: Record<string, string>) {
    const client = new HttpClient(`http://127.0.0.1:${healthPort}`);
    const isReady = async () => (await client.call({ path: '/ready', timeoutMs: 2_500 })).status === 200;
    super({ name: workerId, entry: programs.worker, env, isReady, preloads });
    this.workerId = workerId;
    this.#client = client;
  }

  /** Not started yet. */
  static async create(options: WorkerAppOptions): Promise<WorkerApp> {
    const { workerId, dataDir, apiAddresses, ollamaUrl, env = {} } = options;
    const healthPort = await freePort();
    return new WorkerApp(options, healthPort, {
      ENGLOG_DATA_DIR: dataDir,
      ENGLOG_WORKER_WORKER_ID: workerId,
      ENGLOG_WORKER_WORKER_NAME: `Worker ${workerId}`,
      ENGLOG_WORKER_HEALTH_PORT: String(healthPort),
      ENGLOG_WORKER_OLLAMA_URL: ollamaUrl,
      ENGLOG_WEBHOOK_ALLOW_PRIVATE: 'true',
      ENGLOG_GRPC_API_SERVER_ADDRESS: apiAddresses.join(','),
      ENGLOG_JOIN_TOKEN: secrets.join,
      ...env,
    });
  }

  async health(): Promise<WorkerHealth> {
    return (await this.#client.call<WorkerHealth>({ path: '/health', timeoutMs: 5_000 })).body;
  }

  /** A number out of its /metrics; 0 when it has not been counted. */
  async metric(name: string, labels = ''): Promise<number> {
    const { text } = await this.#client.call({ path: '/metrics', timeoutMs: 5_000 });
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${name}${labels} `));
    return Number(line?.split(' ').at(-1) ?? 0);
  }

  override async stop(timeoutMs?: number): ReturnType<App['stop']> {
    const exit = await super.stop(timeoutMs);
    this.#client.close();
    return exit;
  }
}
