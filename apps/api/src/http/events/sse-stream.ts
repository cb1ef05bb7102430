import type { ServerResponse } from 'node:http';
import { drained } from '../stream-answer';
import type { EventFrame } from './event-frame';
import { encodeFrame } from './event-frame';

/** Shorter than what proxies let a quiet connection live. */
export const keepAliveMs = 15_000;
/** A client that takes nothing for this long is cut; it comes back with its Last-Event-ID. */
const maxStallMs = 10_000;
/** How long clients stay away after a drain: spread, so that they do not all come back at once. */
const retryAfterDrainMs = () => 1_000 + Math.floor(Math.random() * 4_000);

export interface SseStream {
  /** Resolves when the client can take more; false when it is gone, or was cut for taking nothing. */
  send(frame: EventFrame): Promise<boolean>;
  /** Ends it: for good, or (`draining`) for another replica to go on with. */
  end(why: 'done' | 'draining'): void;
}

/** Begins a text/event-stream answer, with a comment now and then so that nobody takes it for dead. */
export const openSse = (response: ServerResponse, stallMs = maxStallMs): SseStream => {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-content-type-options': 'nosniff',
    // nginx would hold events back.
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  response.socket?.setNoDelay(true);
  const isOpen = () => !response.destroyed && !response.writableEnded;
  const keepAlive = setInterval(() => {
    if (isOpen() && !response.writableNeedDrain) response.write(': keep-alive\n\n');
  }, keepAliveMs);
  response.once('close', () => clearInterval(keepAlive));

  return {
    send: async (frame) => {
      if (!isOpen()) return false;
      return response.write(encodeFrame(frame)) || drained(response, stallMs);
    },
    end: (why) => {
      clearInterval(keepAlive);
      if (!isOpen()) return;
      response.end(why === 'draining' ? `retry: ${retryAfterDrainMs()}\n\n` : undefined);
    },
  };
};
