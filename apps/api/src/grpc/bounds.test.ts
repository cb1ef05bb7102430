import { ReportDisposition } from '@englog/proto-gen';
import { leakCheck, waitFor } from '@englog/testing';
import { Status } from 'nice-grpc-common';
import { startApiFixture } from '../testing/api-fixture';
import type { ApiFixture, Client } from '../testing/api-fixture';
import { FullWorker } from '../testing/full-worker';
import { PlainWorker } from '../testing/plain-worker';

/** I9: every bound has its answer, and lets go again. */
describe('bounds', () => {
  let fixture: ApiFixture;
  let ann: Client;
  const workers: (FullWorker | PlainWorker)[] = [];

  beforeAll(async () => {
    fixture = await startApiFixture({
      kind: 'embedded',
      env: {
        ENGLOG_DISPATCH_RECONNECT_GRACE: '100ms',
        ENGLOG_WORKER_MANAGEMENT_MAX_WORKERS: '2',
        ENGLOG_LIMITS_MAX_BACKLOG: '3',
        ENGLOG_LIMITS_MAX_RESULT_BYTES: '64KiB',
        ENGLOG_LIMITS_MAX_PAYLOAD_BYTES: '64KiB',
      },
    });
    ann = await fixture.as('ann');
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    const admin = await fixture.as('root', ['admin']);
    await admin.call('POST', '/v1/tasks/cancel', {});
    await waitFor(async () => (await admin.call('GET', '/v1/workers')).body.count === 0);
  });
  afterAll(async () => {
    await fixture.stop();
    await leakCheck();
  });

  const full = async (id: string, registration = {}) => {
    const worker = new FullWorker(fixture.grpcAddress, id, registration);
    workers.push(worker);
    await worker.register();
    await worker.connect();
    return worker;
  };
  const ask = () =>
    ann.call<{ task_id: string }>('POST', '/v1/tasks/insights', {
      user_id: 'ann',
      entry_ids: ['e1'],
      insight_type: 'productivity',
    });

  it('a full backlog answers 429 with Retry-After, for one and for a batch, and takes tasks again', async () => {
    const accepted = await Promise.all(Array.from({ length: 5 }, ask));
    expect(accepted.map(({ status }) => status).sort()).toEqual([202, 202, 202, 429, 429]);
    const refused = accepted.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('5');
    expect(refused?.headers.get('content-type')).toMatch(/problem\+json/);
    const task = { type: 'insight_generation', entry_ids: ['e1'], insight_type: 'productivity' };
    expect((await ann.call('POST', '/v1/tasks/batch', { tasks: [task, task], atomic: true })).status).toBe(429);
    const worker = await full('b1', { slots: 2 });
    await worker.task(1);
    expect((await ask()).status).toBe(202);
  });

  it('one worker too many is told RESOURCE_EXHAUSTED, and let in when another is gone', async () => {
    const first = await full('b2');
    await full('b3');
    const third = new PlainWorker(fixture.grpcAddress, 'b4');
    workers.push(third);
    await expect(third.register()).rejects.toMatchObject({ code: Status.RESOURCE_EXHAUSTED });
    await first.close();
    await waitFor(() =>
      third.register().then(
        () => true,
        () => false,
      ),
    );
    await third.stream();
  });

  it('a result over the limit is rejected and fails its task; one over the message size ends the stream, not the API', async () => {
    const worker = await full('b5');
    await ask();
    const task = await worker.task();
    const large = JSON.stringify({ text: 'x'.repeat(70_000) });
    expect(await worker.report(task, { result: large })).toBe(ReportDisposition.REJECTED);
    worker.send({ $case: 'result', value: worker.resultOf(task, { result: 'x'.repeat(5_000_000) }) });
    await waitFor(() => worker.reportsEnded !== null);
    expect(worker.reportsEnded).toMatchObject({ code: Status.RESOURCE_EXHAUSTED });
    await worker.cut();
    await worker.connect();
    await ask();
    const next = await worker.task(1);
    expect(await worker.report(next)).toBe(ReportDisposition.ACCEPTED);
  });
});
