import { WorkerCapability } from '@englog/proto-gen';
import type { TaskRequest } from '@englog/proto-gen';
import { leakCheck, waitFor } from '@englog/testing';
import { startApiFixture } from '../testing/api-fixture';
import type { ApiFixture, Client } from '../testing/api-fixture';
import { FullWorker } from '../testing/full-worker';

interface Outcome {
  matched: number;
  deleted: number;
  remaining: number;
  cancelled?: number;
}

describe('an erasure', () => {
  let fixture: ApiFixture;
  let ann: Client;
  let bob: Client;
  let worker: FullWorker;

  beforeAll(async () => {
    fixture = await startApiFixture({ kind: 'embedded' });
    ann = await fixture.as('ann');
    bob = await fixture.as('bob');
    worker = new FullWorker(fixture.grpcAddress, 'w', {
      slots: 10,
      capabilities: [WorkerCapability.CAPABILITY_NOTIFICATIONS, WorkerCapability.CAPABILITY_CLEANUP],
    });
    await worker.register();
    await worker.connect();
  });
  afterAll(async () => {
    await worker.close();
    await fixture.stop();
    await leakCheck();
  });

  const hook = { channel: 'webhook', url: 'https://example.com/', body: {} };
  const add = async (client: Client, path: string, body: object): Promise<string> => {
    const answer = await client.call<{ task_id: string }>('POST', path, body);
    expect(answer.status).toBe(202);
    return answer.body.task_id;
  };
  const leased = async (id: string): Promise<TaskRequest> => {
    const isThis = ({ taskId }: TaskRequest) => taskId === id;
    await waitFor(() => worker.tasks.some(isThis));
    return worker.tasks.find(isThis) as TaskRequest;
  };
  const clean = async (client: Client, body: object) => {
    const { taskId, attempt } = await leased(await add(client, '/v1/tasks/cleanups', body));
    const targets: Record<string, Outcome> = {};
    let cursor = '';
    do {
      const request = { attempt: { taskId, attempt }, cursor, maxRows: 100 };
      const batch = await worker.client.runCleanupBatch(request, worker.credentials);
      for (const [target, outcome] of Object.entries(JSON.parse(batch.outcome) as Record<string, Outcome>)) {
        const sum = (targets[target] ??= { matched: 0, deleted: 0, remaining: 0 });
        sum.matched += outcome.matched;
        sum.deleted += outcome.deleted;
        sum.remaining += outcome.remaining;
        sum.cancelled = (sum.cancelled ?? 0) + (outcome.cancelled ?? 0);
      }
      cursor = batch.nextCursor;
    } while (cursor !== '');
    return targets;
  };

  it('ends what waits and runs for the user, and forgets their events; nobody else’s', async () => {
    const delayed = { ...hook, run_at: new Date(Date.now() + 3_600_000).toISOString() };
    const [waiting, running] = [
      await add(ann, '/v1/tasks/notifications', delayed),
      await add(ann, '/v1/tasks/notifications', hook),
    ];
    const bobs = await add(bob, '/v1/tasks/notifications', delayed);
    const { taskId } = await leased(running);

    const foreseen = await clean(ann, { subject_user_id: 'ann', erase: true, dry_run: true });
    expect(foreseen['events']?.matched).toBeGreaterThan(0);
    // The dry run itself is a task of hers that runs.
    expect(foreseen['tasks']).toMatchObject({ matched: 2, remaining: 2 });
    const outcome = await clean(ann, { subject_user_id: 'ann', erase: true });
    expect(outcome['tasks']).toMatchObject({ cancelled: 3, remaining: 0 });
    expect(outcome['finished_tasks']).toMatchObject({ deleted: 3, remaining: 0 });
    expect(outcome['events']?.deleted).toBeGreaterThan(0);
    expect(outcome['events']?.remaining).toBe(0);
    const isStopped = (kind: (typeof worker.signals)[number]) =>
      kind.$case === 'cancel' && kind.value.taskId === taskId;
    await waitFor(() => worker.signals.some(isStopped));
    for (const id of [waiting, running]) expect((await ann.call('GET', `/v1/tasks/${id}`)).status).toBe(404);
    expect((await bob.call<{ status: string }>('GET', `/v1/tasks/${bobs}`)).body.status).toBe('pending');
  });

  it('needs to be told whose, and by whom it may', async () => {
    const refused = async (client: Client, body: object) =>
      (await client.call('POST', '/v1/tasks/cleanups', body)).status;
    expect(await refused(ann, { erase: true })).toBe(400);
    const policies = [{ target: 'alerts', older_than_days: 0 }];
    expect(await refused(ann, { erase: true, subject_user_id: 'ann', policies })).toBe(400);
    expect(await refused(ann, { erase: true, subject_user_id: 'bob' })).toBe(403);
    expect(await refused(ann, { policies: [{ target: 'events', older_than_days: 0 }] })).toBe(403);
  });
});
