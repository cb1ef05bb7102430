import type { CliError } from '../cli-error';
import { sendJson, startScriptedApi } from '../testing';
import type { Answer, ScriptedApi } from '../testing';
import { createApiClient } from './api-client';
import type { ApiClient } from './api-client';

let api: ScriptedApi | undefined;
afterEach(async () => {
  await api?.stop();
  api = undefined;
});

const start = async (answer: Answer, signal = new AbortController().signal): Promise<ApiClient> => {
  api = await startScriptedApi(answer);
  return createApiClient({ baseUrl: api.url, token: 'secret', signal });
};
const errorOf = (promise: Promise<unknown>): Promise<CliError> =>
  promise.then(
    () => {
      throw new Error('it should have been refused');
    },
    (error: unknown) => error as CliError,
  );

describe('createApiClient', () => {
  it('sends the token, the query without what is undefined, and the body', async () => {
    const client = await start((_request, response) => sendJson(response, 200, { ok: true }));
    await client.json({ path: '/v1/tasks', query: { status: 'failed', user_id: undefined, limit: 5 } });
    await client.json({ method: 'POST', path: '/v1/tasks/insights', body: { a: 1 }, idempotencyKey: 'k' });
    expect(api?.requests.map(({ line, body }) => [line, body])).toEqual([
      ['GET /v1/tasks?status=failed&limit=5', undefined],
      ['POST /v1/tasks/insights', { a: 1 }],
    ]);
    expect(api?.requests[1]?.headers).toMatchObject({
      authorization: 'Bearer secret',
      'idempotency-key': 'k',
      'content-type': 'application/json',
    });
  });

  it.each([
    [
      { detail: 'priority must be at most 10', errors: [{ field: 'priority', message: 'must be at most 10' }] },
      'priority must be at most 10 (400)',
    ],
    [
      {
        detail: 'not valid',
        errors: [
          { field: 'a.0', message: 'is required' },
          { field: 'b', message: 'is odd' },
        ],
      },
      'not valid (400); a.0: is required; b: is odd',
    ],
    [{ error: 'Task not found' }, 'Task not found (400)'],
    [
      { detail: 'many', errors: Array.from({ length: 7 }, (_, index) => ({ field: `f${index}`, message: 'bad' })) },
      'many (400); f0: bad; f1: bad; f2: bad; f3: bad; f4: bad; and 2 more',
    ],
  ])('tells a refusal in one line: %j', async (problem, line) => {
    const client = await start((_request, response) => sendJson(response, 400, problem));
    const error = await errorOf(client.json({ path: '/x' }));
    expect([error.message, error.exitCode]).toEqual([line, 1]);
    expect(api?.requests).toHaveLength(1);
  });

  it('tells of an answer that is no problem document', async () => {
    const client = await start((_request, response) => response.writeHead(502).end('<html>'));
    expect((await errorOf(client.json({ path: '/x' }))).message).toBe('the API answered 502 Bad Gateway');
  });

  it('tries again when the API is busy, and gives up when it asks for too much patience', async () => {
    const client = await start((_request, response) =>
      api?.requests.length === 1
        ? sendJson(response, 429, {}, { 'retry-after': '0' })
        : sendJson(response, 503, { detail: 'draining' }, { 'retry-after': '600' }),
    );
    expect((await errorOf(client.json({ method: 'POST', path: '/x', body: {} }))).message).toBe('draining (503)');
    expect(api?.requests).toHaveLength(2);
  });

  it('sends again after a broken connection what may be sent again, and nothing else', async () => {
    const answer: Answer = (request, response) =>
      api?.requests.length === 1 ? response.destroy() : sendJson(response, 200, request.headers['idempotency-key']);
    expect(await (await start(answer)).json({ method: 'POST', path: '/x', body: {}, idempotencyKey: 'once' })).toBe(
      'once',
    );
    await api?.stop();
    const error = await errorOf((await start(answer)).json({ method: 'POST', path: '/x', body: {} }));
    expect([error.exitCode, api?.requests.length]).toEqual([3, 1]);
  });

  it('says at once that nobody listens, and what is no URL', async () => {
    const client = await start(() => undefined);
    await api?.stop();
    const error = await errorOf(client.json({ path: '/x' }));
    expect([error.message, error.exitCode]).toEqual([
      expect.stringMatching(/^http:\/\/127.0.0.1:\d+ cannot be reached \(ECONNREFUSED\)/),
      3,
    ]);
    const lost = createApiClient({ baseUrl: 'localhost:x', token: '', signal: new AbortController().signal });
    expect((await errorOf(lost.json({ path: '/x' }))).exitCode).toBe(2);
  });

  it('gives up on an API that does not answer', async () => {
    const client = await start(() => undefined);
    expect((await errorOf(client.json({ method: 'POST', path: '/x', body: {}, timeoutMs: 50 }))).exitCode).toBe(3);
  });

  it('ends at once when interrupted', async () => {
    const interrupted = new AbortController();
    const client = await start(() => interrupted.abort(new Error('interrupted')), interrupted.signal);
    await expect(client.json({ path: '/x' })).rejects.toThrow('interrupted');
  });
});
