/**
 * A program that speaks Ollama's HTTP API and answers by script: what a test of the worker talks to instead of a model.
 * It can be slow, wrong, cut off, busy, silent or down, and come back on the same port.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fail, play } from './answer';
import { Models } from './models';
import { parseOllamaRequest, type OllamaRequest } from './ollama-request';
import { decideBy, type Chat, type Script } from './script';

export interface ScriptedOllamaOptions {
  /** Pulled models; `llama3.2` when not told. A name without a tag is `:latest`, as in Ollama. */
  models?: string[];
  /** Those in memory from the start. Any that answers is loaded too. */
  loaded?: string[];
  /** How it answers; in full at once, fitting the request's `format`, when not told. */
  chat?: Chat;
  port?: number;
}

export interface ScriptedOllama {
  readonly url: string;
  readonly port: number;
  /** Each request for an answer so far, the oldest first. */
  readonly requests: OllamaRequest[];
  /** Answers by this from now on; undefined returns to the default. */
  set(chat: Chat | undefined): void;
  /** Down: its port refuses, answers under way are cut. */
  kill(): Promise<void>;
  /** Up again on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on a loopback port. */
export async function startScriptedOllama(options: ScriptedOllamaOptions = {}): Promise<ScriptedOllama> {
  const ollama = new OllamaServer(options);
  await ollama.start();
  return ollama;
}

const version = '0.12.6';
const maxBodyChars = 8 * 1024 * 1024;

class OllamaServer implements ScriptedOllama {
  readonly requests: OllamaRequest[] = [];
  readonly #models: Models;
  #port: number;
  #decide: (request: OllamaRequest) => Promise<Script>;
  #server: Server | undefined;

  constructor({ models = ['llama3.2'], loaded = [], chat, port = 0 }: ScriptedOllamaOptions) {
    this.#models = new Models(models, loaded);
    this.#decide = decideBy(chat);
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  set(chat: Chat | undefined): void {
    this.#decide = decideBy(chat);
  }

  async start(): Promise<void> {
    if (this.#server) return;
    const server = createServer((request, response) => {
      this.#serve(request, response).catch((error: Error) => fail(response, 400, error.message));
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async kill(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  async stop(): Promise<void> {
    await this.kill();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const { pathname } = new URL(request.url ?? '/', this.url);
    const body = await readBody(request);
    switch (`${request.method} ${pathname}`) {
      case 'GET /':
      case 'HEAD /':
        return void response.writeHead(200, { 'content-type': 'text/plain' }).end('Ollama is running');
      case 'GET /api/version':
        return send(response, { version });
      case 'GET /api/tags':
        return send(response, this.#models.tags());
      case 'GET /api/ps':
        return send(response, this.#models.ps());
      case 'POST /api/show':
        return this.#show(body, response);
      case 'POST /api/chat':
      case 'POST /api/generate':
        return this.#answer(pathname as OllamaRequest['path'], body, response);
      case 'PUT /scripted/chat':
        this.set(JSON.parse(body) as Chat);
        return send(response, {});
      case 'GET /scripted/requests':
        return send(response, this.requests);
      default:
        return void response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
    }
  }

  #show(body: string, response: ServerResponse): void {
    const { model } = JSON.parse(body || '{}') as { model?: string };
    if (model && this.#models.has(model)) return send(response, this.#models.show());
    fail(response, 404, `model '${model}' not found`);
  }

  async #answer(path: OllamaRequest['path'], body: string, response: ServerResponse): Promise<void> {
    const request = parseOllamaRequest(path, body);
    if ('error' in request) return fail(response, 400, request.error);
    this.requests.push(request);
    const left = new AbortController();
    response.once('close', () => left.abort());
    try {
      const script = await this.#scriptFor(request);
      await play(script, { request, response, signal: left.signal });
      request.outcome = script.kind === 'answer' ? 'answered' : 'failed';
    } catch {
      // Going down closes the connection too: only a client leaving on its own counts as that.
      request.outcome = left.signal.aborted && this.#server ? 'client_left' : 'failed';
      response.destroy();
    }
  }

  async #scriptFor(request: OllamaRequest): Promise<Script> {
    if (!this.#models.has(request.model)) return { kind: 'model_missing' };
    const script = await this.#decide(request);
    if (script.kind === 'answer') this.#models.use(request.model, request.keepAlive);
    return script;
  }
}

function send(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    if (text.length > maxBodyChars) throw new Error('body too large');
  }
  return text;
}
