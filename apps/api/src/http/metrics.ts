import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { Request } from 'express';
import type { Registry } from 'prom-client';
import { Histogram } from 'prom-client';
import type { Endpoint } from './endpoint';

export interface HttpMetrics {
  observe(endpoint: Endpoint, status: number, ms: number): void;
}

/** By route, not by address, so that the number of series is bounded. */
export const createHttpMetrics = (registry: Registry): HttpMetrics => {
  const seconds = new Histogram({
    name: 'englog_http_request_seconds',
    help: 'Time to answer a request, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers: [registry],
  });
  const children = new Map<Endpoint, Map<number, { observe(value: number): void }>>();
  return {
    observe: (endpoint, status, ms) => {
      const byStatus = children.get(endpoint) ?? new Map<number, { observe(value: number): void }>();
      children.set(endpoint, byStatus);
      const labels = { method: endpoint.method.toUpperCase(), route: endpoint.path, status: String(status) };
      const child = byStatus.get(status) ?? seconds.labels(labels);
      byStatus.set(status, child);
      child.observe(ms / 1_000);
    },
  };
};

/** Addresses and CIDR ranges as one check of a connection's peer. */
export const createAllowList = (allowed: readonly string[]): ((request: Request) => boolean) => {
  const list = new BlockList();
  for (const range of allowed) {
    const [address = '', prefix] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return ({ socket, headers }) => {
    // Through a proxy the peer is the proxy: it says nothing of who asks.
    if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return false;
    const peer = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
    return list.check(peer, isIPv4(peer) ? 'ipv4' : 'ipv6');
  };
};
