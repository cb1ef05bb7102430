import { once } from 'node:events';
import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { leakCheck } from '@englog/testing';
import { postWebhook } from './post-webhook';

const options = { secret: '', allow_private: true, timeout: 2_000 };
const open = new AbortController().signal;

let server: Server;
let seen: IncomingHttpHeaders[];
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => (seen = []));
afterAll(async () => {
  server.close();
  await once(server, 'close');
  await leakCheck();
});
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;

it.each([
  ['report-w10 of ada', 'report-w10 of ada'],
  ['Bericht – März', 'Bericht%20%E2%80%93%20M%C3%A4rz'],
  ['k\r\nx-admin: 1', 'k%0D%0Ax-admin%3A%201'],
  [' k ', '%20k%20'],
])('the key %j goes as a header that no receiver reads otherwise', async (key, header) => {
  expect(await postWebhook(options, { url: url(), body: '{}', key, signal: open })).toBe(204);
  expect(seen).toEqual([expect.objectContaining({ 'idempotency-key': header })]);
  expect(seen[0]).not.toHaveProperty('x-admin');
});

describe('a name that is never resolved', () => {
  const resolve = () => new Promise<LookupAddress[]>(() => undefined);
  const call = { url: 'http://slow.example/', body: '{}', key: 'k', resolve };

  it('costs no more than the timeout', async () => {
    const posted = postWebhook({ ...options, timeout: 20 }, { ...call, signal: open });
    await expect(posted).rejects.toThrow('no answer within 20 ms');
  });

  it('does not hold up an abort', async () => {
    const caller = new AbortController();
    const posted = postWebhook(options, { ...call, signal: caller.signal });
    caller.abort(new Error('cancelled'));
    await expect(posted).rejects.toThrow('cancelled');
  });
});
