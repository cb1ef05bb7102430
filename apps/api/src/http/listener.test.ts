import { Agent, get } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
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
