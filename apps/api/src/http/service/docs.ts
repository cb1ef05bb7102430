import { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { serve, setup } from 'swagger-ui-express';
import { sendJson } from '../answer';
import type { OpenEndpoint } from '../endpoint';
import { pathOf } from '../endpoint';
import { sendProblem } from '../problem';
import { createReqId } from '../req-id';

/** /openapi.json; the document is made when it is first asked for. */
export const openApiEndpoint = (document: () => object): OpenEndpoint => {
  let made: object | undefined;
  return {
    method: 'get',
    path: '/openapi.json',
    access: 'open',
    tag: 'service',
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', mediaTypes: ['application/json'] } },
    handle: ({ response }) => sendJson(response, 200, (made ??= document())),
  };
};

const onlyRead = (request: Request, response: Response, next: NextFunction): void => {
  if (request.method === 'GET' || request.method === 'HEAD') return next();
  const target = { response, path: pathOf({ request }), reqId: createReqId(request.headers['x-request-id']) };
  const detail = `${request.method} is not allowed here; allowed are GET, HEAD`;
  sendProblem(target, { code: 'method_not_allowed', detail, headers: { allow: 'GET, HEAD' } });
};

/** /docs: the only pages a browser renders as ours, so the only ones that need its protections. */
export const docsRouter = (): Router => {
  const router = Router();
  const policy = helmet({
    // On plain HTTP, off loopback, the browser would ask for the page's own scripts over HTTPS.
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    strictTransportSecurity: false,
  });
  router.use(
    '/docs',
    onlyRead,
    policy,
    serve,
    setup(undefined, { swaggerUrl: '/openapi.json', customSiteTitle: 'EngLog API' }),
  );
  return router;
};
