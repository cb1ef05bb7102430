import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { CliContext } from './context';

/** A peer that answers as a test tells it, over real HTTP. */
export interface ScriptedApi {
  url: string;
  /** What it was asked, in order: `POST /v1/tasks/insights` and the body. */
  requests: { line: string; headers: IncomingMessage['headers']; body: unknown }[];
  stop(): Promise<void>;
}

export type Answer = (request: ScriptedApi['requests'][number], response: ServerResponse) => void;

export const startScriptedApi = async (answer: Answer): Promise<ScriptedApi> => {
  const requests: ScriptedApi['requests'] = [];
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const text = Buffer.concat(parts).toString();
      const request = {
        line: `${incoming.method} ${incoming.url}`,
        headers: incoming.headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      };
      requests.push(request);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

export const sendJson = (
  response: ServerResponse,
  status: number,
  document: unknown,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, {
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
    ...headers,
  });
  response.end(JSON.stringify(document));
};

class Memory extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export const createTestContext = (env: Record<string, string>, over: Partial<CliContext> = {}) => {
  const stdout = new Memory();
  const stderr = new Memory();
  const context: CliContext = {
    env,
    stdout,
    stderr,
    signal: new AbortController().signal,
    now: () => Date.parse('2026-03-31T12:00:00Z'),
    ...over,
  };
  return { context, stdout, stderr };
};
