import { EntrySelection, NotificationClaim, TaskStatus, WorkerCapability } from '@englog/proto-gen';
import type { TaskRequest } from '@englog/proto-gen';
import { leakCheck, waitFor } from '@englog/testing';
import { Status } from 'nice-grpc-common';
import { startApiFixture } from '../testing/api-fixture';
import type { ApiFixture, Client } from '../testing/api-fixture';
import { FullWorker } from '../testing/full-worker';

/** `22:15` so many minutes from now, in UTC. */
const clock = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);

/** What `/v1/events` says live, as text. */
const followEvents = async ({ token }: Client, url: string) => {
  const response = await fetch(`${url}/v1/events`, { headers: { authorization: `Bearer ${token}` } });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  /** Up to where `part` comes, and no more of it. */
  const until = async (part: string): Promise<string> => {
    let said = '';
    while (!said.includes(part)) said += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    return said;
  };
  return { until };
};

describe('what an attempt may ask the API', () => {
  let fixture: ApiFixture;
  let ann: Client;
  let admin: Client;
  let worker: FullWorker;

  beforeAll(async () => {
    fixture = await startApiFixture({ kind: 'embedded', env: { ENGLOG_LIMITS_EMAIL_DOMAINS: 'example.com' } });
    ann = await fixture.as('ann');
    admin = await fixture.as('root', ['admin']);
    worker = new FullWorker(fixture.grpcAddress, 'w', {
      slots: 20,
      capabilities: [
        WorkerCapability.CAPABILITY_NOTIFICATIONS,
        WorkerCapability.CAPABILITY_DATA_ANALYSIS,
        WorkerCapability.CAPABILITY_WEEKLY_REPORTS,
        WorkerCapability.CAPABILITY_AI_INSIGHTS,
      ],
    });
    await worker.register();
    await worker.connect();
  });
  afterAll(async () => {
    await worker.close();
    await fixture.stop();
    await leakCheck();
  });

  /** The attempt the worker was given for it. */
  const lease = async (client: Client, path: string, body: object): Promise<TaskRequest> => {
    const answer = await client.call<{ task_id: string }>('POST', path, body);
    expect(answer.status).toBe(202);
    const isThis = ({ taskId }: TaskRequest) => taskId === answer.body.task_id;
    await waitFor(() => worker.tasks.some(isThis));
    return worker.tasks.find(isThis) as TaskRequest;
  };
  const refOf = ({ taskId, attempt }: TaskRequest) => ({ attempt: { taskId, attempt } });
  const email = { user_id: 'ann', channel: 'email', to: 'ann@example.com', subject: 'Weekly', text: 'Hello' };
  const notify = () => lease(ann, '/v1/tasks/notifications', email);
  const check = (task: TaskRequest) => worker.client.checkDelivery(refOf(task), worker.credentials);
  const compare = (task: TaskRequest) => worker.client.compareWithTeam(refOf(task), worker.credentials);

  it('whether a notification may go out: by the preferences its user has now', async () => {
    const task = await notify();
    expect(await check(task)).toEqual({ deliver: true, retryAfterMs: 0, reason: '' });
    await ann.call('PUT', '/v1/preferences', { quiet_hours: { from: clock(-60), to: clock(60) } });
    const later = await check(task);
    expect(later).toMatchObject({ deliver: false, reason: 'quiet_hours' });
    expect(later.retryAfterMs).toBeGreaterThan(58 * 60_000);
    expect(later.retryAfterMs).toBeLessThanOrEqual(60 * 60_000);
    await ann.call('PUT', '/v1/preferences', { channels: { email: { enabled: false } } });
    expect(await check(task)).toEqual({ deliver: false, retryAfterMs: 0, reason: 'channel_disabled' });
  });

  it('an urgent one in quiet hours, unless the channel is disabled', async () => {
    const urgent = await lease(ann, '/v1/tasks/notifications', { ...email, urgent: true });
    const alert = { channel: 'in_app', user_ids: ['ann'], title: 'Fire', body: '', urgent: true };
    await ann.call('PUT', '/v1/preferences', { quiet_hours: { from: clock(-60), to: clock(60) } });
    expect(await check(urgent)).toEqual({ deliver: true, retryAfterMs: 0, reason: '' });
    const events = await followEvents(ann, fixture.url);
    for (const change of [{ urgent: undefined, title: 'Lunch' }, {}]) {
      const task = await lease(ann, '/v1/tasks/notifications', { ...alert, ...change });
      const { title } = { ...alert, ...change };
      const request = { ...refOf(task), key: title, title, body: '', userIds: ['ann'], everyone: false, cursor: '' };
      expect(await worker.client.deliverAlerts(request, worker.credentials)).toMatchObject({ delivered: 1 });
    }
    expect(await events.until('Fire')).not.toContain('Lunch');
    await ann.call('PUT', '/v1/preferences', { channels: { email: { enabled: false } } });
    expect(await check(urgent)).toEqual({ deliver: false, retryAfterMs: 0, reason: 'channel_disabled' });
  });

  it('a notification handed back for quiet hours waits for their end, unspent', async () => {
    const task = await notify();
    await worker.report(task, {
      status: TaskStatus.FAILED,
      handedBack: true,
      errorCode: 'quiet_hours',
      errorMessage: 'held back by quiet hours for 480 minutes',
      retryAfterMs: 480 * 60_000,
    });
    const { body } = await ann.call<{ status: string; attempts_spent: number; why: { until: string } }>(
      'GET',
      `/v1/tasks/${task.taskId}`,
    );
    expect(body).toMatchObject({ status: 'pending', attempts_spent: 0 });
    expect(Date.parse(body.why.until) - Date.now()).toBeGreaterThan(479 * 60_000);
  });

  it('the key of a notification, once', async () => {
    const { CLAIMED, SENT, SENDING, UNKNOWN } = NotificationClaim;
    const take = (key?: string, more: object = {}) => lease(ann, '/v1/tasks/notifications', { ...email, key, ...more });
    const claim = (task: TaskRequest) => worker.client.claimNotification(refOf(task), worker.credentials);
    const settle = (task: TaskRequest, sent: boolean) =>
      worker.client.settleNotification({ ...refOf(task), sent }, worker.credentials);
    const [first, second] = [await take('k1'), await take('k1')];
    expect(await claim(first)).toEqual({ claim: CLAIMED, holder: undefined });
    expect(await claim(second)).toEqual({ claim: SENDING, holder: refOf(first).attempt });
    await settle(first, false);
    expect((await claim(second)).claim).toBe(CLAIMED);
    await settle(second, true);
    expect(await claim(first)).toEqual({ claim: SENT, holder: refOf(second).attempt });
    // Without a key it is the task's own.
    const [third, fourth] = [await take(), await take()];
    expect([(await claim(third)).claim, (await claim(fourth)).claim]).toEqual([CLAIMED, CLAIMED]);

    const lost = await take('k2');
    await claim(lost);
    await ann.call('POST', `/v1/tasks/${lost.taskId}/cancel`);
    expect(await claim(await take('k2'))).toEqual({ claim: UNKNOWN, holder: refOf(lost).attempt });
    const again = await take('k2', { resend_if_unknown: true });
    expect((await claim(again)).claim).toBe(CLAIMED);
    // The first is not the holder any more, and who is says so without a lease.
    await settle(lost, false);
    await ann.call('POST', `/v1/tasks/${again.taskId}/cancel`);
    await settle(again, true);
    expect(await claim(await take('k2'))).toEqual({ claim: SENT, holder: refOf(again).attempt });
    const nobody = { attempt: { taskId: 'x', attempt: 1 }, sent: true };
    await expect(worker.client.settleNotification(nobody, worker.credentials)).rejects.toMatchObject({
      code: Status.INVALID_ARGUMENT,
    });
  });

  it('where a user stands in the team, when an admin asks and five others are there', async () => {
    const analysis = { user_id: 'ann', start_date: '2026-03-02', end_date: '2026-03-08', compare_team: true };
    const task = await lease(admin, '/v1/tasks/analyses', analysis);
    expect(await compare(task)).toEqual({ people: 0, measures: [] });
    for (const [index, user] of ['ann', 'u1', 'u2', 'u3', 'u4', 'u5'].entries()) {
      const start_time = '2026-03-03T08:00:00Z';
      const end_time = new Date(Date.parse(start_time) + (index + 1) * 3_600_000).toISOString();
      const entry = { title: 'Work', type: 'development', start_time, end_time };
      expect((await (await fixture.as(user)).call('POST', '/v1/logs', entry)).status).toBe(201);
    }
    const { people, measures } = await compare(task);
    expect(people).toBe(5);
    const hours = { name: 'hours', own: 1, p25: 3, median: 4, p75: 5, percentile: 0 };
    expect(measures.find(({ name }) => name === 'hours')).toEqual(hours);
  });

  describe('entries', () => {
    let tom: Client;
    let ids: string[];
    const starts = [
      '2026-02-23T01:00Z',
      '2026-03-01T16:00Z',
      '2026-03-02T01:00Z',
      '2026-03-03T01:00Z',
      '2026-03-20T01:00Z',
    ];
    const read = async (task: TaskRequest, selection: EntrySelection) => {
      const found: string[] = [];
      for await (const batch of worker.client.streamTaskEntries({ ...refOf(task), selection }, worker.credentials)) {
        for (const { id } of JSON.parse(batch.entries) as { id: string }[]) found.push(id);
        if (batch.last) return { found: found.map((id) => ids.indexOf(id)), timeZone: batch.timeZone };
      }
      throw new Error('no last batch');
    };

    beforeAll(async () => {
      tom = await fixture.as('tom');
      ids = [];
      for (const start of starts) {
        const start_time = new Date(start).toISOString();
        const end_time = new Date(Date.parse(start) + 3_600_000).toISOString();
        const entry = { title: 'Work', type: 'development', start_time, end_time };
        ids.push((await tom.call<{ id: string }>('POST', '/v1/logs', entry)).body.id);
      }
      await tom.call('PUT', '/v1/preferences', { time_zone: 'Asia/Tokyo' });
    });

    it('of a period, in the user’s preferred time zone unless the request names one', async () => {
      const week = { user_id: 'tom', start_date: '2026-03-02', end_date: '2026-03-08' };
      const tokyo = await lease(tom, '/v1/tasks/reports', week);
      expect(await read(tokyo, EntrySelection.UNSPECIFIED)).toEqual({ found: [1, 2, 3], timeZone: 'Asia/Tokyo' });
      const utc = await lease(tom, '/v1/tasks/reports', { ...week, time_zone: 'UTC' });
      expect((await read(utc, EntrySelection.UNSPECIFIED)).found).toEqual([2, 3]);
    });

    it('round those an insight names, so that it can tell whether they are all', async () => {
      const body = { user_id: 'tom', entry_ids: [ids[2]], insight_type: 'patterns' };
      const one = await lease(tom, '/v1/tasks/insights', body);
      expect((await read(one, EntrySelection.UNSPECIFIED)).found).toEqual([2]);
      expect((await read(one, EntrySelection.PERIOD)).found).toEqual([1, 2, 3]);
      const context = { date_range: { start: '2026-03-02', end: '2026-03-22' } };
      const ranged = await lease(tom, '/v1/tasks/insights', { ...body, context });
      expect((await read(ranged, EntrySelection.PERIOD)).found).toEqual([1, 2, 3, 4]);
      expect((await read(ranged, EntrySelection.PERIOD_BEFORE)).found).toEqual([0]);
    });
  });

  it('nothing that the task is not about', async () => {
    const period = { user_id: 'ann', start_date: '2026-03-02', end_date: '2026-03-08' };
    const plain = await lease(ann, '/v1/tasks/analyses', period);
    await expect(compare(plain)).rejects.toMatchObject({ code: Status.PERMISSION_DENIED });
    await expect(check(plain)).rejects.toMatchObject({ code: Status.INVALID_ARGUMENT });
    await expect(compare(await notify())).rejects.toMatchObject({ code: Status.INVALID_ARGUMENT });
    const gone = { attempt: { taskId: plain.taskId, attempt: 9 } };
    await expect(worker.client.checkDelivery(gone, worker.credentials)).rejects.toMatchObject({
      code: Status.ALREADY_EXISTS,
    });
  });
});
