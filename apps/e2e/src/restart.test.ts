import { leakCheck, waitFor } from '@englog/testing';
import type { ResultAnswer, TaskAnswer } from '@englog/domain';
import { logEntries } from './harness/entries';
import { startStack } from './harness/stack';
import type { Stack } from './harness/stack';
import { WorkerApp } from './harness/worker-app';

/** The embedded default through a crash: what was answered with 202 is there afterwards, and is done. */
describe('the API killed and started again on the embedded default', () => {
  let stack: Stack;
  const waiting: string[] = [];

  beforeAll(async () => {
    stack = await startStack({ workers: 0 });
  }, 60_000);
  afterAll(() => stack.stop(), 60_000);
  afterAll(() => leakCheck());

  test('a second API on the same data folder is refused', async () => {
    const [api] = stack.apis;
    const { ApiApp } = await import('./harness/api-app');
    const second = await ApiApp.create({ name: 'second', dataDir: `${stack.folder}/api-1` });
    await second.launch();
    const exit = await second.exited();
    expect({ ...exit, said: /is (in use|held|locked)/i.test(second.output()) }).toEqual({
      code: 1,
      signal: null,
      said: true,
    });
    expect((await api.admin.get('/ready')).status).toBe(200);
  });

  test('its entries and its waiting tasks are still there after SIGKILL', async () => {
    const [api] = stack.apis;
    const client = api.clientFor('ann');
    const [entryId] = await logEntries(client, 1);
    for (let n = 0; n < 20; n += 1) {
      const body = { entry_ids: [entryId], insight_type: 'patterns', context: `number ${n}` };
      const { status, body: answer } = await client.post<{ task_id: string }>('/v1/tasks/insights', body);
      expect(status).toBe(202);
      waiting.push(answer.task_id);
    }
    await api.kill();
    await api.start();
    for (const taskId of waiting) {
      const { body } = await client.get<TaskAnswer>(`/v1/tasks/${taskId}`);
      expect(body).toMatchObject({ task_id: taskId, status: 'pending', why: { reason: 'no_worker' } });
    }
    expect((await client.get(`/v1/logs/${entryId}`)).status).toBe(200);
    client.close();
  });

  test('a worker that comes later completes every one of them, each in one attempt', async () => {
    const [api] = stack.apis;
    const worker = await WorkerApp.create({
      workerId: 'late',
      dataDir: `${stack.folder}/workers`,
      apiAddresses: [api.grpcAddress],
      ollamaUrl: stack.ollama.url,
    });
    stack.openings.add(worker);
    await worker.start();
    for (const taskId of waiting) {
      const { body } = await api.admin.call<ResultAnswer>({
        path: `/v1/tasks/${taskId}/result?wait=20s`,
        timeoutMs: 25_000,
      });
      expect(body).toMatchObject({ status: 'completed', error: null });
      const { body: history } = await api.admin.get<{ attempts: unknown[] }>(`/v1/tasks/${taskId}/attempts`);
      expect(history.attempts).toHaveLength(1);
    }
  });

  test('killed in the middle of an attempt, it gives the attempt’s result all the same, once', async () => {
    const [api] = stack.apis;
    const client = api.clientFor('ann');
    const [entryId] = await logEntries(client, 1);
    let asked = 0;
    stack.ollama.set(() => {
      asked += 1;
      return { kind: 'answer', headersDelayMs: 2_000 };
    });
    const body = { entry_ids: [entryId], insight_type: 'patterns', context: 'in the middle' };
    const { body: task } = await client.post<{ task_id: string }>('/v1/tasks/insights', body);
    await waitFor(() => asked === 1, { timeoutMs: 10_000, what: 'the model to be asked' });
    await api.kill();
    await api.start();
    const { body: answer } = await client.call<ResultAnswer>({
      path: `/v1/tasks/${task.task_id}/result?wait=30s`,
      timeoutMs: 35_000,
    });
    expect(answer.status).toBe('completed');
    const { body: history } = await client.get<{ attempts: { outcome: string }[] }>(
      `/v1/tasks/${task.task_id}/attempts`,
    );
    expect(history.attempts.map(({ outcome }) => outcome)).toEqual(['completed']);
    expect(asked).toBe(1);
    client.close();
  }, 60_000);
});
