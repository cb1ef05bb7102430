import { leakCheck } from '@englog/testing';
import type { HttpFixture } from './http-fixture';
import { openHttpFixture } from './http-fixture';

/** The REST contract: what clients rely on being there. */
const contract = [
  'POST /v1/tasks/insights',
  'POST /v1/tasks/reports',
  'POST /v1/tasks/analyses',
  'POST /v1/tasks/cleanups',
  'POST /v1/tasks/notifications',
  'POST /v1/tasks',
  'POST /v1/tasks/batch',
  'GET /v1/tasks',
  'GET /v1/tasks/{task_id}',
  'GET /v1/tasks/{task_id}/attempts',
  'GET /v1/tasks/{task_id}/result',
  'GET /v1/tasks/{task_id}/events',
  'POST /v1/tasks/{task_id}/cancel',
  'POST /v1/tasks/{task_id}/retry',
  'POST /v1/tasks/cancel',
  'POST /v1/tasks/retry',
  'GET /v1/events',
  'POST /v1/logs',
  'POST /v1/logs/bulk',
  'GET /v1/logs',
  'GET /v1/logs/{entry_id}',
  'PUT /v1/logs/{entry_id}',
  'DELETE /v1/logs/{entry_id}',
  'POST /v1/schedules',
  'GET /v1/schedules',
  'GET /v1/schedules/{schedule_id}',
  'PUT /v1/schedules/{schedule_id}',
  'DELETE /v1/schedules/{schedule_id}',
  'GET /v1/preferences',
  'PUT /v1/preferences',
  'GET /v1/alerts',
  'GET /v1/workers',
  'GET /v1/workers/health',
  'GET /health',
  'GET /ready',
  'GET /metrics',
  'GET /openapi.json',
];

interface Operation {
  security?: unknown[];
  parameters?: { name: string }[];
  requestBody?: { content: { 'application/json': { schema: unknown } } };
  responses: Record<string, { content?: Record<string, { schema: unknown }>; headers?: Record<string, unknown> }>;
}

let http: HttpFixture;
beforeAll(async () => {
  http = await openHttpFixture();
});
afterAll(async () => {
  await http.close();
  await leakCheck();
});

