import { OpenApiGeneratorV31, OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import type { ResponseConfig, RouteConfig } from '@asteasolutions/zod-to-openapi';
import { problemAnswer } from '@englog/domain';
import { z } from 'zod';
import type { Endpoint } from '../endpoint';

const bearer = [{ bearer: [] }];
/** The refusals any endpoint may answer, beside those it names itself. */
const refusals: Record<number, string> = {
  400: 'The request is not valid; `errors` names each field',
  401: 'No token, or not a good one',
  403: 'Not the caller’s to do',
  404: 'There is none, or it is another’s',
  409: 'The Idempotency-Key was used with another body',
  413: 'The body is too large',
  415: 'The body is not JSON',
  429: 'Too much at once; see Retry-After',
  503: 'Not now; see Retry-After',
};

/** `/v1/tasks/:task_id` as the document writes it. */
export const documentPath = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

const refusalsOf = ({ access, body, creates, path }: Endpoint): number[] => [
  ...(body || path.includes(':') || access === 'user' ? [400] : []),
  ...(access === 'user' ? [401, 403, 429, 503] : []),
  ...(path.includes(':') ? [404] : []),
  ...(creates ? [409] : []),
  ...(body ? [413, 415] : []),
];

const problem = (description: string): ResponseConfig => ({
  description,
  content: { 'application/problem+json': { schema: problemAnswer } },
});

/** Sent with what a key's first use created. */
const replayed = z.object({
  'Idempotency-Replayed': z
    .literal('true')
    .optional()
    .meta({ description: 'Present when an earlier request with this Idempotency-Key created it' }),
});

const answersOf = (endpoint: Endpoint): RouteConfig['responses'] => {
  const responses: RouteConfig['responses'] = {};
  for (const status of refusalsOf(endpoint)) responses[status] = problem(refusals[status] ?? '');
  for (const [status, { description, schema, mediaTypes }] of Object.entries(endpoint.answers)) {
    const types = mediaTypes ?? (schema ? ['application/json'] : []);
    const content = Object.fromEntries(
      types.map((type) => [
        type,
        { schema: type === 'application/json' && schema ? schema : { type: 'string' as const } },
      ]),
    );
    const isProblem = Number(status) >= 400 && types.length === 0;
    if (isProblem) responses[status] = problem(description);
    else
      responses[status] = {
        description,
        ...(types.length === 0 ? {} : { content }),
        ...(endpoint.creates ? { headers: replayed } : {}),
      };
  }
  return responses;
};

const requestOf = ({ path, query, body, creates, resumes }: Endpoint): RouteConfig['request'] => {
  const params = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  return {
    ...(params.length > 0 ? { params: z.object(Object.fromEntries(params.map((name) => [name, z.uuid()]))) } : {}),
    ...(query ? { query } : {}),
    ...(body ? { body: { required: !body.optional, content: { 'application/json': { schema: body.schema } } } } : {}),
    ...(creates ? { headers: z.object({ 'Idempotency-Key': z.string().min(1).max(255).optional() }) } : {}),
    ...(resumes ? { headers: z.object({ 'Last-Event-ID': z.string().optional() }) } : {}),
  };
};

/** The service's OpenAPI 3.1 document, from the endpoints that are mounted and the schemas that check their input. */
export const openApiDocument = (endpoints: readonly Endpoint[], version: string) => {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  for (const endpoint of endpoints)
    registry.registerPath({
      method: endpoint.method,
      path: documentPath(endpoint.path),
      summary: endpoint.summary,
      ...(endpoint.description === undefined ? {} : { description: endpoint.description }),
      tags: [endpoint.tag],
      ...(endpoint.access === 'user' ? { security: bearer } : {}),
      request: requestOf(endpoint),
      responses: answersOf(endpoint),
    });
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'EngLog',
      version,
      description: 'Engineers’ work logs turned into insights and reports with a private LLM.',
    },
    servers: [{ url: '/' }],
  });
};
