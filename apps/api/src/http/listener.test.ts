import { once } from 'node:events';
import { Agent, get, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { waitFor } from '@englog/testing';
import { createListener } from './listener';

const ask = (port: number, agent?: Agent): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', agent }, (response) => response.resume().once('end', () => resolve(response))).once(
      'error',
      reject,
    );
  });

describe('createListener', () => {
  it('is not held by connections that wait for another request', async () => {
    const agent = new Agent({ keepAlive: true });
    const listener = createListener((_request, response) => response.end('x'));
    const port = await listener.listen('127.0.0.1', 0);
    await ask(port, agent);
    expect(Object.keys(agent.freeSockets)).toHaveLength(1);
    const begun = performance.now();
    await listener.close(10_000);
    expect(performance.now() - begun).toBeLessThan(2_000);
    agent.destroy();
  });

  it.each([
    ['never asked', ''],
    ['began to ask', 'GET / HTTP/1.1\r\nhost: x\r\n'],
    ['began to ask again', 'GET / HTTP/1.1\r\nhost: x\r\n\r\nGET / HT'],
    ['began to send a body', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{'],
  ])('is not held by a connection that %s', async (_name, sent) => {
    let seen = 0;
    const listener = createListener((request, response) => {
      seen += 1;
      request.resume().once('end', () => response.end('x'));
    });
    const port = await listener.listen('127.0.0.1', 0);
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    await once(socket, 'connect');
    socket.write(sent);
    // Those before it have been taken, and what was sent on it has come.
    await ask(port);
    await waitFor(() => seen === (/\r\n\r\n/.test(sent) ? 2 : 1));
    const begun = performance.now();
    await listener.close(10_000);
    expect(performance.now() - begun).toBeLessThan(4_000);
    socket.destroy();
  });

  it('lets a body that is on its way come', async () => {
    let asked = false;
    const listener = createListener((request, response) => {
      asked = true;
      request.resume().once('end', () => response.end('taken'));
    });
    const port = await listener.listen('127.0.0.1', 0);
    const sending = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-length': 2 } });
    sending.write('{');
    await waitFor(() => asked);
    const closed = listener.close(10_000);
    sending.end('}');
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    expect(response.resume().statusCode).toBe(200);
    await closed;
  });

  it('lets what is being answered finish, and then the connection goes too', async () => {
    const agent = new Agent({ keepAlive: true });
    const held: ServerResponse[] = [];
    const listener = createListener((_request, response) => held.push(response));
    const port = await listener.listen('127.0.0.1', 0);
    const asked = ask(port, agent);
    await waitFor(() => held.length === 1);
    const closed = listener.close(10_000);
    held[0]?.end('done');
    expect((await asked).headers.connection).toBe('close');
    await closed;
    await expect(ask(port)).rejects.toThrow('ECONNREFUSED');
    agent.destroy();
  });

  it('cuts at the deadline what will not finish', async () => {
    const held: ServerResponse[] = [];
    const listener = createListener((_request, response) => held.push(response));
    const port = await listener.listen('127.0.0.1', 0);
    const asked = ask(port).catch((error: Error) => error.message);
    await waitFor(() => held.length === 1);
    await listener.close(50);
    expect(await asked).toBe('socket hang up');
  });

  it('says why it cannot listen, and closes all the same', async () => {
    const first = createListener(() => undefined);
    const port = await first.listen('127.0.0.1', 0);
    const second = createListener(() => undefined);
    await expect(second.listen('127.0.0.1', port)).rejects.toThrow('EADDRINUSE');
    await Promise.all([second.close(1_000), first.close(1_000)]);
  });
});
