import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { leakCheck, waitFor } from '@englog/testing';
import { createTurnstile, sendLarge } from './stream-answer';

let server: Server;
let base: string;
let parts: Uint8Array[];
let stallMs: number;
let sent: number;
let broken: boolean;
const turn = createTurnstile();
const counted = async () => {
  await turn();
  sent += 1;
};

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.once('close', () => (broken = !response.writableFinished));
    void sendLarge(response, { contentType: 'text/plain', parts, turn: counted, stallMs }).then(() => (sent += 1_000));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
  await leakCheck();
});
beforeEach(() => {
  [sent, broken, stallMs] = [0, false, 60_000];
});

const bytes = (length: number, letter: string) => Buffer.alloc(length, letter);

test('sends all parts, in slices, with their length', async () => {
  parts = [bytes(3, 'a'), bytes(1_000_000, 'b'), bytes(0, 'c'), bytes(2, 'd')];
  const response = await fetch(base);
  expect(response.headers.get('content-length')).toBe('1000005');
  expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.concat(parts))).toBe(true);
  expect(sent % 1_000).toBe(10);
});

test('of a HEAD only the length', async () => {
  parts = [bytes(1_000_000, 'b')];
  const response = await fetch(base, { method: 'HEAD' });
  expect([response.headers.get('content-length'), await response.text(), sent]).toEqual(['1000000', '', 1_000]);
});

test('of many answers at once one slice is written a turn of the event loop', async () => {
  let thisTurn = 0;
  let most = 0;
  const watched = async () => {
    await turn();
    if (thisTurn === 0) setImmediate(() => (thisTurn = 0));
    thisTurn += 1;
    most = Math.max(most, thisTurn);
  };
  const responses = Array.from({ length: 10 }, () => watched());
  await Promise.all(responses);
  expect(most).toBe(1);
});

/** More than sockets hold. */
const tooMuch = () => [bytes(200_000_000, 'x')];

test('a reader that is slow is waited for, and one that leaves ends the work', async () => {
  parts = tooMuch();
  const controller = new AbortController();
  await fetch(base, { signal: controller.signal });
  // Nobody reads: what the sockets hold is all that is written.
  await waitFor(async () => {
    const before = sent;
    for (let turns = 0; turns < 20; turns += 1) await turn();
    return before > 0 && before === sent;
  });
  expect(sent).toBeLessThan(1_000);
  controller.abort();
  await waitFor(() => sent >= 1_000);
});

test('one that takes nothing is cut', async () => {
  parts = tooMuch();
  stallMs = 50;
  const response = await fetch(base);
  await waitFor(() => broken && sent >= 1_000);
  await expect(response.arrayBuffer()).rejects.toThrow();
});
