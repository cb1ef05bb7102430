import { request as httpRequest } from 'node:http';
import { EnglogError } from '@englog/domain';
import { createLogger } from '@englog/runtime';
import { leakCheck } from '@englog/testing';
import { SignJWT } from 'jose';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { createApp, messagesOf } from './app';
import { createAuth } from './auth/auth';
import { sendJson } from './answer';
import type { Endpoint } from './endpoint';
import { createListener } from './listener';
import { createHttpMetrics } from './metrics';
import { lastResort, mount } from './mount';
import { createRateLimit } from './rate-limit';

const secret = 'a secret that is long enough for HS256';
const answers = { 200: { description: 'ok' } };
const echo: Endpoint = {
  method: 'post',
  path: '/v1/echo',
  access: 'user',
  tag: 'service',
  summary: '',
  body: { schema: z.unknown(), maxBytes: 1_024 },
  answers,
  handle: ({ response, body, principal }) => sendJson(response, 200, { body, user: principal.userId }),
};
const endpoints: Endpoint[] = [
  echo,
  { ...echo, path: '/v1/optional', body: { schema: z.unknown(), maxBytes: 1_024, optional: true } },
  {
    method: 'get',
    path: '/v1/things/:thing',
    access: 'open',
    tag: 'service',
    summary: '',
    answers,
    handle: ({ request }) => {
      if (request.params['thing'] === 'broken') throw new Error('password=hunter2');
      throw new EnglogError('resource_exhausted', 'busy', { retryAfterMs: 2_500 });
    },
  },
];

const registry = new Registry();
const log = createLogger({ name: 'test', level: 'silent' });
const context = {
  auth: createAuth({ mode: 'hs256', secret }),
  log,
  metrics: createHttpMetrics(registry),
  rateLimit: createRateLimit(0),
  draining: new AbortController().signal,
};
const last = lastResort(context);
const app = createApp();
mount(app, endpoints, context);
app.use(last.notFound, last.failed);
const listener = createListener(app, messagesOf(app));
let base: string;
let token: string;

beforeAll(async () => {
  base = `http://127.0.0.1:${await listener.listen('127.0.0.1', 0)}`;
  token = await new SignJWT({ sub: 'u1' }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
});
afterAll(async () => {
  await listener.close(1_000);
  await leakCheck();
});

interface Asked {
  method?: string;
  path?: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
}
interface Got {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}
/** node:http itself: fetch would mend half of what is wrong with these requests. */
const ask = ({ method = 'POST', path = '/v1/echo', body, headers }: Asked): Promise<Got> =>
  new Promise((resolve, reject) => {
    const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers };
    const asked = httpRequest(`${base}${path}`, { method, headers: all, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });

describe('mount', () => {
  it('hands the endpoint its body and its caller', async () => {
    const { status, text, headers } = await ask({ body: '{"a":[1]}' });
    expect([status, JSON.parse(text)]).toEqual([200, { body: { a: [1] }, user: 'u1' }]);
    expect(headers['x-request-id']).toMatch(/^\w+-\w+$/);
  });

  it('reads a body in pieces, without a length', async () => {
    const { status } = await ask({ body: '{}', headers: { 'transfer-encoding': 'chunked' } });
    expect(status).toBe(200);
  });

  it.each<[string, Asked, number, string]>([
    ['no body', {}, 400, 'A JSON body is required'],
    ['malformed JSON', { body: '{"a":' }, 400, 'The body is not valid JSON'],
    ['a body too large', { body: `"${'x'.repeat(1_024)}"` }, 413, 'larger than 1024 bytes'],
    [
      'a body too large without a length',
      { body: `"${'x'.repeat(90_000)}"`, headers: { 'transfer-encoding': 'chunked' } },
      413,
      'larger than 1024 bytes',
    ],
    [
      'another content type',
      { body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'must be application/json',
    ],
    ['a compressed body', { body: 'x', headers: { 'content-encoding': 'gzip' } }, 415, 'gzip is not supported'],
    ['no token', { body: '{}', headers: { authorization: '' } }, 401, 'Bearer <token> is required'],
    ['an unknown route', { path: '/v1/nothing', body: '{}' }, 404, 'There is nothing at /v1/nothing'],
    ['another method', { method: 'DELETE' }, 405, 'DELETE is not allowed here'],
    ['an address that does not decode', { method: 'GET', path: '/v1/things/%E0%A4%A' }, 400, 'does not decode'],
    ['a NUL in the address', { path: '/v1/echo?user_id=%00', body: '{}' }, 400, 'NUL'],
  ])('answers %s with a problem', async (_name, asked, status, detail) => {
    const got = await ask(asked);
    const problem = JSON.parse(got.text) as Record<string, unknown>;
    expect([got.status, problem['status'], got.headers['content-type']]).toEqual([
      status,
      status,
      'application/problem+json; charset=utf-8',
    ]);
    expect(problem['error']).toContain(detail);
    expect(problem['instance']).toBe((asked.path ?? '/v1/echo').split('?')[0]);
  });

  it('takes no body where none is needed', async () => {
    expect((await ask({ path: '/v1/optional', headers: { 'content-type': 'text/plain' } })).status).toBe(200);
  });

  it('names the methods there are', async () => {
    expect((await ask({ method: 'PUT' })).headers['allow']).toBe('POST');
    const options = await ask({ method: 'OPTIONS', path: '/v1/things/x' });
    expect([options.status, options.headers['allow']]).toEqual([204, 'GET, HEAD']);
  });

  it('says when to come back, and how to prove oneself', async () => {
    expect((await ask({ method: 'GET', path: '/v1/things/x' })).headers['retry-after']).toBe('3');
    expect((await ask({ headers: { authorization: '' } })).headers['www-authenticate']).toMatch(
      /^Bearer realm="englog"/,
    );
  });

  it('keeps the inside of a failure inside, and names it in the log’s terms', async () => {
    const got = await ask({ method: 'GET', path: '/v1/things/broken', headers: { 'x-request-id': 'mine-1' } });
    expect(got.status).toBe(500);
    expect(got.text).not.toContain('hunter2');
    expect(JSON.parse(got.text)).toMatchObject({ request_id: 'mine-1' });
  });

  it('counts by route, not by address', async () => {
    await ask({ method: 'GET', path: '/v1/things/some-id' });
    const metrics = await registry.metrics();
    expect(metrics).toContain('englog_http_request_seconds_count{method="GET",route="/v1/things/:thing",status="429"}');
    expect(metrics).not.toContain('some-id');
  });
});