describe('the document', () => {
  let operations: [string, Operation][];
  let components: Record<string, unknown>;
  beforeAll(async () => {
    const { json } = await http.ask('GET', '/openapi.json');
    components = json.components.schemas;
    operations = Object.entries(json.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  });

  it('has every route, and no other', () => {
    expect(operations.map(([name]) => name).sort()).toEqual([...contract].sort());
  });

  it('says which of them resume after Last-Event-ID', () => {
    const resuming = operations.filter(([, { parameters = [] }]) => parameters.some((p) => p.name === 'Last-Event-ID'));
    expect(resuming.map(([name]) => name).sort()).toEqual(['GET /v1/events', 'GET /v1/tasks/{task_id}/events']);
  });

  it('says of each which answers and which token it takes', () => {
    for (const [name, operation] of operations) {
      const isOpen = !name.includes('/v1/');
      expect([name, operation.security !== undefined]).toEqual([name, !isOpen]);
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
      if (name.startsWith('POST /v1/tasks/insights'))
        expect(Object.keys(operation.responses)).toEqual([
          '202',
          '400',
          '401',
          '403',
          '409',
          '413',
          '415',
          '429',
          '503',
        ]);
    }
  });

  it('says that an answer may be a key’s first one again, wherever a key is taken', () => {
    const telling = operations.filter(([, { responses }]) =>
      Object.values(responses).some(({ headers }) => headers && 'Idempotency-Replayed' in headers),
    );
    const taking = operations.filter(([, operation]) => JSON.stringify(operation).includes('"Idempotency-Key"'));
    expect(telling.map(([name]) => name)).toEqual(taking.map(([name]) => name));
    expect(taking).toHaveLength(10);
    expect(taking.flatMap(([, { responses }]) => Object.keys(responses).filter((s) => responses[s]?.headers))).toEqual([
      ...Array.from({ length: 7 }, () => '202'),
      ...Array.from({ length: 3 }, () => '201'),
    ]);
  });

  it('shows a task’s options and payload as one body', () => {
    const insights = operations.find(([name]) => name === 'POST /v1/tasks/insights')?.[1];
    expect(insights?.requestBody?.content['application/json'].schema).toMatchObject({
      properties: { entry_ids: { type: 'array', minItems: 1 }, priority: { minimum: 1, maximum: 10 } },
      required: ['entry_ids', 'insight_type'],
      additionalProperties: false,
    });
  });

  it('has every schema it refers to', () => {
    const references = [...JSON.stringify(operations).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name ?? '',
    );
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((name) => !(name in components))).toEqual([]);
  });

  it.each(contract)('%s is there', async (name) => {
    const [method = '', path = ''] = name.split(' ');
    const asked = await http.ask(
      method,
      path.replace(/\{\w+\}/g, 'none'),
      method === 'POST' || method === 'PUT'
        ? { body: {} }
        : {
            signal: AbortSignal.timeout(5_000),
            ...(path === '/v1/events' ? { headers: { authorization: 'none' } } : {}),
          },
    );
    expect(asked.status).not.toBe(405);
    expect(asked.json?.error ?? '').not.toContain('There is nothing at');
  });

  it.each(contract.filter((name) => name.includes('/v1/')))('%s needs a token', async (name) => {
    const [method = '', path = ''] = name.split(' ');
    const { status } = await http.ask(method, path.replace(/\{\w+\}/g, 'none'), {
      headers: { authorization: 'Bearer nonsense' },
    });
    expect(status).toBe(401);
  });

  it('can be read as a page', async () => {
    const page = await http.ask('GET', '/docs/');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    const script = await http.ask('GET', '/docs/swagger-ui-init.js');
    expect(script.text).toContain('/openapi.json');
  });
});

describe('the service itself', () => {
  it('lives, is ready, and is measured', async () => {
    expect((await http.ask('GET', '/health')).json).toMatchObject({ status: 'ok', version: '0.0.0-test' });
    const ready = await http.ask('GET', '/ready');
    expect([ready.status, ready.json]).toEqual([
      200,
      { status: 'ready', checks: [{ name: 'database', ok: true, message: 'embedded' }] },
    ]);
    const metrics = await http.ask('GET', '/metrics');
    expect(metrics.text).toContain('englog_http_request_seconds_count{method="GET",route="/health",status="200"}');
    expect((await http.ask('GET', '/metrics', { headers: { 'x-forwarded-for': '203.0.113.1' } })).status).toBe(404);
  });

  it('tells of workers, and no secret of theirs', async () => {
    const none = await http.ask('GET', '/v1/workers/health');
    expect(none.json).toMatchObject({ status: 'warning', active_workers: 0, workers: [], queue: { depth: 0 } });
    await http.connectWorker();
    const { json, text } = await http.ask('GET', '/v1/workers');
    expect(json).toMatchObject({
      count: 1,
      workers: [{ worker_id: 'worker-1', worker_name: 'Scripted', slots: 4, state: 'connected' }],
    });
    expect(text).not.toMatch(/token|secret|hash/i);
    const some = await http.ask('GET', '/v1/workers/health');
    expect(some.json).toMatchObject({
      status: 'healthy',
      active_workers: 1,
      timestamp: expect.any(String),
      feed: 'local',
      breakers: [],
    });
  });

  it('limits how fast a user may ask', async () => {
    const limited = await http.serve({ requestsPerMinute: 2, metricsPort: 0 });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await limited.ask('GET', '/v1/workers')).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await limited.ask('GET', '/v1/workers', { as: 'u2' })).status).toBe(200);
    expect((await limited.ask('GET', '/metrics')).status).toBe(404);
    const metrics = await fetch(`http://127.0.0.1:${limited.metricsPort}/metrics`);
    expect(await metrics.text()).toContain('englog_http_request_seconds');
    await limited.stop();
  });
});
