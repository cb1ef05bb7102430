import type { AttemptAnswer, TaskSummaryAnswer } from '@englog/domain';
import { newMark, RunCounter } from '../harness/run-counter';
import { settle } from './ledger';
import type { Accepted, TaskRecord } from './ledger';

const at = (ms: number): string => new Date(ms).toISOString();
const attempt = (outcome: string, number = 1): AttemptAnswer => ({
  attempt: number,
  worker_id: 'worker-a',
  started_at: at(1_000),
  ended_at: at(2_000),
  outcome,
  error: null,
  failure: null,
});

/** One accepted task whose handler the outside saw `runs` times. */
function scene(status: TaskSummaryAnswer['status'], attempts: AttemptAnswer[], runs = 1) {
  const counter = new RunCounter();
  const mark = newMark();
  for (let run = 0; run < runs; run += 1) counter.sawIn(`{"mark":"${mark}"} and ${mark} again in one message`);
  const accepted: Accepted[] = [{ taskId: 'a', mark, askedAt: 500 }];
  const task = { task_id: 'a', status, attempts_spent: 0, completed_at: at(2_000), error: null } as TaskSummaryAnswer;
  const records = new Map<string, TaskRecord>([['a', { task, attempts }]]);
  return { accepted, records, runs: counter, runsFrom: 'outside' as const };
}

test('a completed task counts once, its stall from the first try to its end', () => {
  const account = settle(scene('completed', [attempt('completed')]));
  expect(account).toMatchObject({
    accepted: 1,
    completed: 1,
    lost: [],
    repeatedRuns: 0,
    unseen: 0,
    longestStallMs: 1_500,
  });
});

test('an accepted task the API does not know is lost', () => {
  const account = settle({ ...scene('completed', []), records: new Map() });
  expect(account.lost).toEqual(['a: the API does not know it']);
});

test.each(['pending', 'running', 'failed', 'cancelled'] as const)('an accepted task left %s is lost', (status) => {
  const account = settle(scene(status, [attempt('failed')]));
  expect(account).toMatchObject({ completed: 0, lost: [expect.stringContaining(status)] });
});

test('a handler seen twice is one repeated run, whatever the attempts say', () => {
  const account = settle(scene('completed', [attempt('worker_lost'), attempt('completed', 2)], 2));
  expect(account).toMatchObject({ repeatedRuns: 1, interrupted: { worker_lost: 1 } });
});

test('told by attempts, those that ended undone were no run', () => {
  const attempts = [
    attempt('handed_back'),
    attempt('not_acknowledged', 2),
    attempt('worker_lost', 3),
    attempt('completed', 4),
  ];
  expect(settle({ ...scene('completed', attempts, 9), runsFrom: 'attempts' }).repeatedRuns).toBe(1);
});

test('a completed task nobody saw running and a second recorded end are told', () => {
  const twice = [attempt('completed'), attempt('completed', 2)];
  expect(settle(scene('completed', twice, 0))).toMatchObject({ unseen: 1, recordedTwice: 1 });
});

test('a task the API has and nobody was promised is told', () => {
  expect(settle({ ...scene('completed', []), accepted: [] }).unasked).toBe(1);
});
