import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { leakCheck, waitFor } from '@englog/testing';
import { createTurnstile, sendPieces } from './stream-answer';

let server: Server;
let base: string;
let pieces: () => AsyncGenerator<string>;
let failed: unknown;
const turn = createTurnstile();

beforeAll(async () => {
  server = createServer((_request, response) => {
    sendPieces(response, { contentType: 'text/plain', pieces: pieces(), turn }).catch((error: unknown) => {
      failed = error;
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
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
  failed = undefined;
});

test('sends all pieces, and other things happen between any two of them', async () => {
  const order: string[] = [];
  pieces = async function* () {
    for (const piece of ['a', 'b', 'c']) {
      setImmediate(() => order.push('other'));
      order.push(piece);
      yield piece;
    }
  };
  expect(await (await fetch(base)).text()).toBe('abc');
  expect(order.slice(0, 5)).toEqual(['a', 'other', 'b', 'other', 'c']);
});

test('of many answers at once one piece is made a turn of the event loop', async () => {
  let thisTurn = 0;
  let most = 0;
  pieces = async function* () {
    for (let index = 0; index < 5; index += 1) {
      if (thisTurn === 0) setImmediate(() => (thisTurn = 0));
      thisTurn += 1;
      most = Math.max(most, thisTurn);
      yield 'x';
    }
  };
  const answers = await Promise.all(Array.from({ length: 10 }, async () => (await fetch(base)).text()));
  expect(answers).toEqual(Array.from({ length: 10 }, () => 'xxxxx'));
  expect(most).toBe(1);
});

test('a reader that is slow is waited for, and one that leaves ends the work', async () => {
  let made = 0;
  let ended = false;
  pieces = async function* () {
    try {
      for (;;) {
        made += 1;
        yield 'x'.repeat(1_000_000);
      }
    } finally {
      ended = true;
    }
  };
  const controller = new AbortController();
  await fetch(base, { signal: controller.signal });
  // Nobody reads: what the sockets hold is all that is made.
  const held = await waitFor(async () => {
    const before = made;
    await new Promise((resolve) => setImmediate(resolve));
    return before > 0 && before === made ? made : null;
  });
  expect(held).toBeLessThan(100);
  controller.abort();
  await waitFor(() => ended);
});

test('what fails before the first piece is an error with a status, later the answer breaks off', async () => {
  pieces = async function* () {
    throw new Error('none');
    yield '';
  };
  expect((await fetch(base)).status).toBe(500);
  expect(failed).toMatchObject({ message: 'none' });
  pieces = async function* () {
    yield 'some';
    throw new Error('no more');
  };
  const response = await fetch(base);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
});
