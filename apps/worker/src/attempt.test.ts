import { leakCheck } from '@englog/testing';
import { endOf, runAttempt } from './attempt';
import type { AttemptEnd, Leaving } from './attempt';
import { AttemptError } from './handlers/handler';
import type { AbortReason, Handler, HandlerContext } from './handlers/handler';

afterAll(() => leakCheck());

/** Every way to be told to stop against every way to leave. */
const leavings = {
  'a result': { result: { ok: true } },
  'an error': { error: new Error('broke') },
  'a failure for good': { error: new AttemptError({ code: 'entries_not_found', message: 'none', retryable: false }) },
  'a hand-back': {
    error: new AttemptError({ code: 'away', message: 'model away', retryable: true }, { handBackMs: 700 }),
  },
  'never leaving': 'abandoned',
} satisfies Record<string, Leaving>;

const completed: AttemptEnd = { kind: 'completed', resultJson: '{"ok":true}' };
const back: AttemptEnd = { kind: 'handed_back', why: 'the worker is shutting down', retryAfterMs: 0 };
const cancelled: AttemptEnd = { kind: 'cancelled' };
const late = expect.objectContaining({
  failure: expect.objectContaining({ code: 'deadline_exceeded', retryable: true }),
});
const failure = (code: string, message: string, retryable: boolean) => ({
  kind: 'failed',
  failure: { code, message, retryable },
});

type Table = Record<keyof typeof leavings, unknown>;
const all = (end: unknown): Table => ({
  'a result': end,
  'an error': end,
  'a failure for good': end,
  'a hand-back': end,
  'never leaving': end,
});
const table: Record<AbortReason | 'nothing', Table> = {
  nothing: {
    'a result': completed,
    'an error': failure('handler_error', 'broke', true),
    'a failure for good': failure('entries_not_found', 'none', false),
    'a hand-back': { kind: 'handed_back', why: 'model away', retryAfterMs: 700 },
    'never leaving': failure('handler_error', 'the handler was abandoned', true),
  },
  cancelled: all(cancelled),
  deadline: all(late),
  lease_lost: all(null),
  shutdown: { ...all(back), 'a result': completed },
};

describe.each(Object.entries(table))('told %s', (reason, row) => {
  test.each(Object.entries(row))('%s', (leaving, expected) => {
    const told = reason === 'nothing' ? null : (reason as AbortReason);
    expect(endOf(told, leavings[leaving as keyof typeof leavings], 1_000)).toEqual(expected);
  });
});

const cycle: Record<string, unknown> = {};
cycle.self = cycle;
test.each([
  ['a cycle', cycle, 'invalid_result'],
  ['a bigint', { n: 1n }, 'invalid_result'],
  ['nothing', undefined, 'invalid_result'],
  ['more bytes than the API takes, counted as bytes', { text: 'é'.repeat(500) }, 'result_too_large'],
])('a result that is %s fails for good', (_name, result, code) => {
  expect(endOf(null, { result }, 1_000)).toMatchObject({ kind: 'failed', failure: { code, retryable: false } });
});

test('an endless message is cut', () => {
  const end = endOf(null, { error: new Error('x'.repeat(100_000)) }, 1_000) as { failure: { message: string } };
  expect(end.failure.message).toHaveLength(2_000);
});

describe('running', () => {
  const run = (handler: Handler, { timeoutMs = 60_000, abandonMs = 20 } = {}) => {
    const controller = new AbortController();
    const context = { signal: controller.signal } as HandlerContext;
    return { controller, leaving: runAttempt({ handler, context, controller, timeoutMs, abandonMs }) };
  };

  test('a handler that throws before its first await is an error like any other', async () => {
    const { leaving } = run(() => {
      throw new Error('at once');
    });
    expect(await leaving).toMatchObject({ error: { message: 'at once' } });
  });

  test('the deadline aborts with its reason, and the handler may still say how it left', async () => {
    const { controller, leaving } = run(
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      { timeoutMs: 10 },
    );
    expect(await leaving).toEqual({ error: 'deadline' });
    expect(controller.signal.reason).toBe('deadline');
  });

  test('one that ignores its signal is left behind after its time to leave', async () => {
    const { controller, leaving } = run(() => new Promise(() => undefined));
    controller.abort('cancelled');
    expect(await leaving).toBe('abandoned');
  });

  test('a deadline of months does not fire at once', async () => {
    const { leaving } = run(async () => ({ ok: true }), { timeoutMs: 2 ** 40 });
    expect(await leaving).toEqual({ result: { ok: true } });
  });
});
