import type { ProblemAnswer } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { entry } from './harness/entries';
import type { Call } from './harness/http-client';
import { HttpClient } from './harness/http-client';
import { startStack } from './harness/stack';
import type { Stack } from './harness/stack';
import { bearerToken } from './harness/token';

type Case = [what: string, call: Call, status: number, field?: string];

const post = (path: string, body: unknown, headers?: Record<string, string>): Call => ({
  method: 'POST',
  path,
  body,
  headers,
});
const insight = (change: object): Call =>
  post('/v1/tasks/insights', { entry_ids: ['e'], insight_type: 'patterns', ...change });
const report = (change: object): Call =>
  post('/v1/tasks/reports', { start_date: '2026-03-02', end_date: '2026-03-08', ...change });
const unknownId = '01a20000-0000-7000-8000-000000000000';

const cases: Case[] = [
  ['no body', { method: 'POST', path: '/v1/tasks/insights' }, 400],
  ['JSON that is none', post('/v1/tasks/insights', '{"entry_ids": ['), 400],
  ['a list for an object', post('/v1/tasks/insights', []), 400],
  ['null', post('/v1/tasks/insights', 'null'), 400],
  [
    'a body that is no JSON',
    post('/v1/tasks/insights', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
    415,
  ],
  ['a body over 1 MiB', insight({ context: 'x'.repeat(1_100_000) }), 413],
  [
    'a payload over its limit',
    insight({ entry_ids: Array.from({ length: 9_999 }, (_, n) => `entry-${n}-${'x'.repeat(60)}`) }),
    413,
  ],
  ['no entries', insight({ entry_ids: [] }), 400, 'entry_ids'],
  ['entries that are no list', insight({ entry_ids: 'all' }), 400, 'entry_ids'],
  ['an entry id that is no text', insight({ entry_ids: ['a', 5] }), 400, 'entry_ids.1'],
  ['10,001 entries', insight({ entry_ids: Array.from({ length: 10_001 }, () => 'e') }), 400, 'entry_ids'],
  ['no insight type', insight({ insight_type: undefined }), 400, 'insight_type'],
  ['an unknown field', insight({ insight_typ: 'x' }), 400, 'insight_typ'],
  [
    'a field named __proto__',
    post('/v1/tasks/insights', '{"entry_ids":["e"],"insight_type":"x","__proto__":{"a":1}}'),
    400,
    '__proto__',
  ],
  ['priority 11', insight({ priority: 11 }), 400, 'priority'],
  ['priority as text', insight({ priority: 'high' }), 400, 'priority'],
  ['a deadline that has passed', insight({ deadline: '2020-01-01T00:00:00Z' }), 400, 'deadline'],
  ['a deadline that is no time', insight({ deadline: 'soon' }), 400, 'deadline'],
  ['a run_at two years away', insight({ run_at: '2099-01-01T00:00:00Z' }), 400, 'run_at'],
  ['no attempts', insight({ max_attempts: 0 }), 400, 'max_attempts'],
  ['an unknown pool', insight({ pool: 'gpu-farm' }), 400, 'pool'],
  ['a context that is a number', insight({ context: 7 }), 400, 'context'],
  ['somebody else’s user_id', insight({ user_id: 'bob' }), 403],
  ['a user_id that is empty', insight({ user_id: '' }), 400, 'user_id'],
  ['end before start', report({ end_date: '2026-03-01' }), 400, 'end_date'],
  ['a day that does not exist', report({ start_date: '2026-02-30' }), 400, 'start_date'],
  ['400 days', report({ end_date: '2027-04-08' }), 400, 'end_date'],
  ['an unknown time zone', report({ time_zone: 'Mars/Base' }), 400, 'time_zone'],
  ['both names of one field', report({ week_start: '2026-03-02' }), 400, 'week_start'],
  [
    'a goal without a target',
    report({ goals: [{ name: 'g', by: 'type', value: 'meeting' }] }),
    400,
    'goals.0.target_hours',
  ],
  ['a task of no type', post('/v1/tasks', {}), 400, 'type'],
  ['a task of an unknown type', post('/v1/tasks', { type: 'magic' }), 400, 'type'],
  ['an empty batch', post('/v1/tasks/batch', { tasks: [] }), 400, 'tasks'],
  [
    '1,001 tasks in a batch',
    post('/v1/tasks/batch', { tasks: Array.from({ length: 1_001 }, () => ({})) }),
    400,
    'tasks',
  ],
  [
    'an atomic batch with one bad task',
    post('/v1/tasks/batch', { atomic: true, tasks: [{ type: 'magic' }] }),
    400,
    'tasks.0.type',
  ],
  [
    'a webhook to a file',
    post('/v1/tasks/notifications', { channel: 'webhook', url: 'file:///etc/passwd', body: {} }),
    400,
    'url',
  ],
  ['an email to nobody', post('/v1/tasks/notifications', { channel: 'email', subject: 's', text: 't' }), 400, 'to'],
  [
    'a subject with a line break',
    post('/v1/tasks/notifications', { channel: 'email', to: 'a@b.example', subject: 'a\r\nBcc: x', text: 't' }),
    400,
    'subject',
  ],
  ['an unknown channel', post('/v1/tasks/notifications', { channel: 'pigeon' }), 400, 'channel'],
  [
    'an idempotency key of 300 characters',
    { ...insight({}), headers: { 'idempotency-key': 'k'.repeat(300) } },
    400,
    'Idempotency-Key',
  ],
  [
    'a bad cron',
    post('/v1/schedules', {
      name: 's',
      cron: 'every monday',
      task: { type: 'weekly_report', period: 'previous_week' },
    }),
    400,
    'cron',
  ],
  [
    'a schedule of an unknown type',
    post('/v1/schedules', { name: 's', cron: '0 6 * * 1', task: { type: 'magic' } }),
    400,
    'task.type',
  ],
  ['an entry without a title', post('/v1/logs', { ...entry(), title: '  ' }), 400, 'title'],
  ['an entry of an unknown type', post('/v1/logs', { ...entry(), type: 'napping' }), 400, 'type'],
  [
    'an entry that ends before it starts',
    post('/v1/logs', { ...entry(), end_time: '2020-01-01T00:00:00Z' }),
    400,
    'end_time',
  ],
  ['an entry of two days', post('/v1/logs', { ...entry(), end_time: '2026-03-04T10:00:00Z' }), 400, 'end_time'],
  ['an entry with a NUL', post('/v1/logs', { ...entry(), title: 'a\u0000b' }), 400, 'title'],
  [
    'an entry with half a character',
    post(
      '/v1/logs',
      '{"title":"a\\ud800","type":"other","start_time":"2026-03-02T09:00:00Z","end_time":"2026-03-02T10:00:00Z"}',
    ),
    400,
  ],
  ['an empty bulk', post('/v1/logs/bulk', { entries: [] }), 400, 'entries'],
  ['a list limit of 0', { path: '/v1/tasks?limit=0' }, 400, 'limit'],
  ['a list cursor made up', { path: '/v1/tasks?cursor=abc' }, 400, 'cursor'],
  ['a log cursor made up', { path: '/v1/logs?cursor=abc' }, 400, 'cursor'],
  ['a schedule cursor made up', { path: '/v1/schedules?cursor=abc' }, 400, 'cursor'],
  ['an unknown status', { path: '/v1/tasks?status=done' }, 400, 'status'],
  ['an unknown query name', { path: '/v1/tasks?stauts=failed' }, 400, 'stauts'],
  ['a wait that is no duration', { path: `/v1/tasks/${unknownId}/result?wait=ages` }, 400, 'wait'],
  ['a task that does not exist', { path: `/v1/tasks/${unknownId}` }, 404],
  ['a task id that is no id', { path: '/v1/tasks/1;drop table tasks' }, 404],
  ['an entry that does not exist', { path: `/v1/logs/${unknownId}` }, 404],
  ['an unknown address', { path: '/v1/nothing' }, 404],
  ['an address that does not decode', { path: '/v1/tasks/%zz' }, 400],
  ['an address with a NUL', { path: '/v1/tasks/%00' }, 400],
  ['the wrong method', { method: 'PATCH', path: '/v1/tasks' }, 405],
  ['a cancel of nothing', post(`/v1/tasks/${unknownId}/cancel`, undefined), 404],
];

const isProblem = (body: unknown): body is ProblemAnswer =>
  typeof body === 'object' && body !== null && 'detail' in body && 'error' in body && 'errors' in body;

describe('bad input over REST', () => {
  let stack: Stack;
  let client: HttpClient;

  beforeAll(async () => {
    stack = await startStack({ workers: 0 });
    client = stack.apis[0].clientFor('ann');
  }, 60_000);
  afterAll(async () => {
    client.close();
    await stack.stop();
  }, 60_000);
  afterAll(() => leakCheck());

  test.each(cases.map(([what, call, status, field]) => ({ what, call, status, field })))(
    '$what',
    async ({ call, status, field }) => {
      const answer = await client.call<unknown>(call);
      expect({ status: answer.status, text: answer.text.slice(0, 300) }).toMatchObject({ status });
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      if (!isProblem(answer.body)) throw new Error(`no problem: ${answer.text}`);
      expect(answer.body.status).toBe(status);
      expect(answer.body.error.length).toBeGreaterThan(0);
      if (field !== undefined) expect(answer.body.errors.map((problem) => problem.field)).toContain(field);
    },
  );

  test.each([
    ['no token', {}],
    [
      'a token of another issuer',
      { authorization: `Bearer ${bearerToken({ sub: 'ann' }, 'another secret of 32 characters or more')}` },
    ],
    ['a token that is none', { authorization: 'Bearer abc' }],
    ['another scheme', { authorization: 'Basic YW5uOmFubg==' }],
    [
      'an unsigned token',
      {
        authorization: `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"ann"}').toString('base64url')}.`,
      },
    ],
  ])('%s is 401 and a challenge', async (_what, headers) => {
    const stranger = new HttpClient(stack.apis[0].url);
    const answer = await stranger.get<ProblemAnswer>('/v1/tasks', headers as Record<string, string>);
    stranger.close();
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(answer.body.error.length).toBeGreaterThan(0);
  });

  test('other people’s tasks and entries are not found, and their lists forbidden', async () => {
    const { body: task } = await client.post<{ task_id: string }>('/v1/tasks/insights', {
      entry_ids: ['e'],
      insight_type: 'x',
    });
    const { body: own } = await client.post<{ id: string }>('/v1/logs', entry());
    const bob = stack.apis[0].clientFor('bob');
    const statuses = await Promise.all([
      bob.get(`/v1/tasks/${task.task_id}`),
      bob.get(`/v1/tasks/${task.task_id}/result`),
      bob.get(`/v1/tasks/${task.task_id}/events`),
      bob.post(`/v1/tasks/${task.task_id}/cancel`),
      bob.get(`/v1/logs/${own.id}`),
      bob.call({ method: 'DELETE', path: `/v1/logs/${own.id}` }),
      bob.get('/v1/tasks?user_id=ann'),
    ]);
    bob.close();
    expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404, 403]);
  });

  test('an idempotency key used again gives the same task, and with another body a conflict', async () => {
    const headers = { 'idempotency-key': 'once' };
    const body = { entry_ids: ['e'], insight_type: 'x' };
    const first = await client.post<{ task_id: string }>('/v1/tasks/insights', body, headers);
    const again = await client.post<{ task_id: string }>('/v1/tasks/insights', body, headers);
    const other = await client.post('/v1/tasks/insights', { ...body, insight_type: 'y' }, headers);
    expect([first.status, again.status, other.status]).toEqual([202, 202, 409]);
    expect(again.body.task_id).toBe(first.body.task_id);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  test('nothing of this was an error of the API’s own', () => {
    expect(stack.apis[0].complaints()).toEqual([]);
  });
});
