import { readFile } from 'node:fs/promises';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ChannelCredentials, connectivityState } from '@grpc/grpc-js';
import { EnglogError } from '@englog/domain';
import { untilAborted } from '@englog/resilience';
import { createChannel } from 'nice-grpc';
import type { Channel } from 'nice-grpc';
import { Status } from 'nice-grpc-common';
import { parseAddress } from './address';
import { explain, statusOf } from './transport-error';
import { createApiClient } from './wire';
import type { ApiClient } from './wire';

export interface DialOptions {
  /** `host:port` each; a name that resolves to several addresses counts as several. */
  addresses: string[];
  tls: null | {
    /** PEM of what to trust; empty for the system's. */
    caFile: string;
    /** What the certificate must be for, when it is not the address's own name. */
    serverName: string;
    clientCertFile: string;
    clientKeyFile: string;
  };
  connectTimeoutMs: number;
}

export interface Target {
  /** As configured, for people. */
  name: string;
  host: string;
  /** What is dialed. */
  address: string;
}

export interface Dialed {
  target: Target;
  channel: Channel;
  client: ApiClient;
}

const bracketed = (address: string): string => (isIP(address) === 6 ? `[${address}]` : address);

/** Every address of every name, each name's next to each other; the caller turns through them. */
export const resolveTargets = async (addresses: string[]): Promise<Target[]> => {
  const resolved = await Promise.all(
    addresses.map(async (text) => {
      const { host, port } = parseAddress(text);
      const target = (address: string): Target => ({
        name: text.trim(),
        host,
        address: `${bracketed(address)}:${port}`,
      });
      if (isIP(host) !== 0) return [target(host)];
      // A name that cannot be resolved now is left to the dial, which then says so of this name.
      const found = await lookup(host, { all: true, order: 'ipv4first' }).catch(() => []);
      return found.length === 0 ? [target(host)] : found.map(({ address }) => target(address));
    }),
  );
  return resolved.flat();
};

const readPem = async (path: string, what: string): Promise<Buffer | null> => {
  if (path === '') return null;
  try {
    return await readFile(path);
  } catch (error) {
    throw new EnglogError('invalid_argument', `the ${what} cannot be read: ${path}`, { cause: error });
  }
};

/** Read anew for each dial, so that renewed certificates are used without a restart. */
const credentialsFor = async (tls: DialOptions['tls']): Promise<ChannelCredentials> => {
  if (!tls) return ChannelCredentials.createInsecure();
  const [ca, key, cert] = await Promise.all([
    readPem(tls.caFile, 'CA certificate'),
    readPem(tls.clientKeyFile, 'client key'),
    readPem(tls.clientCertFile, 'client certificate'),
  ]);
  return ChannelCredentials.createSsl(ca, key, cert);
};

const channelTo = async (target: Target, { tls, connectTimeoutMs }: DialOptions): Promise<Channel> => {
  const serverName = tls?.serverName || (isIP(target.host) === 0 ? target.host : '');
  return createChannel(target.address, await credentialsFor(tls), {
    // A new channel must be a new connection: a shared one may be the half-open one just given up.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.min_reconnect_backoff_ms': connectTimeoutMs,
    'grpc.max_receive_message_length': 64 * 1024 * 1024,
    'grpc.enable_retries': 0,
    ...(tls && serverName ? { 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName } : {}),
  });
};

/** Resolves when the API answered anything at all over this channel; rejects with why it did not. */
const probe = async ({ client, channel }: Dialed, timeoutMs: number, signal: AbortSignal): Promise<void> => {
  try {
    await client.healthCheck({}, { signal, deadline: timeoutMs });
  } catch (error) {
    const answered = channel.getConnectivityState(false) === connectivityState.READY;
    if (signal.aborted || !answered || statusOf(error) === Status.DEADLINE_EXCEEDED) throw error;
  }
};

/**
 * Tries each target once, from `first` on, and resolves with the first that answers.
 * @throws EnglogError `unavailable` naming each target and why it failed; whatever, when the signal aborts
 */
export const dial = async (options: DialOptions, first: number, signal: AbortSignal): Promise<Dialed> => {
  const targets = await untilAborted(resolveTargets(options.addresses), signal);
  const failures: string[] = [];
  for (const index of targets.keys()) {
    signal.throwIfAborted();
    const target = targets[(first + index) % targets.length] as Target;
    const channel = await channelTo(target, options);
    const dialed = { target, channel, client: createApiClient(channel) };
    try {
      await probe(dialed, options.connectTimeoutMs, signal);
      return dialed;
    } catch (error) {
      channel.close();
      failures.push(`${target.address}: ${explain(error)}`);
    }
  }
  throw new EnglogError('unavailable', failures.join('; '));
};
