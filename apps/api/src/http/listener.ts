import type { RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * An HTTP listener that can be stopped: it owns its server, lets what is being answered finish, and is never held by
 * connections on which no whole request has come.
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
/** And by then once the listener closes. */
const lastBodyMs = 2_000;

/** Nothing is being answered: no request yet, or the last was answered, whatever of the next has come. */
const isWaiting = (response: ServerResponse | null): boolean =>
  response === null || (response.writableFinished && response.req.complete);

/** `messages`: what requests and responses are made of. */
export const createListener = (handle: RequestListener, messages: ServerOptions = {}): Listener => {
  let closing = false;
  const server: Server = createServer({
    ...messages,
    keepAliveTimeout: keepAliveMs,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
  });
  /** The last response of each connection, answered or not, null before the first: nothing comes and goes by the request. */
  const latest = new Map<Socket, ServerResponse | null>();
  const cutWhere = (isOver: (response: ServerResponse | null) => boolean) => {
    for (const [socket, response] of latest) if (isOver(response)) socket.destroy();
  };
  const lastOnConnection = (response: ServerResponse) => {
    response.shouldKeepAlive = false;
    response.once('close', () => setImmediate(() => cutWhere(isWaiting)));
  };
  server.on('connection', (socket: Socket) => {
    latest.set(socket, null);
    socket.once('close', () => latest.delete(socket));
  });
  server.on('request', (request, response) => {
    latest.set(request.socket, response);
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
        for (const response of latest.values()) if (response !== null) lastOnConnection(response);
        const waitMs = Math.max(0, deadlineMs);
        const late = setTimeout(
          () => cutWhere((response) => response?.req.complete !== true),
          Math.min(lastBodyMs, waitMs),
        );
        const cut = setTimeout(() => server.closeAllConnections(), waitMs);
        // Calls back with an error when it never listened: then there is nothing to wait for.
        server.close(() => {
          clearTimeout(late);
          clearTimeout(cut);
          resolve();
        });
        cutWhere(isWaiting);
      }),
  };
};
