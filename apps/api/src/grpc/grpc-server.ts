import { readFile } from 'node:fs/promises';
import { APIWorkerServiceDefinition } from '@englog/proto-gen';
import { EnglogError } from '@englog/domain';
import { ServerCredentials } from '@grpc/grpc-js';
import { createServer } from 'nice-grpc';
import type { Server } from 'nice-grpc';
import { HealthDefinition, HealthServiceImpl } from 'nice-grpc-server-health';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { callLog } from './call-log';
import { WorkerService } from './worker-service';
import type { WorkerServiceOptions } from './worker-service';

export interface GrpcConfig {
  host: string;
  /** 0: any free one. */
  port: number;
  /** Null: plain text. */
  tls: { certFile: string; keyFile: string; clientCaFile: string | null } | null;
  /** The largest message either way, in bytes; 4 MiB at least. */
  maxMessageBytes: number;
}

export interface GrpcServerOptions {
  config: GrpcConfig;
  service: WorkerServiceOptions;
  log: Logger;
}

/** However small the limits of payloads and results are: entries and task ids have to fit as well. */
const minMessageBytes = 4 * 1024 * 1024;

/** Both sides ping the connection, or neither notices a peer that vanished; the dispatch stream has pings of its own. */
const keepalive = {
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.http2.min_ping_interval_without_data_ms': 5000,
};

/** The gRPC side of the service. Nothing listens before `start()`. */
export class GrpcServer {
  readonly #options: GrpcServerOptions;
  readonly #server: Server;

  constructor(options: GrpcServerOptions) {
    this.#options = options;
    const maxMessageBytes = Math.max(minMessageBytes, options.config.maxMessageBytes);
    this.#server = createServer({
      ...keepalive,
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
    }).use(callLog(options.log));
    this.#server.add(APIWorkerServiceDefinition, new WorkerService(options.service));
    this.#server.add(HealthDefinition, HealthServiceImpl());
  }

  async start(): Promise<{ port: number }> {
    const { host, port, tls } = this.#options.config;
    const credentials = tls === null ? undefined : await credentialsOf(tls);
    try {
      return { port: await this.#server.listen(`${host}:${port}`, credentials) };
    } catch (error) {
      const why = /EADDRINUSE/.test(String(error)) ? 'the port is taken' : EnglogError.from(error).message;
      const name = 'grpc.port (ENGLOG_GRPC_PORT)';
      throw new EnglogError('unavailable', `${name}: cannot listen on ${host}:${port}: ${why}`, { cause: error });
    }
  }

  /** Streams must have been ended; calls still under way after `deadlineMs` are cut. */
  async stop(deadlineMs: number): Promise<void> {
    const over = new AbortController();
    const late = sleep(deadlineMs, 'late', { signal: over.signal }).catch(() => 'stopped');
    const outcome = await Promise.race([this.#server.shutdown().then(() => 'stopped'), late]);
    over.abort();
    if (outcome === 'late') this.#server.forceShutdown();
  }
}

async function credentialsOf(tls: NonNullable<GrpcConfig['tls']>): Promise<ServerCredentials> {
  const [cert, key] = await Promise.all([
    readPem('grpc.cert_file', tls.certFile),
    readPem('grpc.key_file', tls.keyFile),
  ]);
  const ca = tls.clientCaFile === null ? null : await readPem('grpc.client_ca_file', tls.clientCaFile);
  return ServerCredentials.createSsl(ca, [{ cert_chain: cert, private_key: key }], ca !== null);
}

async function readPem(name: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new EnglogError('invalid_argument', `${name}: cannot read ${path}`, { cause: error });
  }
}
