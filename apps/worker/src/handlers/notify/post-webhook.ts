import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { untilAborted } from '@englog/resilience';
import { DeliveryUnknown } from './delivery-unknown';
import { pinAddress } from './safe-address';
import type { Resolve } from './safe-address';

export interface WebhookOptions {
  /** Signs each body; empty: unsigned. */
  secret: string;
  allow_private: boolean;
  /** For the whole call, in milliseconds. */
  timeout: number;
}

export interface WebhookCall {
  url: string;
  body: string;
  /** The same for every try of one notification: receivers drop what they have seen. */
  key: string;
  signal: AbortSignal;
  resolve?: Resolve;
}

/** The receiver answered, but not with 2xx. */
export class WebhookRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the receiver answered ${status}`);
    this.name = 'WebhookRefused';
    this.status = status;
  }
}

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`: the time is signed too, so that an old call cannot be sent again. */
export const signBody = (secret: string, body: string, atSeconds: number): string =>
  `t=${atSeconds},v1=${createHmac('sha256', secret).update(`${atSeconds}.${body}`).digest('hex')}`;

/** The key as a header: printable as it is, anything else percent-encoded, since a header could not carry it as it is. */
const headerOf = (key: string): string => (/^[!-~](?:[ -~]*[!-~])?$/.test(key) ? key : encodeURIComponent(key));

/** `onConnected`: from here on the receiver may get it. A status that has come is the answer, whatever follows it. */
const send = (url: URL, options: RequestOptions, body: string, onConnected: () => void): Promise<number> =>
  new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    const call = (isSecure ? httpsRequest : httpRequest)(url, options, (response: IncomingMessage) => {
      const answer = (): void => resolve(response.statusCode ?? 0);
      // The answer's text is of no use; a connection that is not read would stay.
      response.resume();
      response.on('error', answer);
      response.on('close', answer);
      call.off('error', reject).on('error', answer);
    });
    call.on('socket', (socket) => socket.once(isSecure ? 'secureConnect' : 'connect', onConnected));
    call.on('error', reject);
    call.end(body);
  });

/**
 * Posts JSON once, following no redirect; resolves with the 2xx status. Once the receiver may have it, the signal is not
 * heard any more: its answer is worth the wait, up to the timeout.
 * @throws WebhookRefused for another status; DeliveryUnknown when none came; anything else says it was not sent
 */
export const postWebhook = async (
  { secret, allow_private, timeout }: WebhookOptions,
  call: WebhookCall,
): Promise<number> => {
  const url = new URL(call.url);
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(call.signal.reason);
  let isConnected = false;
  const onConnected = (): void => {
    isConnected = true;
    call.signal.removeEventListener('abort', onAbort);
  };
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${timeout} ms`)), timeout);
  call.signal.addEventListener('abort', onAbort, { once: true });
  try {
    call.signal.throwIfAborted();
    const pinned = await untilAborted(pinAddress(url, allow_private, call.resolve), controller.signal);
    const status = await send(
      url,
      {
        method: 'POST',
        signal: controller.signal,
        agent: false,
        // Connects to the address that was checked; the name stays for TLS and the Host header.
        lookup: (_host, options, done) =>
          typeof options === 'object' && options.all ? done(null, [pinned]) : done(null, pinned.address, pinned.family),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(call.body),
          'user-agent': 'EngLog',
          'idempotency-key': headerOf(call.key),
          ...(secret ? { 'x-englog-signature': signBody(secret, call.body, Math.floor(Date.now() / 1_000)) } : {}),
        },
      },
      call.body,
      onConnected,
    );
    if (status < 200 || status > 299) throw new WebhookRefused(status);
    return status;
  } catch (error) {
    if (error instanceof WebhookRefused) throw error;
    // The request's own error says only that it was aborted.
    const why = controller.signal.aborted ? (controller.signal.reason as Error) : error;
    throw isConnected ? new DeliveryUnknown(why) : why;
  } finally {
    clearTimeout(timer);
    call.signal.removeEventListener('abort', onAbort);
  }
};
