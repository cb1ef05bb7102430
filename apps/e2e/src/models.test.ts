import type { ResultAnswer } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { logEntries } from './harness/entries';
import { honestAnswer } from './harness/honest-model';
import type { HttpClient } from './harness/http-client';
import { startStack } from './harness/stack';
import type { Stack } from './harness/stack';

/** Whose words a result has: the model's, the fallback model's, stored ones. */
describe('models', () => {
  let stack: Stack;
  let client: HttpClient;
  let entryId: string;

  const ask = async (context: string, change: object = {}) => {
    const body = { entry_ids: [entryId], insight_type: 'patterns', context, ...change };
    const { body: task } = await client.post<{ task_id: string }>('/v1/tasks/insights', body);
    const answer = await client.get<ResultAnswer>(`/v1/tasks/${task.task_id}/result?wait=30s`);
    return answer.body.result;
  };
  const report = async (change: object = {}) => {
    const body = { start_date: '2026-03-01', end_date: '2026-03-31', ...change };
    const { body: task } = await client.post<{ task_id: string }>('/v1/tasks/reports', body);
    return (await client.get<ResultAnswer>(`/v1/tasks/${task.task_id}/result?wait=30s`)).body.result;
  };
  const healthy = (): void => stack.ollama.set((request) => ({ kind: 'answer', value: honestAnswer(request) }));

  beforeAll(async () => {
    stack = await startStack({
      models: ['llama3.2', 'phi3'],
      workerEnv: { ENGLOG_LLM_FALLBACK_MODEL: 'phi3' },
    });
    client = stack.apis[0].clientFor('ann');
    entryId = (await logEntries(client, 1))[0] ?? '';
  }, 60_000);
  afterAll(async () => {
    client.close();
    await stack.stop();
  }, 60_000);
  afterAll(() => leakCheck());

  test('of 20 insights at once each gets the fallback model when the first is out of memory, and Ollama is up', async () => {
    stack.ollama.set((request) =>
      request.model.startsWith('llama3.2')
        ? { kind: 'status', status: 500, error: 'model requires more system memory' }
        : { kind: 'answer', value: honestAnswer(request) },
    );
    const results = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(`at once ${n}`)));
    expect(new Set(results.map((result) => `${result?.source} ${result?.model}`))).toEqual(
      new Set(['fallback_model phi3']),
    );
    const again = await ask('at once 3', { model: 'phi3' });
    expect(again).toMatchObject({ source: 'cache', model: 'phi3' });
    expect(again).not.toHaveProperty('fallbacks');
    expect((await stack.workers[0]?.health())?.services).toMatchObject({
      ollama: 'up',
      ollama_breaker: 'closed',
      ollama_failing_models: 'llama3.2',
    });
  });

  test('the same question on the same data is answered once', async () => {
    healthy();
    const first = await ask('once', { model: 'phi3' });
    const asked = stack.ollama.requests.length;
    const again = await ask('once', { model: 'phi3' });
    expect(again).toMatchObject({ source: 'cache', content: first?.content, age_seconds: expect.any(Number) });
    expect(stack.ollama.requests).toHaveLength(asked);
    expect(await ask('once', { model: 'phi3', fresh: true })).toMatchObject({ source: 'model' });
  });

  test('and so is a report’s', async () => {
    healthy();
    const first = await report({ model: 'phi3' });
    expect(first).toMatchObject({ source: 'model' });
    expect(await report({ model: 'phi3' })).toMatchObject({ source: 'cache', content: first?.content });
    expect(await report({ model: 'phi3', fresh: true })).toMatchObject({ source: 'model' });
  });
});
