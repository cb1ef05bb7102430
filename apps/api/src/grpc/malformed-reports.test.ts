import { ReportDisposition, TaskStatus } from '@englog/proto-gen';
import type { TaskResultRequest } from '@englog/proto-gen';
import { leakCheck, waitFor } from '@englog/testing';
import { Status } from 'nice-grpc-common';
import { startApiFixture } from '../testing/api-fixture';
import type { ApiFixture, Client } from '../testing/api-fixture';
import { FullWorker } from '../testing/full-worker';

/** A worker that speaks nonsense harms its own attempt, and nobody else. */
describe('reports that cannot be taken', () => {
  let fixture: ApiFixture;
  let ann: Client;
  const workers: FullWorker[] = [];
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown) => unhandled.push(reason);

  beforeAll(async () => {
    process.on('unhandledRejection', onUnhandled);
    fixture = await startApiFixture({ kind: 'embedded', env: { ENGLOG_DISPATCH_RECONNECT_GRACE: '300ms' } });
    ann = await fixture.as('ann');
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await ann.call('POST', '/v1/tasks/cancel', {});
    expect(unhandled).toEqual([]);
  });
  afterAll(async () => {
    await fixture.stop();
    process.off('unhandledRejection', onUnhandled);
    await leakCheck();
  });

  const connected = async (id: string, registration = {}) => {
    const worker = new FullWorker(fixture.grpcAddress, id, registration);
    workers.push(worker);
    await worker.register();
    await worker.connect();
    return worker;
  };
  const ask = async (more: object = {}) => {
    const body = { user_id: 'ann', entry_ids: ['e1'], insight_type: 'productivity', ...more };
    return (await ann.call<{ task_id: string }>('POST', '/v1/tasks/insights', body)).body.task_id;
  };
  const read = async (taskId: string) => (await ann.call(`GET`, `/v1/tasks/${taskId}`)).body;
  const isStreaming = async (worker: FullWorker) => (await worker.heartbeat()).connectionHealthy;

  it.each([
    ['no task_id', { taskId: '' }],
    ['a task_id without end', { taskId: 'x'.repeat(1000) }],
    ['a NUL in its task_id', { taskId: 'x\u0000y' }],
  ])('a result with %s is rejected, and the stream goes on', async (_what, result) => {
    const worker = await connected('w1');
    const task = await (await ask(), worker.task());
    expect(await worker.report(task, result)).toBe(ReportDisposition.REJECTED);
    expect(await worker.report(task)).toBe(ReportDisposition.ACCEPTED);
    expect(await isStreaming(worker)).toBe(true);
  });

  it('a result that is none (its status is RUNNING) is rejected and fails the attempt, since the worker drops it', async () => {
    const worker = await connected('w2');
    const taskId = await ask();
    expect(await worker.report(await worker.task(), { status: TaskStatus.RUNNING })).toBe(ReportDisposition.REJECTED);
    expect(await read(taskId)).toMatchObject({
      status: 'failed',
      failure: { code: 'invalid_report', message: expect.stringMatching(/status must be/) as string, retryable: false },
    });
  });

  it.each<[string, Partial<TaskResultRequest>]>([
    ['the year 275760', { startedAt: new Date(8.64e15) }],
    ['the year 1', { startedAt: new Date('0001-01-01T00:00:00Z') }],
  ])('a result that says it was started in %s is recorded, with the time the API knows', async (_when, result) => {
    const worker = await connected('w3');
    worker.behaviour.acks = false;
    const taskId = await ask();
    expect(await worker.report(await worker.task(), result)).toBe(ReportDisposition.ACCEPTED);
    const { started_at: startedAt } = await read(taskId);
    expect(Math.abs(Date.parse(String(startedAt)) - Date.now())).toBeLessThan(60_000);
  });

  it('a failure that asks for a retry in a billion years gets one within a month', async () => {
    const worker = await connected('w4');
    const taskId = await ask();
    const failed = { status: TaskStatus.FAILED, errorMessage: 'busy', retryable: true, retryAfterMs: 2 ** 52 };
    expect(await worker.report(await worker.task(), failed)).toBe(ReportDisposition.ACCEPTED);
    const { why } = await read(taskId);
    expect(why).toMatchObject({ reason: 'backing_off' });
    const until = Date.parse((why as { until: string }).until);
    expect(until - Date.now()).toBeLessThan(31 * 86_400_000);
  });

  it('an error with what PostgreSQL cannot hold is recorded without it', async () => {
    const worker = await connected('w5');
    const taskId = await ask({ max_attempts: 1 });
    const failed = { status: TaskStatus.FAILED, errorMessage: 'a\u0000b', errorCode: 'x\u0000y', retryable: false };
    expect(await worker.report(await worker.task(), failed)).toBe(ReportDisposition.ACCEPTED);
    expect(await read(taskId)).toMatchObject({ failure: { code: 'xy', message: 'ab' } });
  });

  it('progress outside 0 and 100 ends the report stream with the reason, and other workers do not notice', async () => {
    const [worker, other] = [await connected('w6', { slots: 1 }), await connected('w7', { slots: 1 })];
    await Promise.all([ask(), ask()]);
    const [task, otherTask] = [await worker.task(), await other.task()];
    worker.send({
      $case: 'progress',
      value: {
        ...task,
        workerId: 'w6',
        progressPercent: 101,
        statusMessage: '',
        textChunk: '',
        textRestart: false,
        updatedAt: undefined,
      },
    });
    await waitFor(() => worker.reportsEnded !== null);
    expect(worker.reportsEnded).toMatchObject({ code: Status.INVALID_ARGUMENT });
    expect(await other.report(otherTask)).toBe(ReportDisposition.ACCEPTED);
  });

  it('an acknowledgement or progress of an attempt it does not hold is answered by telling it to stop', async () => {
    const worker = await connected('w8');
    worker.ack({ taskId: 'no-such-task', attempt: 1 });
    expect(await worker.signal('cancel')).toMatchObject({ value: { taskId: 'no-such-task', attempt: 1 } });
  });

  it('results that come as one message are each answered, however many', async () => {
    const worker = await connected('w9');
    const count = 2500;
    worker.sendTogether(
      Array.from({ length: count }, () => ({
        $case: 'result' as const,
        value: worker.resultOf({ taskId: 'no-such-task', attempt: 1 }),
      })),
    );
    await waitFor(() => worker.receipts.length === count, { timeoutMs: 15_000 });
    expect(new Set(worker.receipts.map((receipt) => receipt.sequence)).size).toBe(count);
    expect(worker.receipts.every((receipt) => receipt.disposition === ReportDisposition.UNKNOWN)).toBe(true);
  });

  it('a report on the stream of a replaced session ends that stream: the new session has the attempt', async () => {
    const worker = await connected('w10');
    const taskId = await ask();
    const task = await worker.task();
    await worker.register({ inFlight: [{ taskId, attempt: 1 }] });
    worker.send({ $case: 'result', value: worker.resultOf(task) });
    await waitFor(() => worker.reportsEnded !== null);
    expect(worker.reportsEnded).toMatchObject({ code: Status.UNAUTHENTICATED });
    expect(worker.receipts).toEqual([]);
    worker.inFlight = [{ taskId, attempt: 1 }];
    await worker.cut();
    await worker.connect();
    expect(await worker.report(task)).toBe(ReportDisposition.ACCEPTED);
  });
});
