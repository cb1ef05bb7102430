import type { RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * An HTTP listener that can be stopped: it owns its server, lets what is being answered finish, and is never held by
 * connections that only wait for another request.
 */
export interface Listener {
  /** Resolves with the port once it listens. */
  listen(host: string, port: number): Promise<number>;
  /** Takes no more, waits at most `deadlineMs` for what is under way, then cuts it. */
  close(deadlineMs: number): Promise<void>;
}

/** Longer than the idle time of usual load balancers, so that it is they who close. */
const keepAliveMs = 65_000;
const headersMs = 10_000;
/** A whole request, body and all, must have come by then. */
const requestMs = 60_000;

/** `messages`: what requests and responses are made of. */
export const createListener = (handle: RequestListener, messages: ServerOptions = {}): Listener => {
  let closing = false;
  const server: Server = createServer({
    ...messages,
    keepAliveTimeout: keepAliveMs,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
  });
  const lastOnConnection = (response: ServerResponse) => {
    response.shouldKeepAlive = false;
    response.once('close', () => setImmediate(() => server.closeIdleConnections()));
  };
  /** The last response of each connection, answered or not: nothing comes and goes by the request. */
  const latest = new Map<Socket, ServerResponse>();
  server.on('request', (request, response) => {
    const { socket } = request;
    if (!latest.has(socket)) socket.once('close', () => latest.delete(socket));
    latest.set(socket, response);
    if (closing) lastOnConnection(response);
    handle(request, response);
  });

  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port, backlog: 1_024 }, () => {
          server.off('error', reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close: (deadlineMs) =>
      new Promise((resolve) => {
        closing = true;
        for (const response of latest.values()) lastOnConnection(response);
        const cut = setTimeout(() => server.closeAllConnections(), Math.max(0, deadlineMs));
        // Calls back with an error when it never listened: then there is nothing to wait for.
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
};
