import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HealthReport {
  /** `degraded`: it works, but not as it should; `unhealthy`: it takes nothing. */
  status: 'healthy' | 'degraded' | 'unhealthy';
  [detail: string]: unknown;
}

export interface HealthOptions {
  host: string;
  /** 0 for any free one. */
  port: number;
  health(): HealthReport;
  /** True while it would take a task. */
  ready(): boolean;
  metrics(): Promise<{ contentType: string; body: string }>;
}

export interface HealthServer {
  readonly port: number;
  stop(): Promise<void>;
}

const send = (response: ServerResponse, status: number, contentType: string, body: string): void => {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(body);
};
const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  send(response, status, 'application/json', JSON.stringify(body));

const answer = async (options: HealthOptions, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return sendJson(response, 405, { error: 'Method not allowed' });
  }
  switch (request.url?.split('?')[0]) {
    case '/health': {
      const report = options.health();
      return sendJson(response, report.status === 'unhealthy' ? 503 : 200, report);
    }
    case '/ready':
      return options.ready() ? sendJson(response, 200, { ready: true }) : sendJson(response, 503, { ready: false });
    case '/metrics': {
      const { contentType, body } = await options.metrics();
      return send(response, 200, contentType, body);
    }
    default:
      return sendJson(response, 404, { error: 'Not found' });
  }
};

const close = async (server: Server): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
};

/** GET /health, /ready and /metrics. @throws when the port cannot be had, naming it */
export const startHealth = async (options: HealthOptions): Promise<HealthServer> => {
  const { host, port } = options;
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      sendJson(response, 500, { error: error instanceof Error ? error.message : String(error) });
    });
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'the port is taken' : message;
    const name = 'worker.health_port (ENGLOG_WORKER_HEALTH_PORT)';
    throw new Error(`${name}: cannot listen on ${host}:${port}: ${why}`, { cause });
  }
  return { port: (server.address() as AddressInfo).port, stop: () => close(server) };
};
