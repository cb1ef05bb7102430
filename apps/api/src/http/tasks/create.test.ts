import { leakCheck, waitFor } from '@englog/testing';
import type { HttpFixture } from '../http-fixture';
import { openHttpFixture } from '../http-fixture';

const insight = { entry_ids: ['e1'], insight_type: 'productivity' };
const report = { start_date: '2026-03-02', end_date: '2026-03-08' };
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let http: HttpFixture;
beforeAll(async () => {
  http = await openHttpFixture();
});
afterAll(async () => {
  await http.close();
  await leakCheck();
});

const fieldsOf = (json: { errors: { field: string }[] }) => json.errors.map(({ field }) => field);

describe('creating tasks', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['/v1/tasks/insights', insight, 'Insight generation task queued successfully'],
    ['/v1/tasks/reports', report, 'Weekly report task queued successfully'],
    [
      '/v1/tasks/reports',
      { week_start: '2026-03-02', week_end: '2026-03-08' },
      'Weekly report task queued successfully',
    ],
    ['/v1/tasks/analyses', report, 'Data analysis task queued successfully'],
    ['/v1/tasks/cleanups', { subject_user_id: 'u1', dry_run: true }, 'Cleanup task queued successfully'],
    [
      '/v1/tasks/notifications',
      { channel: 'in_app', user_ids: ['u1'], title: 't', body: 'b' },
      'Notification task queued successfully',
    ],
    ['/v1/tasks', { type: 'insight_generation', ...insight }, 'Insight generation task queued successfully'],
  ])('POST %s %j', async (path, body, message) => {
    const { status, json, headers } = await http.ask('POST', path, { body: { user_id: 'u1', ...body } });
    expect([status, json]).toEqual([202, { task_id: expect.stringMatching(uuid), status: 'pending', message }]);
    expect(headers.get('location')).toBe(`/v1/tasks/${json.task_id}`);
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['/v1/tasks/insights', { ...insight, pool: 'nowhere' }, ['pool']],
    ['/v1/tasks/insights', { ...insight, priority: 11 }, ['priority']],
    ['/v1/tasks/insights', { ...insight, deadline: '2001-01-01T00:00:00Z' }, ['deadline']],
    ['/v1/tasks/insights', {}, ['entry_ids', 'insight_type']],
    ['/v1/tasks/reports', { ...report, end_date: '2026-03-01' }, ['end_date']],
    ['/v1/tasks/reports', { ...report, start_date: '2025-01-01' }, ['end_date']],
    ['/v1/tasks', { type: 'nap' }, ['type']],
  ])('POST %s %j is refused', async (path, body, fields) => {
    const { status, json } = await http.ask('POST', path, { body });
    expect([status, fieldsOf(json)]).toEqual([400, fields]);
  });

  it('refuses a payload too large for a task', async () => {
    const { status } = await http.ask('POST', '/v1/tasks/insights', {
      body: { ...insight, context: { notes: 'x'.repeat(70_000) } },
    });
    expect(status).toBe(413);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['/v1/tasks/insights', { ...insight, user_id: 'u2' }, 'user_id'],
    ['/v1/tasks/cleanups', {}, 'subject_user_id'],
    ['/v1/tasks/analyses', { ...report, compare_team: true }, 'compare_team'],
    ['/v1/tasks/notifications', { channel: 'announcement', everyone: true, title: 't', body: 'b' }, 'everyone'],
    ['/v1/tasks/notifications', { channel: 'in_app', user_ids: ['u1', 'u2'], title: 't', body: 'b' }, 'user_ids'],
    ['/v1/tasks/notifications', { channel: 'email', to: 'any@one.example', subject: 's', text: 't' }, 'to'],
    ['/v1/tasks', { type: 'notification', channel: 'email', to: 'a@x.friends.example', subject: 's', text: 't' }, 'to'],
  ])('POST %s %j is for an admin', async (path, body, field) => {
    const refused = await http.ask('POST', path, { body });
    expect([refused.status, fieldsOf(refused.json)]).toEqual([403, [field]]);
    expect((await http.ask('POST', path, { body, admin: true })).status).toBe(202);
  });

  describe('an email goes to one’s own address and the domains that are allowed', () => {
    const send = async (to: string | string[], asking: { as?: string; claims?: Record<string, unknown> } = {}) => {
      const body = { channel: 'email', to, subject: 's', html: '<p>t</p>' };
      const { status, json } = await http.ask('POST', '/v1/tasks/notifications', { ...asking, body });
      return status === 202 ? 202 : [status, ...fieldsOf(json)];
    };

    it('its own: the token’s email, or a subject that is one', async () => {
      const claims = { email: 'Ada@One.example' };
      expect(await send('ada@one.example', { claims })).toBe(202);
      expect(await send('ada@one.example', { claims: { ...claims, email_verified: true } })).toBe(202);
      expect(await send('ada@one.example', { claims: { ...claims, email_verified: false } })).toEqual([403, 'to']);
      expect(await send('eve@one.example', { claims })).toEqual([403, 'to']);
      expect(await send('ada@one.example', { as: 'ada@one.example' })).toBe(202);
      expect(await send('ada@one.example', { claims: { email: 1 } })).toEqual([403, 'to']);
    });

    it('all of several must be', async () => {
      expect(await send(['a@friends.example', 'b@FRIENDS.example'])).toBe(202);
      expect(await send(['a@friends.example', 'b@one.example'])).toEqual([403, 'to']);
    });

    it('in a batch and a schedule too', async () => {
      const task = { type: 'notification', channel: 'email', to: 'b@one.example', subject: 's', text: 't' };
      const batch = await http.ask('POST', '/v1/tasks/batch', { body: { tasks: [task] } });
      const schedule = await http.ask('POST', '/v1/schedules', { body: { name: 'n', cron: '0 8 * * *', task } });
      expect([batch, schedule].map(({ status, json }) => [status, ...fieldsOf(json)])).toEqual([
        [403, 'tasks.0.to'],
        [403, 'to'],
      ]);
    });
  });
});

