/**
 * A TCP proxy that misbehaves on demand: the network between two programs, in a test's hands. What it does applies to
 * the connections it has and to those to come; `thaw` ends freezing, `steady` ends delay and fragments.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Lane, type LaneSettings } from './tcp-lane';

export interface TcpProxyOptions {
  /** Where it forwards to: a port of this machine, `host:port`, or a URL. */
  target: number | string;
  /** Its own port; a free one when not told. */
  port?: number;
}

/** `toTarget`: what clients send; `toClient`: what comes back. */
export type Direction = 'toTarget' | 'toClient' | 'both';

export interface TcpProxy {
  readonly port: number;
  /** Open connections now. */
  readonly connections: number;
  /** Stops forwarding and closes nothing: a cable pulled, or one way of it. New connections are taken and stay silent. */
  freeze(direction?: Direction): void;
  /** Forwards again, beginning with what was held back. */
  thaw(): void;
  /** Resets every open connection; new ones are welcome. */
  cut(): void;
  /** Holds each piece back for so long, in each direction. */
  delay(ms: number): void;
  /** Passes at most so many bytes at once, so that messages arrive in pieces. */
  fragment(maxBytes: number): void;
  /** Each connection is reset once so many bytes more have gone to its client: an answer lost midway. */
  cutAfter(bytesToClient: number): void;
  /** No delay, no fragments, no cut to come. */
  steady(): void;
  /** Refuses new connections (nobody listens) until `listen`; open ones live on. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on a loopback port. */
export async function startTcpProxy({ target, port = 0 }: TcpProxyOptions): Promise<TcpProxy> {
  const proxy = new Proxy(addressOf(target), port);
  await proxy.listen();
  return proxy;
}

interface Pair {
  client: Socket;
  target: Socket;
  lanes: { toTarget: Lane; toClient: Lane };
}

class Proxy implements TcpProxy {
  readonly #target: { host: string; port: number };
  readonly #pairs = new Set<Pair>();
  #port: number;
  #server: Server | undefined;
  #frozen = { toTarget: false, toClient: false };
  #delayMs = 0;
  #maxBytes = Infinity;
  #cutAfterBytes = Infinity;

  constructor(target: { host: string; port: number }, port: number) {
    this.#target = target;
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  async listen(): Promise<void> {
    if (this.#server) return;
    const server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client)).listen(
      this.#port,
      '127.0.0.1',
    );
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async refuse(): Promise<void> {
    this.#server?.close();
    this.#server = undefined;
    // The kernel refuses as soon as the listening handle is closed; 'close' itself waits for every connection.
    await new Promise(setImmediate);
  }

  freeze(direction: Direction = 'both'): void {
    const { toTarget, toClient } = this.#frozen;
    this.#frozen = { toTarget: toTarget || direction !== 'toClient', toClient: toClient || direction !== 'toTarget' };
    this.#apply();
  }

  thaw(): void {
    this.#frozen = { toTarget: false, toClient: false };
    this.#apply();
  }

  delay(ms: number): void {
    this.#delayMs = ms;
    this.#apply();
  }

  fragment(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#apply();
  }

  cutAfter(bytesToClient: number): void {
    this.#cutAfterBytes = bytesToClient;
    for (const pair of this.#pairs) this.#limit(pair);
  }

  steady(): void {
    this.#delayMs = 0;
    this.#maxBytes = Infinity;
    this.cutAfter(Infinity);
    this.#apply();
  }

  cut(): void {
    for (const pair of this.#pairs) this.#reset(pair);
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.close();
    this.cut();
    if (server) await once(server, 'close');
  }

  #accept(client: Socket): void {
    const target = connect({ ...this.#target, allowHalfOpen: true });
    const pair: Pair = {
      client,
      target,
      lanes: { toTarget: new Lane(client, target), toClient: new Lane(target, client) },
    };
    this.#pairs.add(pair);
    pair.lanes.toTarget.set(this.#settings('toTarget'));
    pair.lanes.toClient.set(this.#settings('toClient'));
    this.#limit(pair);
    for (const socket of [client, target]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.#reset(pair));
      socket.on('close', () => client.destroyed && target.destroyed && this.#pairs.delete(pair));
    }
  }

  #apply(): void {
    for (const { lanes } of this.#pairs) {
      lanes.toTarget.set(this.#settings('toTarget'));
      lanes.toClient.set(this.#settings('toClient'));
    }
  }

  #settings(way: 'toTarget' | 'toClient'): LaneSettings {
    return { frozen: this.#frozen[way], delayMs: this.#delayMs, maxBytes: this.#maxBytes };
  }

  #limit(pair: Pair): void {
    pair.lanes.toClient.limit(this.#cutAfterBytes, () => this.#reset(pair));
  }

  #reset({ client, target, lanes }: Pair): void {
    lanes.toTarget.close();
    lanes.toClient.close();
    reset(client);
    reset(target);
  }
}

/** Node leaks the handle of a socket that is reset while its shutdown is under way, for good: that one is just closed. */
function reset(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}

function addressOf(target: number | string): { host: string; port: number } {
  if (typeof target === 'number') return { host: '127.0.0.1', port: target };
  const { hostname, port } = new URL(target.includes('://') ? target : `tcp://${target}`);
  if (!port) throw new Error(`target names no port: ${target}`);
  return { host: hostname, port: Number(port) };
}
