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

describe('the team', () => {
  const team = { ...payload, compare_team: true };
  const hours = { name: 'hours', own: 12.3456, p25: 20, median: 31.02, p75: 40.96, percentile: 16.67 };

  test('is compared with by rounded aggregates', async () => {
    const compareWithTeam = async () => ({ people: 6, measures: [hours] });
    expect((await handle({ payload: team, compareWithTeam }))['team']).toEqual({
      available: true,
      people: 6,
      measures: [{ name: 'hours', own: 12.3, p25: 20, median: 31, p75: 41, percentile: 17 }],
    });
  });

  test('too small, says so; not asked for, is not there', async () => {
    const compareWithTeam = async () => ({ people: 4, measures: [] });
    expect((await handle({ payload: team, compareWithTeam }))['team']).toMatchObject({ available: false, people: 4 });
    expect(await handle({})).not.toHaveProperty('team');
  });
});
