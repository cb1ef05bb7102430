import { EnglogError } from '@englog/domain';
import type { Registry } from 'prom-client';
import { send } from '../answer';
import type { OpenEndpoint } from '../endpoint';
import { createAllowList } from '../metrics';

/** /metrics for the peers of `allow`; for others it is not there. */
export const metricsEndpoint = (registry: Registry, allow: readonly string[]): OpenEndpoint => {
  const isAllowed = createAllowList(allow);
  return {
    method: 'get',
    path: '/metrics',
    access: 'open',
    tag: 'service',
    summary: 'Prometheus metrics, for the addresses of the allow-list',
    answers: { 200: { description: 'The metrics', mediaTypes: ['text/plain'] } },
    handle: async ({ request, response }) => {
      if (!isAllowed(request)) throw new EnglogError('not_found', 'There is nothing at /metrics');
      send(response, { status: 200, contentType: registry.contentType, body: await registry.metrics() });
    },
  };
};
