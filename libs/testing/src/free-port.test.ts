import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from './free-port';

test('the port can be listened on', async () => {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(port).toBeGreaterThan(1023);
  server.close();
  await once(server, 'close');
});
