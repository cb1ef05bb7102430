import { Agent, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface Call {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON; a string or bytes as they are. */
  body?: unknown;
  timeoutMs?: number;
}

export interface Answer<T = unknown> {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body where it is JSON, else undefined. */
  body: T;
}

const contentOf = (body: unknown): string | Buffer | undefined =>
  body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);

/**
 * A client of one API on connections of its own: no redirects, no retries, no pool that outlives it. What goes wrong on
 * the wire rejects; whatever the API answers resolves.
 */
export class HttpClient {
  readonly url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #token: string | undefined;

  constructor(url: string, token?: string) {
    this.url = url;
    this.#token = token;
  }

  /** The same API as somebody else. */
  as(token: string): HttpClient {
    return new HttpClient(this.url, token);
  }

  async call<T = unknown>(call: Call): Promise<Answer<T>> {
    const response = await this.open(call);
    const pieces: Buffer[] = [];
    for await (const piece of response as AsyncIterable<Buffer>) pieces.push(piece);
    const text = Buffer.concat(pieces).toString('utf8');
    const isJson = /\bjson\b/.test(response.headers['content-type'] ?? '');
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text,
      body: (isJson ? JSON.parse(text) : undefined) as T,
    };
  }

  get<T = unknown>(path: string, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.call<T>({ path, headers });
  }

  post<T = unknown>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.call<T>({ method: 'POST', path, body, headers });
  }

  /** The answer's head, its body yet to be read. */
  open({ method = 'GET', path, headers = {}, body, timeoutMs = 15_000 }: Call): Promise<IncomingMessage> {
    const content = contentOf(body);
    return new Promise((resolve, reject) => {
      const request = httpRequest(new URL(path, this.url), {
        method,
        agent: this.#agent,
        headers: {
          ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
          ...(content === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      });
      request.setTimeout(timeoutMs, () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)));
      request.once('response', resolve).once('error', reject);
      request.end(content);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
