import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';

/** Resolves for one waiter a turn of the event loop, first come first. */
export type Turnstile = () => Promise<void>;

/** For work that comes in pieces: however many do it at once, everything else waits for one piece at most. */
export const createTurnstile = (): Turnstile => {
  let last: Promise<void> = Promise.resolve();
  return () => (last = last.then(() => nextTurn()));
};

export interface StreamedAnswer {
  contentType: string;
  pieces: AsyncGenerator<string>;
  headers?: Record<string, string>;
  turn: Turnstile;
}

/** Resolves when the socket has taken what was written, or is gone. */
const taken = async (response: ServerResponse): Promise<void> => {
  const controller = new AbortController();
  const { signal } = controller;
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  } finally {
    controller.abort();
  }
};

/**
 * 200 with a body that is made as it is sent: never further ahead than the client reads, and no longer than it is there.
 * Rejects with what the pieces fail with, when it is too late for another status too.
 */
export const sendPieces = async (
  response: ServerResponse,
  { contentType, pieces, headers, turn }: StreamedAnswer,
): Promise<void> => {
  await turn();
  let piece = await pieces.next();
  if (!response.destroyed)
    response.writeHead(200, {
      'content-type': contentType,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    });
  while (piece.done !== true && !response.destroyed) {
    if (!response.write(piece.value)) await taken(response);
    await turn();
    if (!response.destroyed) piece = await pieces.next();
  }
  if (response.destroyed) await pieces.return(undefined);
  else response.end();
};
