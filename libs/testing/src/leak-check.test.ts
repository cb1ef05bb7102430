import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { leakCheck } from './leak-check';

afterAll(leakCheck);

test('nothing open is no leak', async () => {
  await expect(leakCheck()).resolves.toBeUndefined();
});

test('finds a timer, and waits for one that ends in time', async () => {
  // Several: jest's reporter may have ended timers of its own since this file was loaded.
  const timers = Array.from({ length: 5 }, () => setTimeout(() => undefined, 60_000));
  await expect(leakCheck({ timeoutMs: 20 })).rejects.toThrow(/still open after the tests: \d Timeout/);
  timers.forEach(clearTimeout);
  const ends = setTimeout(() => undefined, 30);
  await expect(leakCheck()).resolves.toBeUndefined();
  expect(ends.hasRef()).toBe(true);
});

test('finds a server and a socket by their ports, and says nothing of a kind that is allowed', async () => {
  const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const found = leakCheck({ timeoutMs: 20 });
  await expect(found).rejects.toThrow(/TCPServerWrap/);
  await expect(found).rejects.toThrow(`→${port}`);
  await expect(leakCheck({ timeoutMs: 20, allow: ['TCPServerWrap', 'TCPSocketWrap'] })).resolves.toBeUndefined();
  socket.destroy();
  server.close();
  await once(server, 'close');
});
