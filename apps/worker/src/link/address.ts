import { EnglogError } from '@englog/domain';

const defaultPort = 50051;

/** `host:port`, `host`, `[::1]:port`, with or without `http(s)://`. @throws EnglogError naming what it was given */
export const parseAddress = (text: string): { host: string; port: number } => {
  const match = /^(?:https?:\/\/)?(\[[^\]]+\]|[^:/\s]+)(?::(\d{1,5}))?\/?$/.exec(text.trim());
  const [, host = '', port] = match ?? [];
  if (host === '' || Number(port ?? 1) > 65_535) {
    throw new EnglogError('invalid_argument', `not an address: '${text.trim()}' (expected host:port)`);
  }
  return { host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? defaultPort : Number(port) };
};

/** A comma-separated list of addresses. */
export const splitAddresses = (list: string): string[] =>
  list
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
