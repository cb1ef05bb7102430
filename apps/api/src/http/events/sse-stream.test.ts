import { connect } from 'node:net';
import type { ServerResponse } from 'node:http';
import { leakCheck, waitFor } from '@englog/testing';
import { createListener } from '../listener';
import { encodeFrame, lastSeenOf } from './event-frame';
import { openSse } from './sse-stream';

const frame = { id: '1', event: 'chunk' as const, data: { text: 'x'.repeat(100_000) } };

describe('openSse', () => {
  let responses: ServerResponse[];
  let port: number;
  const listener = createListener((_request, response) => void responses.push(response));
  beforeAll(async () => {
    port = await listener.listen('127.0.0.1', 0);
  });
  beforeEach(() => {
    responses = [];
  });
  afterAll(async () => {
    await listener.close(0);
    await leakCheck();
  });
  const client = () => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
    socket.on('error', () => undefined);
    return socket;
  };
  const opened = async (): Promise<ServerResponse> => waitFor(() => responses[0]);

  it('waits for a client that is slow, and loses nothing', async () => {
    const socket = client();
    const response = await opened();
    const stream = openSse(response);
    let received = 0;
    socket.on('data', (chunk) => (received += chunk.length)).pause();
    const reading = waitFor(() => response.writableNeedDrain).then(() => socket.resume());
    for (let count = 0; count < 100; count += 1) expect(await stream.send(frame)).toBe(true);
    stream.end('done');
    await reading;
    await waitFor(() => received > 100 * 100_000);
    socket.destroy();
  });

  it('cuts a client that takes nothing', async () => {
    const socket = client().pause();
    const response = await opened();
    const stream = openSse(response, 50);
    let sent = 0;
    while (await stream.send(frame)) sent += 1;
    expect(sent).toBeGreaterThan(0);
    expect(response.destroyed).toBe(true);
    expect(await stream.send(frame)).toBe(false);
    socket.destroy();
  });
});

describe('frames', () => {
  it('keep a text’s line breaks inside their data', () => {
    expect(encodeFrame({ id: 'a', event: 'chunk', data: { text: 'one\n\nevent: two' } })).toBe(
      'id: a\nevent: chunk\ndata: {"text":"one\\n\\nevent: two"}\n\n',
    );
  });

  it.each([
    [undefined, { after: undefined, ended: false }],
    ['17-3', { after: '17-3', ended: false }],
    ['17-3.end', { after: '17-3', ended: true }],
    ['.end', { after: undefined, ended: true }],
    ['<script>', { after: undefined, ended: false }],
  ])('Last-Event-ID %s', (header, expected) => {
    expect(lastSeenOf(header)).toEqual(expected);
  });
});
