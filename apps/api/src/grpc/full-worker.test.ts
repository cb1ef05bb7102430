import { ReportDisposition, TaskStatus } from '@englog/proto-gen';
import { waitFor } from '@englog/testing';
import { Status } from 'nice-grpc-common';
import { databaseKinds } from '../store/database-fixture';
import { startApiFixture } from '../testing/api-fixture';
import type { ApiFixture, Client } from '../testing/api-fixture';
import { FullWorker } from '../testing/full-worker';

interface WorkerList {
  workers: { state: string }[];
}
const isAway = (worker: { state: string }) => worker.state !== 'connected';
const insight = { user_id: 'ann', entry_ids: ['e1'], insight_type: 'productivity' };

describe.each(databaseKinds)('a full worker on %s', (kind) => {
  let fixture: ApiFixture;
  let ann: Client;
  const workers: FullWorker[] = [];

  beforeAll(async () => {
    fixture = await startApiFixture({
      kind,
      env: {
        ENGLOG_DISPATCH_RECONNECT_GRACE: '400ms',
        ENGLOG_DISPATCH_ACK_TIMEOUT: '300ms',
        ENGLOG_DISPATCH_PING_INTERVAL: '100ms',
        ENGLOG_DISPATCH_RETRY_INITIAL_INTERVAL: '50ms',
      },
    });
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
    const worker = new FullWorker(fixture.grpcAddress, id, registration);
    workers.push(worker);
    return worker;
  };
  const connected = async (id: string, registration = {}) => {
    const worker = newWorker(id, registration);
    await worker.register();
    await worker.connect();
    return worker;
  };
  const ask = async (body: object = insight) => {
    const answer = await ann.call<{ task_id: string }>('POST', '/v1/tasks/insights', body);
    expect(answer.status).toBe(202);
    return answer.body.task_id;
  };
  const read = async (taskId: string) => (await ann.call('GET', `/v1/tasks/${taskId}`)).body;
  const attemptsOf = async (taskId: string) =>
    (await ann.call<{ attempts: { outcome: string }[] }>('GET', `/v1/tasks/${taskId}/attempts`)).body.attempts;

  it('I3: gets a receipt for its result once the result is committed', async () => {
    const worker = await connected('f1');
    const taskId = await ask();
    const task = await worker.task();
    expect(task).toMatchObject({ taskId, attempt: 1, sequence: expect.any(Number) as number });
    expect(await worker.report(task, { result: '{"content":"x"}' })).toBe(ReportDisposition.ACCEPTED);
    expect(await read(taskId)).toMatchObject({ status: 'completed' });
    expect(await worker.report(task)).toBe(ReportDisposition.DUPLICATE);
  });

  it('I4: a task it does not acknowledge goes back, unspent, and its late ack is refused', async () => {
    const worker = await connected('f2');
    worker.behaviour.acks = false;
    const taskId = await ask();
    const first = await worker.task();
    expect(await read(taskId)).toMatchObject({ status: 'pending', why: { reason: 'dispatching' } });
    await worker.signal('cancel');
    const second = await worker.task(1);
    expect(second).toMatchObject({ taskId, attempt: 2 });
    worker.ack(first);
    expect(await read(taskId)).toMatchObject({ status: 'pending', attempts_spent: 0 });
    worker.ack(second);
    await waitFor(async () => (await read(taskId)).status === 'running');
    expect(await worker.report(first)).toBe(ReportDisposition.STALE);
    expect(await worker.report(second)).toBe(ReportDisposition.ACCEPTED);
    expect((await attemptsOf(taskId)).map((each) => each.outcome)).toEqual(['not_acknowledged', 'completed']);
  });

  it('I5: a stream that is silently dead is found by its pings', async () => {
    const worker = await connected('f3');
    worker.behaviour.echoes = false;
    const taskId = await ask();
    await worker.task();
    await waitFor(() => worker.streamEnded !== null);
    expect(worker.streamEnded).toMatchObject({ code: Status.UNAVAILABLE });
    const other = await connected('f4');
    expect(await other.task()).toMatchObject({ taskId, attempt: 2 });
  });

  it('I5: comes back within the grace and claims its attempt: nothing is re-run', async () => {
    const worker = await connected('f5');
    const taskId = await ask();
    const task = await worker.task();
    await worker.cut();
    worker.inFlight = [{ taskId, attempt: task.attempt }];
    await worker.connect();
    expect(await worker.report(task)).toBe(ReportDisposition.ACCEPTED);
    expect(await attemptsOf(taskId)).toMatchObject([{ attempt: 1, outcome: 'completed' }]);
  });

  it('claims its attempts back by registering anew, and is told which are not its own any more', async () => {
    const worker = await connected('f6');
    const taskId = await ask();
    const task = await worker.task();
    await worker.cut();
    const answer = await worker.register({
      inFlight: [
        { taskId, attempt: task.attempt },
        { taskId, attempt: 7 },
        { taskId: 'gone', attempt: 1 },
      ],
    });
    expect(answer.stale).toEqual([
      { taskId, attempt: 7 },
      { taskId: 'gone', attempt: 1 },
    ]);
    worker.inFlight = [{ taskId, attempt: task.attempt }];
    await worker.connect();
    expect(await worker.report(task)).toBe(ReportDisposition.ACCEPTED);
  });

  it('what it does not claim on reconnect goes back at once', async () => {
    const worker = await connected('f7');
    const taskId = await ask();
    await worker.task();
    await worker.cut();
    await worker.connect();
    expect(await worker.task(1)).toMatchObject({ taskId, attempt: 2 });
  });

  it('a claim that is stale is told on the stream', async () => {
    const worker = newWorker('f8');
    await worker.register();
    worker.inFlight = [{ taskId: 'gone', attempt: 3 }];
    await worker.connect();
    expect(await worker.signal('stale')).toMatchObject({ value: { attempts: [{ taskId: 'gone', attempt: 3 }] } });
  });

  it('I7: handing back spends no attempt, a retryable failure does, a final one ends the task', async () => {
    const worker = await connected('f9');
    const taskId = await ask();
    const failed = { status: TaskStatus.FAILED, errorMessage: 'boom' };
    expect(await worker.report(await worker.task(), { ...failed, handedBack: true })).toBe(ReportDisposition.REQUEUED);
    expect(await worker.report(await worker.task(1), { ...failed, retryable: true })).toBe(ReportDisposition.ACCEPTED);
    expect(await read(taskId)).toMatchObject({ attempts_spent: 1 });
    expect(await worker.report(await worker.task(2), { ...failed, retryable: false })).toBe(ReportDisposition.ACCEPTED);
    expect(await read(taskId)).toMatchObject({ status: 'failed', attempts_spent: 2 });
    expect((await attemptsOf(taskId)).map((each) => each.outcome)).toEqual(['handed_back', 'failed', 'failed']);
  });

  it('I7: a task that loses five workers in a row is quarantined, with what is known of each', async () => {
    const taskId = await ask();
    for (let n = 0; n < 5; n++) {
      const worker = await connected(`poisoned-${n}`);
      await worker.task();
      await worker.close();
    }
    await waitFor(async () => (await read(taskId)).status === 'failed');
    expect(await read(taskId)).toMatchObject({ failure: { code: 'worker_lost' }, attempts_spent: 0 });
    expect((await attemptsOf(taskId)).map((each) => each.outcome)).toEqual(Array(5).fill('worker_lost'));
  });

  it('is told to stop a cancelled attempt, and its late result changes nothing', async () => {
    const worker = await connected('f10');
    const taskId = await ask();
    const task = await worker.task();
    const { status, body } = await ann.call('POST', `/v1/tasks/${taskId}/cancel`);
    expect([status, body.status]).toEqual([200, 'cancelled']);
    expect(await worker.signal('cancel')).toMatchObject({ value: { taskId, attempt: 1 } });
    expect(await worker.report(task)).toBe(ReportDisposition.STALE);
    expect(await read(taskId)).toMatchObject({ status: 'cancelled' });
  });

  it('I6: never gets more than its slots', async () => {
    const worker = await connected('f11', { slots: 2 });
    const ids = await Promise.all([ask(), ask(), ask()]);
    await worker.task(1);
    const waiting = (await Promise.all(ids.map(read))).filter((task) => task.status === 'pending');
    expect(waiting).toMatchObject([{ why: { reason: 'no_free_slot' } }]);
    expect(worker.tasks).toHaveLength(2);
    await worker.report(await worker.task());
    await worker.task(2);
  });

  it.each([
    ['capability', { capabilities: [2] }, insight, /capability ai_insights/],
    ['label', { labels: { gpu: 'no' } }, { ...insight, labels: { gpu: 'yes' } }, /label gpu=yes/],
    ['model', { ollamaModels: [{ name: 'a', loaded: true, sizeBytes: 1 }] }, { ...insight, model: 'b' }, /model b/],
  ])('I6: no task reaches a worker without its %s, and the API says so', async (_what, registration, body, message) => {
    const worker = await connected('f12', registration);
    const taskId = await ask(body);
    expect(await read(taskId)).toMatchObject({
      why: { reason: 'no_worker', message: expect.stringMatching(message) as string },
    });
    expect(worker.tasks).toHaveLength(0);
  });

  it('a task that must have its model waits while Ollama is down, unspent', async () => {
    const worker = await connected('f13');
    await worker.heartbeat({ ollama: 'down' });
    const taskId = await ask({ ...insight, fallback: 'never' });
    expect(await read(taskId)).toMatchObject({ why: { reason: 'breaker_open' } });
    await worker.heartbeat({ ollama: 'healthy' });
    expect(await worker.task()).toMatchObject({ taskId, attempt: 1 });
  });

  it('a second live process under one worker_id is refused; a restarted one is not', async () => {
    const first = await connected('f14');
    const second = newWorker('f14');
    await expect(second.register({ instanceId: 'other' })).rejects.toMatchObject({ code: Status.ALREADY_EXISTS });
    await first.close();
    await waitFor(() =>
      second.register({ instanceId: 'other' }).then(
        () => true,
        () => false,
      ),
    );
  });

  it('an attempt past its deadline ends deadline_exceeded', async () => {
    const worker = await connected('f15');
    const taskId = await ask({ ...insight, deadline: '1s', max_attempts: 1 });
    const task = await worker.task();
    expect(task.timeoutMs).toBe(1000);
    const failed = {
      status: TaskStatus.FAILED,
      errorCode: 'deadline_exceeded',
      errorMessage: 'ran longer than 1000 ms',
    };
    await worker.report(task, { ...failed, retryable: true });
    expect(await read(taskId)).toMatchObject({ status: 'failed', failure: { code: 'deadline_exceeded' } });
  });
});
