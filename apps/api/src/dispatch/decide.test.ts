import { afterFailure, afterInterruption, afterLoss, backoffMs } from './decide';

const backoff = { initialMs: 1000, maxMs: 60_000 };
const failure = { code: 'handler_error', message: 'boom', retryable: true };
const attempt = {
  failure,
  outcome: 'failed' as const,
  attemptsSpent: 0,
  maxAttempts: 3,
  retryAfterMs: null,
  expiresInMs: null,
  random: 1,
};

test.each([
  ['the first of three comes back after the initial interval', {}, 'return', 1000],
  ['the second waits twice as long', { attemptsSpent: 1 }, 'return', 2000],
  ['the third was the last', { attemptsSpent: 2 }, 'fail', null],
  ['the handler may say when', { retryAfterMs: 7000 }, 'return', 7000],
  ['a non-retryable error fails at once', { failure: { ...failure, retryable: false } }, 'fail', null],
  [
    'a deadline of its own leaves time for another',
    { outcome: 'deadline_exceeded' as const, expiresInMs: 1001 },
    'return',
    1000,
  ],
  ['no attempt after the task’s deadline', { outcome: 'deadline_exceeded' as const, expiresInMs: 1000 }, 'fail', null],
  ['one attempt is one attempt', { maxAttempts: 1 }, 'fail', null],
])('%s', (_name, change, kind, delayMs) => {
  const decision = afterFailure({ ...attempt, ...change }, backoff);
  expect(decision).toMatchObject({ kind, spent: true });
  expect(decision.kind === 'return' ? decision.delayMs : null).toBe(delayMs);
});

test('the backoff is jittered between half and full, and bounded', () => {
  expect(backoffMs(1, 0, backoff)).toBe(500);
  expect(backoffMs(1, 1, backoff)).toBe(1000);
  expect(backoffMs(40, 1, backoff)).toBe(60_000);
});

test('a lost worker spends no attempt, until five in a row were lost', () => {
  for (let losses = 0; losses < 4; losses++)
    expect(afterLoss(losses, 'w1', 5)).toMatchObject({
      kind: 'return',
      outcome: 'worker_lost',
      spent: false,
      delayMs: 0,
    });
  expect(afterLoss(4, 'w1', 5)).toMatchObject({
    kind: 'fail',
    spent: false,
    error: { code: 'worker_lost', retryable: false, message: expect.stringContaining('5 workers in a row') as string },
  });
});

test('interruption spends no attempt', () => {
  expect(afterInterruption('handed_back', 'drain', 0)).toMatchObject({ kind: 'return', spent: false, delayMs: 0 });
});
