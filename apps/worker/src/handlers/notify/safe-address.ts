import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import ipaddr from 'ipaddr.js';

/** Why an address is refused. */
export class UnsafeAddress extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnsafeAddress';
  }
}

/** What IPv6 has given out as global unicast so far: no forms that carry an IPv4 address, no site-local, nothing yet unused. */
const globalIpv6 = ipaddr.parseCIDR('2000::/3');

/** Ordinary addresses of the internet: not loopback, private, link-local (cloud metadata), multicast, reserved or mapped ones of these. */
export const isPublicAddress = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address in its mapped form (::ffff:…) is judged as the IPv4 address; 6to4 and Teredo are ranges of their own.
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(globalIpv6));
};

export type Resolve = (host: string) => Promise<LookupAddress[]>;

const resolveAll: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/**
 * The address to connect to for a URL, resolved once: the caller connects to it and to no other, so that a name that
 * answers differently a second time gains nothing. One address that is not public refuses them all.
 */
export const pinAddress = async (
  url: URL,
  allowPrivate: boolean,
  resolve: Resolve = resolveAll,
): Promise<LookupAddress> => {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const literal = ipaddr.isValid(host);
  const addresses = literal ? [{ address: host, family: host.includes(':') ? 6 : 4 }] : await resolve(host);
  const [first] = addresses;
  if (!first) throw new UnsafeAddress(`${host} has no address`);
  const refused = addresses.find(({ address }) => !isPublicAddress(address));
  if (refused && !allowPrivate)
    throw new UnsafeAddress(`${host} is at ${refused.address}, which is not a public address`);
  return first;
};
