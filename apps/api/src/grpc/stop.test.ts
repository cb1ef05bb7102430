import { ReportDisposition } from '@englog/proto-gen';
import { leakCheck, waitFor } from '@englog/testing';
import { Status } from 'nice-grpc-common';
import { databaseKinds } from '../store/database-fixture';
import { createClient, startApiFixture } from '../testing/api-fixture';
import type { ApiFixture, Client } from '../testing/api-fixture';
import { FullWorker } from '../testing/full-worker';
import { PlainWorker } from '../testing/plain-worker';

const insight = { user_id: 'ann', entry_ids: ['e1'], insight_type: 'productivity' };

/** I10: stop() leaves nothing behind, and nothing half said. */
describe.each(databaseKinds)('stopping on %s', (kind) => {
  let fixture: ApiFixture;
  let ann: Client;
  let full: FullWorker;
  let plain: PlainWorker;

  beforeEach(async () => {
    fixture = await startApiFixture({ kind });
    ann = await fixture.as('ann');
    full = new FullWorker(fixture.grpcAddress, 'full', { slots: 30 });
    plain = new PlainWorker(fixture.grpcAddress, 'plain');
  });
  afterEach(async () => {
    await Promise.all([full.close(), plain.close()]);
    await fixture.stop();
  });
  afterAll(() => leakCheck());

  const ask = async () => (await ann.call<{ task_id: string }>('POST', '/v1/tasks/insights', insight)).body.task_id;

  it('ends streams, followers and waits in bounded time, and leaves no timer, socket or lease of its own', async () => {
    await full.register();
    await full.connect();
    await plain.register();
    await plain.stream();
    const ids = await Promise.all([ask(), ask(), ask()]);
    const waiting = ann.call('GET', `/v1/tasks/${ids[0]}/result?wait=60s`).catch((error: unknown) => error);
    const follower = await fetch(`${fixture.url}/v1/tasks/${ids[1]}/events`, {
      headers: { authorization: `Bearer ${ann.token}` },
    });
    await waitFor(() => full.tasks.length + plain.tasks.length === 3);
    const startedAt = performance.now();
    await fixture.api.stop(AbortSignal.timeout(10_000));
    expect(performance.now() - startedAt).toBeLessThan(8000);
    await waiting;
    await follower.text().catch(() => undefined);
    await waitFor(() => full.streamEnded !== null && plain.ended !== null);
    expect(full.signals.some((signal) => signal.$case === 'drain')).toBe(true);
    expect(full.streamEnded).toMatchObject({ code: Status.UNAVAILABLE });
    expect(plain.tasks.every((task) => task.taskId !== '')).toBe(true);
    await expect(ann.call('GET', '/health')).rejects.toBeDefined();
  });

  it('I3: every report that got a receipt while it stopped is on record, and every task that got a 202 is there', async () => {
    await full.register();
    await full.connect();
    const taken = await Promise.all(Array.from({ length: 30 }, ask));
    await full.task(29);
    const sequences = full.tasks.map((task) => ({
      taskId: task.taskId,
      sequence: full.send({ $case: 'result', value: full.resultOf(task) }),
    }));
    const [, more] = await Promise.all([
      fixture.api.stop(AbortSignal.timeout(10_000)),
      Promise.allSettled(Array.from({ length: 30 }, ask)),
    ]);
    await waitFor(() => full.reportsEnded !== null);
    const again = await fixture.replica();
    const client = await createClient(again.url, 'ann');
    const statusOf = async (taskId: string) => (await client.call('GET', `/v1/tasks/${taskId}`)).body.status;
    for (const { taskId, sequence } of sequences) {
      const receipt = full.receipts.find((each) => each.sequence === sequence);
      if (receipt === undefined) continue;
      expect(receipt.disposition).toBe(ReportDisposition.ACCEPTED);
      expect(await statusOf(taskId)).toBe('completed');
    }
    const accepted = more.flatMap((told) =>
      told.status === 'fulfilled' && told.value !== undefined ? told.value : [],
    );
    for (const taskId of [...taken, ...accepted])
      expect(await statusOf(taskId)).toMatch(/^(pending|running|completed)$/);
  });
});