describe('Idempotency-Key', () => {
  const once = { 'idempotency-key': 'key-1' };

  it('gives the same task again, whatever the order of the fields, and refuses another body', async () => {
    const first = await http.ask('POST', '/v1/tasks/insights', { body: insight, headers: once });
    const again = await http.ask('POST', '/v1/tasks/insights', {
      body: Object.fromEntries(Object.entries(insight).reverse()),
      headers: once,
    });
    expect(again.json).toEqual(first.json);
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    const other = await http.ask('POST', '/v1/tasks/insights', { body: { ...insight, priority: 1 }, headers: once });
    expect(other.status).toBe(409);
    const mine = await http.ask('POST', '/v1/tasks/insights', {
      as: 'u2',
      body: { ...insight, priority: 1 },
      headers: once,
    });
    expect(mine.status).toBe(202);
  });

  it('gives the same task again when its own deadline has passed', async () => {
    const soon = () => new Date(Date.now() + 400).toISOString();
    const one = { body: { ...insight, deadline: soon() }, headers: { 'idempotency-key': 'late-1' } };
    const typed = {
      body: { type: 'insight_generation', ...insight, deadline: one.body.deadline },
      headers: { 'idempotency-key': 'late-2' },
    };
    const ask = () => Promise.all([http.ask('POST', '/v1/tasks/insights', one), http.ask('POST', '/v1/tasks', typed)]);
    const first = await ask();
    await waitFor(() => Date.now() > Date.parse(one.body.deadline));
    const again = await ask();
    expect(again.map(({ status, json }) => [status, json])).toEqual(first.map(({ json }) => [202, json]));
    expect(again.map(({ headers }) => [headers.get('idempotency-replayed'), headers.get('location')])).toEqual(
      first.map(({ headers }) => ['true', headers.get('location')]),
    );
    const other = await http.ask('POST', '/v1/tasks/insights', { ...one, body: { ...one.body, priority: 1 } });
    expect([other.status, fieldsOf(other.json)]).toEqual([400, ['deadline']]);
    const fresh = await http.ask('POST', '/v1/tasks/insights', { ...one, headers: { 'idempotency-key': 'late-3' } });
    expect([fresh.status, fieldsOf(fresh.json)]).toEqual([400, ['deadline']]);
  });

  it('creates one task out of many at once', async () => {
    const headers = { 'idempotency-key': 'key-2' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => http.ask('POST', '/v1/tasks/insights', { body: insight, headers })),
    );
    expect(new Set(answers.map(({ json }) => json.task_id)).size).toBe(1);
  });

  it.each(['x'.repeat(256), 'é'])('refuses the key %s', async (key) => {
    const { status, json } = await http.ask('POST', '/v1/tasks/insights', {
      body: insight,
      headers: { 'idempotency-key': key },
    });
    expect([status, fieldsOf(json)]).toEqual([400, ['Idempotency-Key']]);
  });
});

