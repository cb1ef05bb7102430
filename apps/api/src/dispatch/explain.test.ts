import type { WorkerRecord } from '../store/records';
import { explain } from './explain';
import type { WaitingFacts } from './explain';

const worker = (more: Partial<WorkerRecord> = {}): WorkerRecord => ({
  workerId: 'w',
  workerName: 'w',
  version: '1',
  capabilities: ['ai_insights'],
  pools: ['default'],
  labels: {},
  models: [],
  slots: 2,
  state: 'connected',
  status: 'idle',
  stats: null,
  replicaId: 'r',
  registeredAt: 0,
  lastSeenAt: 0,
  activeTasks: 0,
  ...more,
});
const due = Date.UTC(2026, 0, 1);
const facts: WaitingFacts = {
  state: 'ready',
  dueAt: null,
  attemptsSpent: 0,
  requirements: { pool: 'default', capability: 'ai_insights', labels: {}, model: null, needsOllama: false },
  workers: [worker()],
  isOllamaDown: () => false,
  ahead: 0,
  limit: null,
};
const needs = { ...facts.requirements };

/** The first of the dispatcher's own conditions that does not hold: each row breaks one more than the last. */
test.each<[string, Partial<WaitingFacts>, string, RegExp]>([
  ['leased', { state: 'leased' }, 'dispatching', /sent to a worker/],
  ['ahead of its time', { state: 'scheduled', dueAt: due }, 'scheduled', /scheduled for 2026-01-01T00:00/],
  ['after a failure', { state: 'scheduled', dueAt: due, attemptsSpent: 2 }, 'backing_off', /attempt 3 starts at 2026/],
  ['about to be sent', {}, 'dispatching', /a slot is free/],
  ['behind others', { ahead: 7 }, 'its_turn', /7 tasks of its lane go before it/],
  [
    'no slot',
    { workers: [worker({ activeTasks: 2 }), worker({ activeTasks: 9 })] },
    'no_free_slot',
    /slots of 2 workers/,
  ],
  ['all drain', { workers: [worker({ status: 'unavailable' })], ahead: 7 }, 'no_free_slot', /take nothing more/],
  [
    'one drains, one is full',
    { workers: [worker({ status: 'unavailable' }), worker({ activeTasks: 2 })] },
    'no_free_slot',
    /taken/,
  ],
  ['a limit', { limit: 'the user has 2 tasks running, the limit', ahead: 7 }, 'limit_reached', /the user has 2/],
  [
    'Ollama down',
    { requirements: { ...needs, needsOllama: true }, isOllamaDown: () => true, limit: 'x' },
    'breaker_open',
    /down at all 1/,
  ],
  ['Ollama down and not needed', { isOllamaDown: () => true }, 'dispatching', /free/],
  ['nobody', { workers: [] }, 'no_worker', /no worker is connected/],
  [
    'the only one away',
    { workers: [worker({ state: 'away' })], ahead: 7 },
    'no_worker',
    /^no worker is connected; away at the moment: w$/,
  ],
  [
    'one away, one of no use',
    { workers: [worker({ state: 'away' })], requirements: { ...needs, pool: 'gpu' } },
    'no_worker',
    /no worker is connected$/,
  ],
  [
    'many away, one connected of no use',
    {
      workers: [
        ...Array.from({ length: 7 }, (_, n) => worker({ state: 'away', workerId: `w${n}` })),
        worker({ capabilities: [] }),
      ],
    },
    'no_worker',
    /has the capability ai_insights; away at the moment: w0, w1, w2, w3, w4 and 2 more$/,
  ],
  [
    'one away, one full',
    { workers: [worker({ state: 'away' }), worker({ activeTasks: 2 })] },
    'no_free_slot',
    /slots of 1/,
  ],
  ['no capability', { requirements: { ...needs, capability: 'cleanup' } }, 'no_worker', /capability cleanup/],
  ['no pool', { requirements: { ...needs, pool: 'gpu' } }, 'no_worker', /serves the pool gpu/],
  ['no label', { requirements: { ...needs, labels: { a: '1' } } }, 'no_worker', /label a=1/],
  ['no model', { requirements: { ...needs, model: 'm' } }, 'no_worker', /model m/],
])('%s', (_what, more, reason, message) => {
  expect(explain({ ...facts, ...more })).toMatchObject({ reason, message: expect.stringMatching(message) as string });
});

test('it says when a scheduled one is looked at next, and how many go before a ready one', () => {
  expect(explain({ ...facts, state: 'scheduled', dueAt: due })).toMatchObject({ until: due, ahead: null });
  expect(explain({ ...facts, ahead: 3 })).toMatchObject({ until: null, ahead: 3 });
});
