/**
 * One connection to Redis, kept for as long as the signal allows: connect → session → (it breaks) → wait → connect …
 * Nothing here waits without a bound: Redis may be lost at any time, and half-open connections answer nothing.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { backoff, wait } from '@englog/resilience';
import type { Logger } from 'pino';
import { createClient } from 'redis';

export interface RedisAccess {
  url: string;
  /** How long connecting, or any command, may take. */
  commandTimeoutMs: number;
  log: Logger;
}

const open = ({ url, commandTimeoutMs }: RedisAccess) =>
  createClient({
    url,
    disableOfflineQueue: true,
    name: 'englog-api',
    socket: { connectTimeout: commandTimeoutMs, reconnectStrategy: false },
  });
export type RedisClient = ReturnType<typeof open>;

/** Rejects when the answer takes too long. The client's own timeout covers only commands it has not sent yet. */
export const within = async <T>(ms: number, answer: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
};

const firstWaitMs = 50;
const lastWaitMs = 2000;
const waits = { retry_initial_interval: firstWaitMs, retry_max_interval: lastWaitMs, retry_multiplier: 2 };

export interface SessionOptions {
  access: RedisAccess;
  /** What this connection is for, in the log. */
  purpose: string;
  signal: AbortSignal;
  /** Runs while connected; its end, or its failure, ends the connection. The signal aborts when the connection breaks. */
  session: (client: RedisClient, signal: AbortSignal) => Promise<void>;
}

/** One connection's life. Resolves with why it ended; never rejects. `onReady` tells that it was good once. */
const liveOnce = async ({ access, signal, session }: SessionOptions, onReady: () => void): Promise<unknown> => {
  const client = open(access);
  const life = new AbortController();
  const end = (why: unknown): void => life.abort(why);
  const onAbort = (): void => end(signal.reason);
  client.on('error', end);
  client.on('end', () => end(new Error('the connection ended')));
  signal.addEventListener('abort', onAbort, { once: true });
  // What is under way on a connection that is gone would wait for ever; destroying the client rejects it.
  const destroy = (): void => {
    if (client.isOpen) client.destroy();
  };
  life.signal.addEventListener('abort', destroy, { once: true });
  try {
    await within(access.commandTimeoutMs, client.connect());
    onReady();
    await session(client, life.signal);
    return life.signal.reason;
  } catch (error) {
    return life.signal.aborted ? life.signal.reason : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    end(undefined);
    destroy();
  }
};

/** Resolves once the signal has aborted and the connection is closed. Logs the first failure of a row, and the return. */
export const keepSession = async (options: SessionOptions): Promise<void> => {
  const { access, purpose, signal } = options;
  let attempt = 0;
  let waiting = backoff(waits);
  const onReady = (): void => {
    if (attempt > 0) access.log.info({ state: 'connected', attempts: attempt }, `Redis is back (${purpose})`);
    attempt = 0;
    waiting = backoff(waits);
  };
  while (!signal.aborted) {
    const why = await liveOnce(options, onReady);
    if (signal.aborted) return;
    if (attempt === 0)
      access.log.warn({ err: why, state: 'degraded' }, `Redis is away (${purpose}); trying again until it is back`);
    await wait(waiting.next().value, signal);
    attempt += 1;
  }
};

/** Asks for a sign of life now and then until the signal aborts; rejects when none comes. */
export const keepAlive = async (
  client: RedisClient,
  everyMs: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await within(timeoutMs, client.ping());
  }
};
