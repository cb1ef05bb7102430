/**
 * A proxy that understands HTTP/2, as an ingress does: it ends the worker's connection and opens its own to the API, so it
 * can cut one stream while the connection lives, or tell the client to go away (GOAWAY) while the API knows nothing of it.
 */
import { once } from 'node:events';
import { connect, constants, createServer } from 'node:http2';
import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  Http2Server,
  IncomingHttpHeaders,
  ServerHttp2Session,
  ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface Http2Proxy {
  readonly address: string;
  /** Streams open now whose path matches, on connections that live. */
  streams(path?: RegExp): number;
  /** Resets the streams whose path matches, both ways; their connections live on. Answers how many there were. */
  cutStreams(path: RegExp): number;
  /** Tells every client to go away; with `abrupt` its streams are refused as well. Answers how many were told. */
  goAway(abrupt?: boolean): number;
  stop(): Promise<void>;
}

interface Pair {
  path: string;
  down: ServerHttp2Stream;
  up: ClientHttp2Stream;
}

/** Starts it on a loopback port. */
export async function startHttp2Proxy(target: string): Promise<Http2Proxy> {
  const proxy = new Proxy(target);
  await proxy.listen();
  return proxy;
}

class Proxy implements Http2Proxy {
  readonly #target: string;
  readonly #server: Http2Server = createServer();
  readonly #sessions = new Map<ServerHttp2Session, ClientHttp2Session>();
  readonly #pairs = new Set<Pair>();

  constructor(target: string) {
    this.#target = target;
    this.#server.on('session', (session) => this.#accept(session));
    this.#server.on('stream', (stream, headers) => this.#forward(stream, headers));
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  streams(path = /./): number {
    return [...this.#pairs].filter((pair) => path.test(pair.path)).length;
  }

  cutStreams(path: RegExp): number {
    const cut = [...this.#pairs].filter((pair) => path.test(pair.path));
    for (const { down, up } of cut) {
      down.close(constants.NGHTTP2_INTERNAL_ERROR);
      up.close(constants.NGHTTP2_CANCEL);
    }
    return cut.length;
  }

  goAway(abrupt = false): number {
    const sessions = [...this.#sessions.keys()];
    for (const session of sessions) {
      session.goaway(abrupt ? constants.NGHTTP2_ENHANCE_YOUR_CALM : constants.NGHTTP2_NO_ERROR);
      if (abrupt) session.destroy();
    }
    return sessions.length;
  }

  async stop(): Promise<void> {
    for (const [down, up] of this.#sessions) {
      down.destroy();
      up.destroy();
    }
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(down: ServerHttp2Session): void {
    const up = connect(`http://${this.#target}`);
    this.#sessions.set(down, up);
    down
      .on('error', () => undefined)
      .once('close', () => {
        this.#sessions.delete(down);
        up.destroy();
      });
    up.on('error', () => undefined).once('close', () => down.destroy());
  }

  #forward(down: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const up = down.session && this.#sessions.get(down.session as ServerHttp2Session);
    if (!up || up.destroyed) return void down.close(constants.NGHTTP2_REFUSED_STREAM);
    const stream = up.request(headers, { endStream: false });
    const pair: Pair = { path: String(headers[':path']), down, up: stream };
    this.#pairs.add(pair);
    down.once('close', () => this.#ended(pair, stream));
    down.on('error', () => undefined);
    stream.on('error', () => undefined);
    stream.once('response', (answer, flags) => respond(down, stream, { answer, flags }));
    stream.once('close', () => down.rstCode === 0 && stream.rstCode !== 0 && down.close(stream.rstCode));
    down.pipe(stream);
  }

  #ended(pair: Pair, up: ClientHttp2Stream): void {
    this.#pairs.delete(pair);
    if (!up.closed) up.close(constants.NGHTTP2_CANCEL);
  }
}

function respond(
  down: ServerHttp2Stream,
  up: ClientHttp2Stream,
  { answer, flags }: { answer: IncomingHttpHeaders; flags: number },
): void {
  if (down.destroyed || down.headersSent) return;
  // A gRPC answer that is an error and nothing else has its trailers in its headers.
  if ((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0) return down.respond(answer, { endStream: true });
  let trailers: IncomingHttpHeaders = {};
  up.once('trailers', (sent: IncomingHttpHeaders) => (trailers = sent));
  down.once('wantTrailers', () => down.sendTrailers(trailers));
  down.respond(answer, { waitForTrailers: true });
  up.pipe(down);
}
