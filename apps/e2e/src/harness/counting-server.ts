import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunCounter } from './run-counter';

/** What webhooks are sent to: counts each delivery by the mark in its body. */
export interface CountingServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startCountingServer(counter: RunCounter): Promise<CountingServer> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      counter.sawIn(Buffer.concat(pieces).toString('utf8'));
      response.writeHead(204).end();
    });
    request.on('error', () => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => close(server) };
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
