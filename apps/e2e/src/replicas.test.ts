import type { ResultAnswer, WorkerAnswer } from '@englog/domain';
import { describeWithPostgres, leakCheck, startPostgres, startRedis, waitFor } from '@englog/testing';
import { logEntries } from './harness/entries';
import { readEvents } from './harness/event-reader';
import { Openings } from './harness/openings';
import { startStack } from './harness/stack';
import type { Stack } from './harness/stack';

/** Two replicas on one PostgreSQL and one Redis, the only worker on the first: clients need not know which is which. */
describeWithPostgres('two replicas', () => {
  const openings = new Openings();
  let stack: Stack;
  let entryId: string;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    openings.add(postgres);
    openings.add(redis);
    stack = openings.add(await startStack({ databaseUrl: postgres.url, redisUrl: redis.url, replicas: 2 }));
    const client = stack.apis[0].clientFor('ann');
    entryId = (await logEntries(client, 1))[0] ?? '';
    client.close();
  }, 90_000);
  afterAll(() => openings.close(), 60_000);
  afterAll(() => leakCheck());

  const clients = () => stack.apis.map((api) => api.clientFor('ann'));
  const insight = (context: string) => ({ entry_ids: [entryId], insight_type: 'patterns', context });

  test('a task handed to one runs on the other’s worker, without waiting for a poll', async () => {
    const [first, second] = clients();
    const took: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const askedAt = performance.now();
      const { body } = await second!.post<{ task_id: string }>('/v1/tasks/insights', insight(`crossing ${n}`));
      const { body: answer } = await second!.get<ResultAnswer>(`/v1/tasks/${body.task_id}/result?wait=20s`);
      took.push(performance.now() - askedAt);
      expect(answer).toMatchObject({ status: 'completed', worker_id: 'worker-1' });
    }
    // The polling fallback looks each second; Redis wakes at once.
    expect(Math.min(...took)).toBeLessThan(700);
    for (const client of [first, second]) client!.close();
  });

  test('the same worker and the same task are seen through either', async () => {
    const [first, second] = clients();
    const { body } = await first!.post<{ task_id: string }>('/v1/tasks/insights', insight('seen from both'));
    await second!.get(`/v1/tasks/${body.task_id}/result?wait=20s`);
    const seen = await Promise.all(
      [first!, second!].map(
        async (client) => (await client.get<ResultAnswer>(`/v1/tasks/${body.task_id}/result`)).body.result,
      ),
    );
    expect(seen[0]).toEqual(seen[1]);
    for (const api of stack.apis) {
      const { body: list } = await api.admin.get<{ workers: WorkerAnswer[] }>('/v1/workers');
      expect(list.workers.map(({ worker_id, state }) => ({ worker_id, state }))).toEqual([
        { worker_id: 'worker-1', state: 'connected' },
      ]);
    }
    for (const client of [first, second]) client!.close();
  });

  test('a task running at one is followed live and cancelled within a second through the other', async () => {
    const [first, second] = clients();
    stack.ollama.set({ kind: 'hang' });
    const { body } = await first!.post<{ task_id: string }>('/v1/tasks/insights', insight('cancelled from afar'));
    let cancelledAt = 0;
    const events = await readEvents(second!, `/v1/tasks/${body.task_id}/events`, {}, ({ event, data }) => {
      if (cancelledAt > 0 || event !== 'progress' || Number(data.percent) < 30) return;
      cancelledAt = performance.now();
      void second!.post(`/v1/tasks/${body.task_id}/cancel`);
    });
    expect(events.at(-1)?.data.status).toBe('cancelled');
    const isFree = async () => (await stack.workers[0]!.health()).slots.in_use === 0;
    await waitFor(isFree, { timeoutMs: 3_000, what: 'the slot to be free' });
    expect(performance.now() - cancelledAt).toBeLessThan(1_000);
    for (const client of [first, second]) client!.close();
  });

  test('one idempotency key makes one task, whichever is asked', async () => {
    const both = clients();
    const headers = { 'idempotency-key': 'the same for both' };
    const answers = await Promise.all(
      [...both, ...both, ...both].map((client) =>
        client.post<{ task_id: string }>('/v1/tasks/insights', insight('once'), headers),
      ),
    );
    expect(new Set(answers.map(({ body }) => body.task_id)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 202));
    for (const client of both) client.close();
  });
});
