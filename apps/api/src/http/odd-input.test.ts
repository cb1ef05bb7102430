import { describeWithPostgres, leakCheck } from '@englog/testing';
import { startApiFixture } from '../testing/api-fixture';
import type { ApiFixture, Client } from '../testing/api-fixture';

const entry = {
  title: 'Parser',
  type: 'development',
  start_time: '2026-03-10T09:00:00+01:00',
  end_time: '2026-03-10T10:30:00+01:00',
};
const insight = { entry_ids: ['e1'], insight_type: 'productivity' };
const weekly = { name: 'n', cron: '0 8 * * 1', task: { type: 'weekly_report', period: 'previous_week' } };
const told = { channel: 'in_app', user_ids: ['u1'], title: 't', body: 'b' };

interface Problem {
  status: number;
  detail: string;
  errors: { field: string; message: string }[];
}

describeWithPostgres('what a stranger may send', () => {
  let fixture: ApiFixture;
  let user: Client;
  let id: Record<'task' | 'entry' | 'schedule', string>;
  beforeAll(async () => {
    fixture = await startApiFixture({ kind: 'postgres' });
    user = await fixture.as('u1');
    const made = async (path: string, body: unknown) =>
      (await user.call<Record<string, string>>('POST', path, body)).body;
    id = {
      task: (await made('/v1/tasks/insights', insight))['task_id'] ?? '',
      entry: (await made('/v1/logs', entry))['id'] ?? '',
      schedule: (await made('/v1/schedules', weekly))['id'] ?? '',
    };
    await made('/v1/tasks/insights', insight);
    await made('/v1/logs', entry);
    await made('/v1/schedules', weekly);
  });
  afterAll(async () => {
    await fixture.stop();
    await leakCheck();
  });

  const all = async () => [
    (await user.call('GET', '/v1/tasks')).body,
    (await user.call('GET', '/v1/logs')).body,
    (await user.call('GET', '/v1/schedules')).body,
  ];

  it.each<[string, string, unknown, string[]]>([
    [
      'POST',
      '/v1/logs',
      { ...entry, start_time: '0000-01-01T00:00:00Z', end_time: '0000-01-01T01:00:00Z' },
      ['start_time', 'end_time'],
    ],
    [
      'POST',
      '/v1/logs',
      { ...entry, start_time: '9999-12-31T22:00:00-12:00', end_time: '9999-12-31T23:00:00-12:00' },
      ['start_time', 'end_time'],
    ],
    [
      'POST',
      '/v1/logs/bulk',
      { entries: [{ ...entry, start_time: '0001-01-01T00:00:00+14:00', end_time: '0001-01-01T00:30:00+14:00' }] },
      ['entries.0.start_time', 'entries.0.end_time'],
    ],
    [
      'PUT',
      '/v1/logs/:entry',
      { ...entry, start_time: '9999-12-31T23:59:00Z', end_time: '9999-12-31T23:59:59-01:00' },
      ['end_time'],
    ],
    ['POST', '/v1/tasks/insights', { ...insight, deadline: '9999-12-31T23:59:59-12:00' }, ['deadline']],
    ['POST', '/v1/tasks/cancel', { created_before: '9999-12-31T23:59:59-12:00' }, ['created_before']],
    ['POST', '/v1/tasks/retry', { created_before: '0000-01-01T00:00:00Z' }, ['created_before']],
    ['POST', '/v1/tasks/cancel?status=running', {}, ['status']],
    ['POST', '/v1/tasks/cancel', 'null', ['']],
    ['PUT', '/v1/preferences?user_id=u2', {}, ['user_id']],
    ['GET', '/v1/preferences?user_id=u2', undefined, ['user_id']],
    ['DELETE', '/v1/logs/:entry?dry_run=true', undefined, ['dry_run']],
    ['POST', '/v1/tasks/notifications?a=1&a=2', told, ['a']],
    ['POST', '/v1/tasks/:task/cancel', { reason: 'none' }, ['reason']],
    ['POST', '/v1/tasks/:task/retry', [], ['']],
    ['POST', '/v1/schedules', { ...weekly, cron: '0 0 31 2 *' }, ['cron']],
    ['POST', '/v1/schedules', { ...weekly, time_zone: 'CEST' }, ['time_zone']],
    ['GET', '/v1/tasks?limit=0', undefined, ['limit']],
    ['GET', '/v1/logs?limit=1&limit=2', undefined, ['limit']],
    ['GET', '/v1/logs?from=2026-03-29T02:30:00', undefined, ['from']],
  ])('%s %s %j is refused, and nothing done', async (method, path, body, fields) => {
    const before = await all();
    const at = path.replace(/:(task|entry|schedule)/, (_, name: string) => id[name as 'task']);
    const answer = await user.call<Problem>(method, at, body);
    expect([answer.status, answer.body.errors.map(({ field }) => field)]).toEqual([400, fields]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await all()).toEqual(before);
  });

  it('of many entries those at impossible times are named, and the others stored', async () => {
    const odd = { ...entry, start_time: '0000-01-01T00:00:00Z', end_time: '0000-01-01T01:00:00Z' };
    const other = await fixture.as('u5');
    const { status, body } = await other.call('POST', '/v1/logs/bulk', { entries: [odd, entry, {}] });
    expect([status, body['created_count']]).toEqual([201, 1]);
    expect((body['errors'] as { index: number }[]).map(({ index }) => index)).toEqual([0, 0, 2, 2, 2, 2]);
  });

  it('takes the edges of what PostgreSQL and JavaScript both hold', async () => {
    const edge = { ...entry, start_time: '0001-01-01T00:00:00Z', end_time: '0001-01-01T01:00:00Z' };
    const other = await fixture.as('u5');
    expect((await other.call('POST', '/v1/logs', edge)).body['start_time']).toBe('0001-01-01T00:00:00.000Z');
    const late = { ...insight, deadline: '9999-12-31T23:59:59Z' };
    expect((await other.call('POST', '/v1/tasks/insights', late)).status).toBe(202);
  });

  it('a cursor is its own list’s', async () => {
    const root = await fixture.as('root', ['admin']);
    for (let n = 0; n < 2; n += 1) await root.call('POST', '/v1/tasks/notifications', told);
    const lists = ['/v1/tasks', '/v1/logs', '/v1/schedules'];
    const cursors: string[] = [];
    for (const list of lists)
      cursors.push(String((await user.call('GET', `${list}?limit=1`)).body['next_cursor'] ?? ''));
    for (const list of [...lists, '/v1/alerts'])
      for (const [at, cursor] of [...cursors, id.task, id.schedule].entries()) {
        const { status, body } = await user.call<Problem>('GET', `${list}?cursor=${encodeURIComponent(cursor)}`);
        const isOwn = lists[at] === list;
        expect([list, at, status, isOwn ? [] : body.errors.map(({ field }) => field)]).toEqual([
          list,
          at,
          isOwn ? 200 : 400,
          isOwn ? [] : ['cursor'],
        ]);
      }
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s on a page of the documentation is not allowed', async (method) => {
    const { status, headers } = await user.call(method, '/docs/', {});
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it('a schedule’s task is no larger than a task may be', async () => {
    const task = { type: 'insight_generation', ...insight, context: { notes: 'x'.repeat(600_000) } };
    const { status } = await user.call('POST', '/v1/schedules', { ...weekly, task });
    expect(status).toBe(413);
  });
});
