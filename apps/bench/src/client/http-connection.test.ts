import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { leakCheck, startTcpProxy } from '@englog/testing';
import { encodeRequest, HttpConnection } from './http-connection';

let server: Server;
let baseUrl: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const answer = `${request.method} ${request.url} ${request.headers.authorization} ${body}`;
    response.writeHead(202, { 'content-length': Buffer.byteLength(answer) }).end(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
afterAll(leakCheck);

const post = (path: string, body: string) =>
  encodeRequest('127.0.0.1', { method: 'POST', path, headers: { authorization: 'Bearer x' }, body });

test('sends one request after another on one connection', async () => {
  const connection = await HttpConnection.open(baseUrl);
  expect(await connection.send(post('/tasks', '{"n":1}'))).toEqual({
    status: 202,
    body: 'POST /tasks Bearer x {"n":1}',
  });
  expect(await connection.send(post('/tasks', '{"n":2}'))).toEqual({
    status: 202,
    body: 'POST /tasks Bearer x {"n":2}',
  });
  connection.close();
});

test('puts together an answer that arrives in pieces', async () => {
  const proxy = await startTcpProxy({ target: baseUrl });
  proxy.fragment(7);
  const connection = await HttpConnection.open(`http://127.0.0.1:${proxy.port}`);
  expect((await connection.send(post('/tasks', '{}'))).body).toBe('POST /tasks Bearer x {}');
  connection.close();
  await proxy.stop();
});

test('a connection lost during a request is an error', async () => {
  const proxy = await startTcpProxy({ target: baseUrl });
  proxy.freeze('toClient');
  const connection = await HttpConnection.open(`http://127.0.0.1:${proxy.port}`);
  const answer = connection.send(post('/tasks', '{}'));
  await expect(connection.send(post('/tasks', '{}'))).rejects.toThrow('in flight');
  proxy.cut();
  await expect(answer).rejects.toThrow(/closed during a request|ECONNRESET/);
  await proxy.stop();
});
