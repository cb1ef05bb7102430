import { createCompute } from '../compute/compute';
import { createDataAnalysisHandler } from './data-analysis';
import { contextOf, entryAt } from './testing/context';
import type { ContextData } from './testing/context';

const compute = createCompute({ maxThreads: 1 });
afterAll(() => compute.stop());

const payload = { user_id: 'u1', start_date: '2026-01-05', end_date: '2026-03-29' };
const handle = (data: Partial<ContextData>) =>
  createDataAnalysisHandler({ compute })(contextOf({ type: 'data_analysis', payload, ...data }));

test('finds the trend in twelve weeks of growing days', async () => {
  const entries = Array.from({ length: 84 }, (_, day) =>
    entryAt(
      new Date(Date.parse('2026-01-05T08:00:00Z') + day * 86_400_000).toISOString(),
      2 + Math.floor(day / 7) * 0.4,
    ),
  );
  const result = await handle({ entries });
  expect(result).toMatchObject({ kind: 'analysis', entries_count: 84, source: 'rules' });
  expect(result['content']).toMatch(/Hours \(total\) rise by 2\.8 a week/);
});

test('an empty period is an answer', async () => {
  expect(await handle({})).toMatchObject({ entries_count: 0, findings: [{ kind: 'nothing' }] });
});

test('a wrong period names its field', async () => {
  await expect(handle({ payload: { ...payload, end_date: '2025-01-01' } })).rejects.toMatchObject({
    failure: { code: 'invalid_payload', retryable: false, message: 'end_date: must not be before start_date' },
  });
});
