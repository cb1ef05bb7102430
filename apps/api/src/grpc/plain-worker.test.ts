import { TaskStatus, TaskType } from '@englog/proto-gen';
import { waitFor } from '@englog/testing';
import { Status } from 'nice-grpc-common';
import { startApiFixture } from '../testing/api-fixture';
import type { ApiFixture, Client } from '../testing/api-fixture';
import { databaseKinds } from '../store/database-fixture';
import { PlainWorker } from '../testing/plain-worker';

interface WorkerList {
  workers: { state: string }[];
}
const isAway = (worker: { state: string }) => worker.state !== 'connected';
const insight = { user_id: 'ann', entry_ids: ['e1'], insight_type: 'productivity' };

describe.each(databaseKinds)('a plain worker on %s', (kind) => {
  let fixture: ApiFixture;
  let ann: Client;
  const workers: PlainWorker[] = [];

  beforeAll(async () => {
    fixture = await startApiFixture({ kind, env: { ENGLOG_DISPATCH_RECONNECT_GRACE: '300ms' } });
    ann = await fixture.as('ann');
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    const admin = await fixture.as('root', ['admin']);
    await admin.call('POST', '/v1/tasks/cancel', {});
    await waitFor(async () => (await admin.call<WorkerList>('GET', '/v1/workers')).body.workers.every(isAway));
  });
  afterAll(() => fixture.stop());

  const newWorker = (id: string, registration = {}) => {
    const worker = new PlainWorker(fixture.grpcAddress, id, registration);
    workers.push(worker);
    return worker;
  };
  const connected = async (id: string, registration = {}) => {
    const worker = newWorker(id, registration);
    await worker.register();
    await worker.stream();
    return worker;
  };
  const ask = async (body: object = insight) => {
    const answer = await ann.call<{ task_id: string }>('POST', '/v1/tasks/insights', body);
    expect(answer.status).toBe(202);
    return answer.body.task_id;
  };
  const read = async (taskId: string) => (await ann.call('GET', `/v1/tasks/${taskId}`)).body;

  it('is sent the task, and its result comes back over REST', async () => {
    const worker = await connected('p1');
    const taskId = await ask();
    const task = await worker.task();
    expect(task).toMatchObject({ taskId, taskType: TaskType.INSIGHT_GENERATION, priority: 5 });
    expect(JSON.parse(task.payload)).toMatchObject(insight);
    expect(task.deadline?.getTime()).toBeGreaterThan(Date.now());
    await worker.progress(taskId, 40, 'thinking');
    expect(await read(taskId)).toMatchObject({ status: 'running', progress: { percent: 40, message: 'thinking' } });
    expect(await worker.complete(taskId, { content: 'done' })).toMatchObject({ resultReceived: true });
    const { body } = await ann.call('GET', `/v1/tasks/${taskId}/result`);
    expect(body).toMatchObject({
      task_id: taskId,
      status: 'completed',
      result: { content: 'done' },
      worker_id: 'p1',
      error: null,
    });
  });

  it('gets a task that waited for it', async () => {
    const taskId = await ask();
    expect(await read(taskId)).toMatchObject({ status: 'pending', why: { reason: 'no_worker' } });
    const worker = await connected('p2');
    expect((await worker.task()).taskId).toBe(taskId);
    await worker.complete(taskId);
  });

  it('may report the same result twice, and it is recorded once', async () => {
    const worker = await connected('p3');
    const taskId = await ask();
    await worker.task();
    await worker.complete(taskId, { n: 1 });
    expect(await worker.complete(taskId, { n: 2 })).toMatchObject({ resultReceived: true });
    const { body } = await ann.call('GET', `/v1/tasks/${taskId}/result`);
    expect(body.result).toEqual({ n: 1 });
  });

  it("cannot report another worker's task", async () => {
    const [owner, other] = [await connected('p4', { slots: 1 }), await connected('p5')];
    const taskId = await ask();
    await waitFor(() => owner.tasks.length + other.tasks.length === 1);
    const [holder, stranger] = owner.tasks.length === 1 ? [owner, other] : [other, owner];
    expect(await stranger.complete(taskId)).toMatchObject({ resultReceived: false });
    expect(await read(taskId)).toMatchObject({ status: 'running' });
    await holder.complete(taskId);
    expect(await read(taskId)).toMatchObject({ status: 'completed', worker_id: holder.workerId });
  });

  it('comes back within its grace with the same token, and nothing is re-run', async () => {
    const worker = await connected('p6');
    const taskId = await ask();
    await worker.task();
    await worker.cut();
    await worker.stream();
    await worker.complete(taskId);
    expect(await read(taskId)).toMatchObject({ status: 'completed', attempt: 1 });
  });

  it('that stays away loses its task to another, unspent', async () => {
    const worker = await connected('p7');
    const taskId = await ask();
    await worker.task();
    await worker.cut();
    const other = await connected('p8');
    expect((await other.task()).taskId).toBe(taskId);
    await other.complete(taskId);
    expect(await read(taskId)).toMatchObject({ status: 'completed', attempt: 2, attempts_spent: 0, worker_id: 'p8' });
    const { body } = await ann.call<{ attempts: unknown[] }>('GET', `/v1/tasks/${taskId}/attempts`);
    expect(body.attempts).toMatchObject([
      { attempt: 1, worker_id: 'p7', outcome: 'worker_lost' },
      { attempt: 2, worker_id: 'p8', outcome: 'completed' },
    ]);
  });

  it('that says CANCELLED hands its task back, unspent', async () => {
    const worker = await connected('p16', { slots: 1 });
    const taskId = await ask({ ...insight, max_attempts: 1 });
    await worker.task();
    expect(await worker.giveUp(taskId, 'shutting down')).toMatchObject({ resultReceived: true });
    expect(await read(taskId)).toMatchObject({ attempts_spent: 0, failure: null });
    await worker.close();
    const other = await connected('p17');
    expect((await other.task()).taskId).toBe(taskId);
    await other.complete(taskId);
    expect(await read(taskId)).toMatchObject({ status: 'completed', attempts_spent: 0, worker_id: 'p17' });
    const { body } = await ann.call<{ attempts: unknown[] }>('GET', `/v1/tasks/${taskId}/attempts`);
    const [first] = body.attempts;
    expect(first).toMatchObject({ worker_id: 'p16', outcome: 'handed_back' });
    expect(first).toMatchObject({ failure: { message: 'cancelled by its worker: shutting down' } });
  });

  it('that says CANCELLED of a task its user cancelled changes nothing', async () => {
    const worker = await connected('p18');
    const taskId = await ask();
    await worker.task();
    await ann.call('POST', `/v1/tasks/${taskId}/cancel`);
    expect(await worker.giveUp(taskId)).toMatchObject({ resultReceived: false });
    expect(await read(taskId)).toMatchObject({ status: 'cancelled', attempt: 1 });
  });

  it('that registers anew replaces its session: the old token and stream end', async () => {
    const worker = await connected('p9');
    const old = worker.token;
    await worker.register();
    await waitFor(() => worker.ended !== null);
    expect(worker.token).not.toBe(old);
    const heartbeat = worker.client.workerHeartbeat({ workerId: 'p9', sessionToken: old });
    await expect(heartbeat).rejects.toMatchObject({ code: Status.UNAUTHENTICATED });
  });

  it('fails an attempt, and the task is tried again after a backoff', async () => {
    const worker = await connected('p10');
    const taskId = await ask({ ...insight, max_attempts: 2 });
    await worker.task();
    await worker.fail(taskId, 'no luck');
    expect(await read(taskId)).toMatchObject({ status: 'pending', why: { reason: 'backing_off' }, attempts_spent: 1 });
    await worker.task(1);
    await worker.fail(taskId, 'no luck again');
    expect(await read(taskId)).toMatchObject({
      status: 'failed',
      failure: { code: 'handler_error', message: 'no luck again' },
    });
  });

  it('is sent tasks and nothing else: a cancel shows only when it reports', async () => {
    const worker = await connected('p16', {});
    const taskId = await ask();
    await worker.task();
    await ann.call('POST', `/v1/tasks/${taskId}/cancel`);
    expect(await worker.complete(taskId)).toMatchObject({ resultReceived: false });
    const next = await ask();
    expect(await worker.task(1)).toMatchObject({ taskId: next });
    expect(worker.tasks).toHaveLength(2);
  });

  it.each([
    ['no worker_id', { workerId: '' }, Status.INVALID_ARGUMENT, 'worker_id is required'],
    ['no worker_name', { workerName: '' }, Status.INVALID_ARGUMENT, 'worker_name is required'],
  ])('registering with %s is refused', async (_what, registration, code, details) => {
    await expect(newWorker('p11', registration).register()).rejects.toMatchObject({ code, details });
  });

  it('needs the join token', async () => {
    await expect(newWorker('p12').register('wrong')).rejects.toMatchObject({ code: Status.UNAUTHENTICATED });
    await expect(newWorker('p12').register('')).rejects.toMatchObject({ code: Status.UNAUTHENTICATED });
  });

  it('is told what is wrong with a call', async () => {
    const worker = await connected('p13');
    const { client, credentials } = worker;
    const refused = async (call: Promise<unknown>, code: Status) => expect(call).rejects.toMatchObject({ code });
    await refused(client.workerHeartbeat({ workerId: 'nobody', sessionToken: 'x' }), Status.NOT_FOUND);
    await refused(client.workerHeartbeat({ workerId: 'p13', sessionToken: 'x' }), Status.UNAUTHENTICATED);
    await refused(client.workerHeartbeat({ workerId: 'p13' }), Status.UNAUTHENTICATED);
    await refused(worker.progress('t', 101), Status.INVALID_ARGUMENT);
    await refused(worker.progress('t', -1), Status.INVALID_ARGUMENT);
    await refused(worker.progress('', 1), Status.INVALID_ARGUMENT);
    await refused(worker.complete(''), Status.INVALID_ARGUMENT);
    await refused(client.reportTaskResult({ taskId: 't', workerId: 'p13' }, credentials), Status.INVALID_ARGUMENT);
    await refused(
      client.reportTaskResult({ taskId: 't', workerId: 'p13', status: TaskStatus.COMPLETED }),
      Status.UNAUTHENTICATED,
    );
    expect(await worker.complete('no-such-task')).toMatchObject({ resultReceived: false });
  });

  it('is counted in the health check', async () => {
    const worker = await connected('p14');
    expect(await worker.client.healthCheck({})).toMatchObject({ status: 'healthy', activeWorkers: 1 });
  });

  it('whose result is no JSON fails the task, with the reason', async () => {
    const worker = await connected('p15');
    const taskId = await ask();
    await worker.task();
    await worker.client.reportTaskResult(
      { taskId, workerId: 'p15', status: TaskStatus.COMPLETED, result: 'not json' },
      worker.credentials,
    );
    expect(await read(taskId)).toMatchObject({ status: 'failed', failure: { code: 'invalid_result' } });
  });
});
