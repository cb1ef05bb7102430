import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';

/** Resolves for one waiter a turn of the event loop, first come first. */
export type Turnstile = () => Promise<void>;

/** For work that comes in pieces: however many do it at once, everything else waits for one piece at most. */
export const createTurnstile = (): Turnstile => {
  let last: Promise<void> = Promise.resolve();
  return () => (last = last.then(() => nextTurn()));
};

/** Until the response drains, closes, or has stalled too long (false for the last two, and it is destroyed). */
export const drained = (response: ServerResponse, stallMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const settle = (open: boolean) => () => {
      clearTimeout(stalled);
      response.off('drain', onDrain);
      response.off('close', onClose);
      if (!open) response.destroy();
      resolve(open);
    };
    const onDrain = settle(true);
    const onClose = settle(false);
    const stalled = setTimeout(settle(false), stallMs);
    response.once('drain', onDrain);
    response.once('close', onClose);
  });

/** What a client must take within `maxStallMs`, not to be cut: the body it reads stays in memory as long. */
const sliceBytes = 128 * 1024;
const maxStallMs = 30_000;

export interface LargeAnswer {
  contentType: string;
  /** The body; may be shared with other answers. */
  parts: readonly Uint8Array[];
  headers?: Record<string, string>;
  turn: Turnstile;
  stallMs?: number;
}

function* slicesOf(parts: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const part of parts)
    for (let at = 0; at < part.length; at += sliceBytes) yield part.subarray(at, at + sliceBytes);
}

/** 200 with a body sent slice by slice, no faster than the client reads. Resolves when it is done with the body. */
export const sendLarge = async (response: ServerResponse, answer: LargeAnswer): Promise<void> => {
  const { contentType, parts, headers, turn, stallMs = maxStallMs } = answer;
  if (response.destroyed) return;
  response.writeHead(200, {
    'content-type': contentType,
    'content-length': parts.reduce((sum, part) => sum + part.length, 0),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  for (const slice of slicesOf(parts)) {
    await turn();
    if (response.destroyed) return;
    if (!response.write(slice) && !(await drained(response, stallMs))) return;
  }
  response.end();
};