describe('POST /v1/tasks/batch', () => {
  const good = { type: 'insight_generation', ...insight };
  const bad = { type: 'insight_generation', ...insight, priority: 0 };

  it('gives each item its own outcome', async () => {
    const { status, json } = await http.ask('POST', '/v1/tasks/batch', { body: { tasks: [good, bad, good] } });
    expect([status, json.created_count]).toEqual([202, 2]);
    expect(json.tasks).toEqual([
      { index: 0, task_id: expect.stringMatching(uuid), status: 'pending' },
      {
        index: 1,
        error: expect.stringContaining('priority'),
        errors: [expect.objectContaining({ field: 'priority' })],
      },
      { index: 2, task_id: expect.stringMatching(uuid), status: 'pending' },
    ]);
    expect((await http.ask('GET', `/v1/tasks/${json.tasks[2].task_id}`)).status).toBe(200);
  });

  it('is all or nothing when atomic', async () => {
    const before = await http.ask('GET', '/v1/tasks?limit=1');
    const { status, json } = await http.ask('POST', '/v1/tasks/batch', {
      body: { tasks: [good, bad, {}], atomic: true },
    });
    expect([status, fieldsOf(json)]).toEqual([400, ['tasks.1.priority', 'tasks.2.type']]);
    expect((await http.ask('GET', '/v1/tasks?limit=1')).json).toEqual(before.json);
  });

  it('is replayed as a whole', async () => {
    const asking = { body: { tasks: [good, bad, good] }, headers: { 'idempotency-key': 'batch-1' } };
    const first = await http.ask('POST', '/v1/tasks/batch', asking);
    const again = await http.ask('POST', '/v1/tasks/batch', asking);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it.each([true, false])('is replayed as it was when deadlines in it have passed (atomic: %s)', async (atomic) => {
    const deadline = new Date(Date.now() + 400).toISOString();
    const tasks = [{ ...good, deadline }, ...(atomic ? [] : [bad]), good];
    const asking = { body: { tasks, atomic }, headers: { 'idempotency-key': `batch-late-${atomic}` } };
    const first = await http.ask('POST', '/v1/tasks/batch', asking);
    expect(first.json.created_count).toBe(2);
    await waitFor(() => Date.now() > Date.parse(deadline));
    const again = await http.ask('POST', '/v1/tasks/batch', asking);
    expect([again.status, again.json]).toEqual([202, first.json]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it.each([
    [{ tasks: [] }, 400],
    [{ tasks: Array.from({ length: 1_001 }, () => 1) }, 400],
    [{}, 400],
    [{ tasks: [{ ...good, user_id: 'u2' }] }, 403],
  ])('refuses %j', async (body, status) => {
    expect((await http.ask('POST', '/v1/tasks/batch', { body })).status).toBe(status);
  });

  it('names the item that is not the caller’s to ask for', async () => {
    const of = async (item: unknown) => {
      const body = { tasks: [good, item] };
      const { status, json } = await http.ask('POST', '/v1/tasks/batch', { body });
      return [status, fieldsOf(json), json.error];
    };
    expect(await of({ ...good, user_id: 'u2' })).toEqual([
      403,
      ['tasks.1.user_id'],
      'tasks.1: user_id must be the subject of the token',
    ]);
    const team = { type: 'data_analysis', start_date: '2026-01-01', end_date: '2026-01-31', compare_team: true };
    expect((await of(team)).slice(0, 2)).toEqual([403, ['tasks.1.compare_team']]);
  });

  it('takes a thousand', async () => {
    const { json } = await http.ask('POST', '/v1/tasks/batch', {
      as: 'u3',
      body: { tasks: Array.from({ length: 1_000 }, () => good) },
    });
    expect(json.created_count).toBe(1_000);
    const cancelled = await http.ask('POST', '/v1/tasks/cancel', { as: 'u3', body: { type: 'insight_generation' } });
    expect(cancelled.json).toEqual({ cancelled_count: 1_000 });
  });
});
