import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { leakCheck } from './leak-check';
import { startTcpProxy, type TcpProxy } from './tcp-proxy';
import { waitFor } from './wait-for';

let echo: Server;
let proxy: TcpProxy;
let arrived = '';

beforeAll(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (text) => {
      arrived += text;
      socket.write(text);
    });
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
});
beforeEach(async () => {
  arrived = '';
  proxy = await startTcpProxy({ target: `127.0.0.1:${(echo.address() as AddressInfo).port}` });
});
afterEach(() => proxy.stop());
afterAll(() => void echo.close());
afterAll(leakCheck);

interface Caller {
  socket: Socket;
  pieces: string[];
  text(): string;
  error?: string;
}

async function call(): Promise<Caller> {
  const socket = connect(proxy.port, '127.0.0.1').setEncoding('utf8');
  const caller: Caller = { socket, pieces: [], text: () => caller.pieces.join('') };
  socket.on('data', (piece: string) => caller.pieces.push(piece));
  socket.on('error', (error: NodeJS.ErrnoException) => (caller.error = error.code));
  await once(socket, 'connect');
  return caller;
}

test('passes bytes and the end both ways', async () => {
  const { socket, text } = await call();
  socket.end('hello');
  await once(socket, 'end');
  expect(text()).toBe('hello');
  await waitFor(() => proxy.connections === 0);
});

test('frozen it holds everything and closes nothing; thawed it delivers', async () => {
  const caller = await call();
  caller.socket.write('a');
  await waitFor(() => caller.text() === 'a');
  proxy.freeze();
  caller.socket.write('b');
  const late = await call();
  late.socket.write('c');
  await expect(waitFor(() => arrived !== 'a', { timeoutMs: 50 })).rejects.toThrow();
  expect(caller.socket.destroyed || late.socket.destroyed).toBe(false);
  proxy.thaw();
  await waitFor(() => caller.text() === 'ab' && late.text() === 'c');
});

test('frozen one way only, the other way still flows', async () => {
  proxy.freeze('toClient');
  const { socket, text } = await call();
  socket.write('a');
  await waitFor(() => arrived === 'a');
  await expect(waitFor(() => text() !== '', { timeoutMs: 50 })).rejects.toThrow();
});

test('a cut resets open connections and welcomes new ones', async () => {
  const caller = await call();
  await waitFor(() => proxy.connections === 1);
  proxy.cut();
  await waitFor(() => caller.error === 'ECONNRESET');
  const again = await call();
  again.socket.write('back');
  await waitFor(() => again.text() === 'back');
});

test('delays each way', async () => {
  const { socket, text } = await call();
  proxy.delay(40);
  const sentAt = performance.now();
  socket.write('slow');
  await waitFor(() => text() === 'slow', { intervalMs: 1 });
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(79);
});

test('delivers in pieces, whole and in order', async () => {
  proxy.fragment(3);
  const { socket, text, pieces } = await call();
  socket.write('0123456789');
  await waitFor(() => text() === '0123456789');
  expect(Math.max(...pieces.map((piece) => piece.length))).toBe(3);
});

test('cuts an answer midway, each connection by its own count', async () => {
  proxy.cutAfter(4);
  for (const text of ['abcdefgh', 'ijklmnop']) {
    const caller = await call();
    caller.socket.write(text);
    await once(caller.socket, 'close');
    expect(caller.text()).toBe(text.slice(0, 4));
  }
});

test('refuses new connections while open ones live on, and listens again on the same port', async () => {
  const open = await call();
  const { port } = proxy;
  await proxy.refuse();
  await expect(call()).rejects.toThrow('ECONNREFUSED');
  open.socket.write('still here');
  await waitFor(() => open.text() === 'still here');
  await proxy.listen();
  expect(proxy.port).toBe(port);
  const again = await call();
  again.socket.write('hi');
  await waitFor(() => again.text() === 'hi');
});
