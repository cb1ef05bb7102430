import { EnglogError } from '@englog/domain';
import type { Express, Request, Response } from 'express';
import type { Logger } from 'pino';
import type { Auth } from './auth/auth';
import type { Principal } from './auth/principal';
import { createReqId } from './req-id';
import type { Endpoint, OpenCall } from './endpoint';
import { pathOf } from './endpoint';
import { mediaTypeProblem, readJsonBody } from './json-body';
import type { HttpMetrics } from './metrics';
import { problemOf, sendProblem } from './problem';
import type { RateLimit } from './rate-limit';
import { toEnglogError } from './to-englog-error';

export interface MountOptions {
  auth: Auth;
  log: Logger;
  metrics: HttpMetrics;
  rateLimit: RateLimit;
  /** Aborted when the server drains. */
  draining: AbortSignal;
}

/** A call slower than this is worth a line at info. Live streams and `?wait=` are slow by nature and not counted. */
const slowMs = 1_000;

/** Lives as long as the response; made only for those who wait. */
const callSignal = (response: Response, draining: AbortSignal): AbortSignal => {
  const controller = new AbortController();
  const onDrain = () => controller.abort('shutdown');
  if (draining.aborted) onDrain();
  draining.addEventListener('abort', onDrain, { once: true });
  response.once('close', () => {
    draining.removeEventListener('abort', onDrain);
    controller.abort('cancelled');
  });
  return controller.signal;
};

const openCall = (request: Request, response: Response, options: MountOptions): OpenCall => {
  const reqId = createReqId(request.headers['x-request-id']);
  let signal: AbortSignal | undefined;
  response.setHeader('x-request-id', reqId);
  return {
    request,
    response,
    reqId,
    log: options.log,
    body: undefined,
    signal: () => (signal ??= callSignal(response, options.draining)),
  };
};

/** Answers with the error as a problem, and logs what is ours to mend. */
export const fail = (call: OpenCall, thrown: unknown): void => {
  const error = toEnglogError(thrown);
  const target = { response: call.response, path: pathOf(call), reqId: call.reqId };
  const { method } = call.request;
  if (error.code === 'internal')
    call.log.error({ reqId: call.reqId, method, path: target.path, err: error }, 'request failed');
  // What is away is known; each of its requests is worth a line, not a stack.
  if (error.code === 'unavailable')
    call.log.warn({ reqId: call.reqId, method, path: target.path, why: error.message }, 'request refused');
  sendProblem(target, problemOf(error));
};

const admit = async (endpoint: Endpoint, call: OpenCall, options: MountOptions): Promise<Principal | null> => {
  if (call.request.url.includes('%00'))
    throw new EnglogError('invalid_argument', 'The address must not contain a NUL character');
  if (endpoint.access === 'open') return null;
  const known = options.auth.authenticate(call.request.headers.authorization);
  const principal = known instanceof Promise ? await known : known;
  options.rateLimit.take(principal.userId);
  return principal;
};

const answer = async (endpoint: Endpoint, call: OpenCall, options: MountOptions): Promise<void> => {
  const principal = await admit(endpoint, call, options);
  if (endpoint.body) {
    const problem = mediaTypeProblem(call.request);
    if (problem !== null) {
      const target = { response: call.response, path: pathOf(call), reqId: call.reqId };
      sendProblem(target, { code: 'unsupported_media_type', detail: problem, headers: { accept: 'application/json' } });
      return;
    }
    call.body = await readJsonBody(call.request, endpoint.body.maxBytes);
    if (call.body === undefined && !endpoint.body.optional)
      throw new EnglogError('invalid_argument', 'A JSON body is required');
  }
  if (endpoint.access === 'open') await endpoint.handle(call);
  else if (principal !== null) await endpoint.handle({ ...call, principal });
};

const observe = (endpoint: Endpoint, call: OpenCall, options: MountOptions): void => {
  const begun = performance.now();
  const { request, response } = call;
  response.once('close', () => {
    const ms = performance.now() - begun;
    if (endpoint.tag !== 'events') options.metrics.observe(endpoint, response.statusCode, ms);
    const waited = endpoint.tag === 'events' || request.url.includes('wait=');
    const level = ms > slowMs && !waited ? 'info' : 'debug';
    if (!call.log.isLevelEnabled(level)) return;
    call.log[level](
      {
        reqId: call.reqId,
        method: request.method,
        path: pathOf(call),
        status: response.statusCode,
        ms: Math.round(ms),
      },
      'request',
    );
  });
};

const refuseMethod = (allowed: string, options: MountOptions) => (request: Request, response: Response) => {
  if (request.method === 'OPTIONS') {
    response.writeHead(204, { allow: allowed });
    response.end();
    return;
  }
  const call = openCall(request, response, options);
  const detail = `${request.method} is not allowed here; allowed are ${allowed}`;
  sendProblem(
    { response, path: pathOf(call), reqId: call.reqId },
    { code: 'method_not_allowed', detail, headers: { allow: allowed } },
  );
};

/** In order of first mention, those without parameters first: `/v1/tasks/cancel` is no task's id. */
const pathsOf = (endpoints: readonly Endpoint[]): string[] => {
  const paths = [...new Set(endpoints.map((endpoint) => endpoint.path))];
  return [...paths.filter((path) => !path.includes(':')), ...paths.filter((path) => path.includes(':'))];
};

/** Every endpoint on the app's own router, one search a request, and 405 for the other methods of its path. */
export const mount = (app: Express, endpoints: readonly Endpoint[], options: MountOptions): void => {
  for (const path of pathsOf(endpoints)) {
    const here = endpoints.filter((endpoint) => endpoint.path === path);
    for (const endpoint of here) {
      app[endpoint.method](path, (request, response) => {
        const call = openCall(request, response, options);
        observe(endpoint, call, options);
        return answer(endpoint, call, options).catch((error: unknown) => fail(call, error));
      });
    }
    const allowed = here.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
    app.all(path, refuseMethod(allowed.join(', '), options));
  }
};

/** What no endpoint took, and what Express itself refuses (an address that does not decode). */
export const lastResort = (options: MountOptions) => ({
  notFound: (request: Request, response: Response): void => {
    const call = openCall(request, response, options);
    fail(call, new EnglogError('not_found', `There is nothing at ${pathOf(call)}`));
  },
  failed: (error: unknown, request: Request, response: Response, _next: unknown): void => {
    const call = openCall(request, response, options);
    const badAddress = typeof error === 'object' && error !== null && 'status' in error && Number(error.status) < 500;
    fail(call, badAddress ? new EnglogError('invalid_argument', 'The address does not decode') : error);
  },
});
