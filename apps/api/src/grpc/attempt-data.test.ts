import { EntrySelection, WorkerCapability } from '@englog/proto-gen';
import type { TaskRequest } from '@englog/proto-gen';
import type { LogEntry } from '@englog/domain';
import { leakCheck, waitFor } from '@englog/testing';
import { Status } from 'nice-grpc-common';
import { startApiFixture } from '../testing/api-fixture';
import type { ApiFixture, Client } from '../testing/api-fixture';
import { FullWorker } from '../testing/full-worker';

const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}`;
const entryOn = (n: number, title: string) => ({
  title,
  type: 'development',
  start_time: `${day(n)}T09:00:00Z`,
  end_time: `${day(n)}T10:00:00Z`,
});

/** The data of a task, for the worker that holds its lease. */
describe('the data an attempt asks the API for', () => {
  let fixture: ApiFixture;
  let ann: Client;
  let admin: Client;
  let worker: FullWorker;
  const ids: string[] = [];

  beforeAll(async () => {
    fixture = await startApiFixture({ kind: 'embedded' });
    ann = await fixture.as('ann');
    admin = await fixture.as('root', ['admin']);
    const { CAPABILITY_DATA_ANALYSIS, CAPABILITY_NOTIFICATIONS, CAPABILITY_CLEANUP } = WorkerCapability;
    const { CAPABILITY_AI_INSIGHTS, CAPABILITY_WEEKLY_REPORTS } = WorkerCapability;
    worker = new FullWorker(fixture.grpcAddress, 'w', {
      slots: 50,
      capabilities: [
        CAPABILITY_AI_INSIGHTS,
        CAPABILITY_WEEKLY_REPORTS,
        CAPABILITY_DATA_ANALYSIS,
        CAPABILITY_NOTIFICATIONS,
        CAPABILITY_CLEANUP,
      ],
    });
    await worker.register();
    await worker.connect();
    for (const [n, title] of [
      [3, 'before'],
      [10, 'first'],
      [12, 'second'],
    ] as const) {
      const { status, body } = await ann.call<{ id: string }>('POST', '/v1/logs', entryOn(n, title));
      expect(status).toBe(201);
      ids.push(body.id);
    }
  });
  afterAll(async () => {
    await worker.close();
    await fixture.stop();
    await leakCheck();
  });

  const lease = async (client: Client, path: string, body: object): Promise<TaskRequest> => {
    const answer = await client.call<{ task_id: string }>('POST', path, body);
    expect(answer.status).toBe(202);
    const isThis = ({ taskId }: TaskRequest) => taskId === answer.body.task_id;
    await waitFor(() => worker.tasks.some(isThis));
    return worker.tasks.find(isThis) as TaskRequest;
  };
  const refOf = ({ taskId, attempt }: TaskRequest) => ({ taskId, attempt });
  const insight = (entry_ids: string[], more: object = {}) =>
    lease(ann, '/v1/tasks/insights', { user_id: 'ann', entry_ids, insight_type: 'patterns', ...more });
  const report = () => lease(ann, '/v1/tasks/reports', { user_id: 'ann', start_date: day(9), end_date: day(15) });
  const read = async (task: TaskRequest, selection = EntrySelection.UNSPECIFIED) => {
    const titles: string[] = [];
    let missing: string[] = [];
    const asked = { attempt: refOf(task), selection };
    for await (const batch of worker.client.streamTaskEntries(asked, worker.credentials)) {
      titles.push(...(JSON.parse(batch.entries) as LogEntry[]).map(({ title }) => title));
      if (batch.last) missing = batch.missingEntryIds;
    }
    return { titles, missing };
  };

  it('the entries an insight names, and which of them are not there', async () => {
    const unknown = '01900000-0000-7000-8000-000000000000';
    const task = await insight([ids[2] as string, ids[1] as string, unknown, 'no id at all']);
    expect(await read(task)).toEqual({ titles: ['first', 'second'], missing: [unknown, 'no id at all'] });
  });

  it('never another user’s entries', async () => {
    const bob = await fixture.as('bob');
    const body = { user_id: 'bob', entry_ids: [ids[1]], insight_type: 'patterns' };
    expect(await read(await lease(bob, '/v1/tasks/insights', body))).toEqual({ titles: [], missing: [ids[1]] });
  });

  it('the entries of a report’s period, and of the period before it', async () => {
    const task = await report();
    expect(await read(task)).toEqual({ titles: ['first', 'second'], missing: [] });
    expect(await read(task, EntrySelection.PERIOD_BEFORE)).toEqual({ titles: ['before'], missing: [] });
  });

  it('the period before an insight’s entries; none where none of them exists', async () => {
    const task = await insight([ids[1] as string, ids[2] as string]);
    expect((await read(task, EntrySelection.PERIOD_BEFORE)).titles).toEqual(['before']);
    expect(await read(await insight(['gone']), EntrySelection.PERIOD_BEFORE)).toEqual({ titles: [], missing: [] });
  });

  it('the last good answer to a question, once there is one', async () => {
    const task = await insight([ids[1] as string]);
    const find = (of: TaskRequest) =>
      worker.client.findStoredAnswer({ attempt: refOf(of), questionKey: 'q1' }, worker.credentials);
    expect(await find(task)).toMatchObject({ found: false });
    await worker.report(task, { result: '{"content":"good","source":"model","question_key":"q1"}' });
    const answer = await find(await insight([ids[1] as string]));
    expect(answer).toMatchObject({ found: true });
    expect(JSON.parse(answer.result)).toMatchObject({ content: 'good' });
    expect(Math.abs(Date.now() - (answer.answeredAt?.getTime() ?? 0))).toBeLessThan(60_000);
  });

  it('a batch of a cleanup, which in a dry run tells what would go', async () => {
    const policies = [{ target: 'log_entries', older_than_days: 1 }];
    const task = await lease(admin, '/v1/tasks/cleanups', { policies, dry_run: true });
    const request = { attempt: refOf(task), cursor: '', maxRows: 100 };
    const { nextCursor, outcome, progressPercent } = await worker.client.runCleanupBatch(request, worker.credentials);
    expect([nextCursor, progressPercent]).toEqual(['', 100]);
    expect(JSON.parse(outcome)).toMatchObject({ log_entries: { matched: 3 } });
  });

  it('alerts delivered to users, never twice for one key', async () => {
    const body = { user_id: 'root', channel: 'in_app', user_ids: ['ann', 'bob'], title: 'Hi', body: 'there' };
    const task = await lease(admin, '/v1/tasks/notifications', body);
    const deliver = () =>
      worker.client.deliverAlerts(
        { attempt: refOf(task), key: 'k1', userIds: ['ann', 'bob'], title: 'Hi', body: 'there' },
        worker.credentials,
      );
    expect(await deliver()).toMatchObject({ delivered: 2, skipped: 0 });
    expect(await deliver()).toMatchObject({ delivered: 0, skipped: 2 });
    const { body: listed } = await ann.call<{ alerts: { title: string }[] }>('GET', '/v1/alerts');
    expect(listed.alerts).toMatchObject([{ title: 'Hi' }]);
  });

  it('only for the type of its task, and only while it holds the lease', async () => {
    const { client, credentials } = worker;
    const task = await report();
    const refused = (call: Promise<unknown>, code: Status) => expect(call).rejects.toMatchObject({ code });
    const attempt = refOf(task);
    await refused(client.runCleanupBatch({ attempt }, credentials), Status.INVALID_ARGUMENT);
    await refused(client.deliverAlerts({ attempt, key: 'k' }, credentials), Status.INVALID_ARGUMENT);
    await refused(client.findStoredAnswer({ attempt }, credentials), Status.INVALID_ARGUMENT);
    await refused(client.findStoredAnswer({ questionKey: 'q1' }, credentials), Status.ALREADY_EXISTS);
    const alerts = await lease(admin, '/v1/tasks/notifications', {
      user_id: 'root',
      channel: 'in_app',
      user_ids: ['root'],
      title: 'Hi',
      body: 'there',
    });
    await refused(read(alerts), Status.INVALID_ARGUMENT);
    await worker.report(task);
    await refused(read(task), Status.ALREADY_EXISTS);
  });
});
