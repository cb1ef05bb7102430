import type { PolicyEvent } from './events';
import { createPolicy } from './policy';
import type { PolicyOptions } from './policy';
import { isAborted, isBreakerOpen, isBulkheadFull, isTimeout } from './policy-error';

const quick = { retry_initial_interval: 1, retry_max_interval: 4, retry_multiplier: 2 };
const watched = (options: Omit<PolicyOptions, 'name'>) => {
  const policy = createPolicy({ name: 'peer', ...options });
  const events: PolicyEvent[] = [];
  policy.onChange((event) => events.push(event));
  return { policy, events, kinds: () => events.map((event) => event.kind) };
};
const failing = (times: number) => {
  let calls = 0;
  return {
    calls: () => calls,
    fn: async () => (++calls <= times ? Promise.reject(new Error(`down ${calls}`)) : calls),
  };
};
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('retry', () => {
  test('tries again until it succeeds, and tells each', async () => {
    const { policy, events } = watched({ ...quick, retry_max_attempts: 5 });
    const peer = failing(2);
    expect(await policy.execute(peer.fn)).toBe(3);
    expect(events.map((event) => (event.kind === 'retry' ? [event.attempt, event.why] : event.kind))).toEqual([
      [2, 'down 1'],
      [3, 'down 2'],
    ]);
  });

  test('gives up after the last attempt with the last error', async () => {
    const { policy, events } = watched({ ...quick, retry_max_attempts: 3 });
    const peer = failing(99);
    expect(await caught(policy.execute(peer.fn))).toMatchObject({ message: 'down 3' });
    expect(peer.calls()).toBe(3);
    expect(events.at(-1)).toMatchObject({ kind: 'gave_up', attempts: 3, why: 'down 3' });
  });

  test('an error another try cannot mend is not tried again', async () => {
    const { policy } = watched({ ...quick, retry_max_attempts: 3, isRetryable: () => false });
    const peer = failing(99);
    expect(await caught(policy.execute(peer.fn))).toMatchObject({ message: 'down 1' });
    expect(peer.calls()).toBe(1);
  });

  test('for ever ends when the caller withdraws, in the middle of a wait', async () => {
    const { policy, events } = watched({
      retry_initial_interval: 60_000,
      retry_max_interval: 60_000,
      retry_multiplier: 1,
      retry_max_attempts: Infinity,
    });
    const caller = new AbortController();
    policy.onChange(() => caller.abort('shutdown'));
    const error = await caught(policy.execute(failing(99).fn, caller.signal));
    expect(isAborted(error)).toBe(true);
    expect((error as Error).cause).toBe('shutdown');
    expect(events).toHaveLength(1);
  });

  test('an open breaker ends the tries: it is for the caller to wait', async () => {
    const { policy, kinds } = watched({
      ...quick,
      retry_max_attempts: 9,
      circuit_breaker_threshold: 2,
      circuit_breaker_timeout: 60_000,
    });
    const peer = failing(99);
    expect(isBreakerOpen(await caught(policy.execute(peer.fn)))).toBe(true);
    expect(peer.calls()).toBe(2);
    expect(kinds()).toEqual(['retry', 'breaker', 'retry', 'rejected', 'gave_up']);
  });
});

describe('timeout', () => {
  test('rejects even when the function ignores its signal, and aborts that signal', async () => {
    const { policy, kinds } = watched({ timeout: 5 });
    let given: AbortSignal | undefined;
    const error = await caught(
      policy.execute((signal) => {
        given = signal;
        return new Promise(() => undefined);
      }),
    );
    expect(isTimeout(error)).toBe(true);
    expect(given?.aborted).toBe(true);
    expect(kinds()).toEqual(['timeout']);
  });

  test('is a failure: tried again, and counted by the breaker', async () => {
    const { policy, kinds } = watched({
      timeout: 5,
      ...quick,
      retry_max_attempts: 2,
      circuit_breaker_threshold: 2,
      circuit_breaker_timeout: 60_000,
    });
    expect(isTimeout(await caught(policy.execute(() => new Promise(() => undefined))))).toBe(true);
    expect(kinds()).toEqual(['timeout', 'retry', 'timeout', 'breaker', 'gave_up']);
    expect(policy.state()).toBe('open');
  });

  test("the caller's abort reaches the function", async () => {
    const { policy } = watched({ timeout: 60_000 });
    const caller = new AbortController();
    let given: AbortSignal | undefined;
    const call = policy.execute((signal) => {
      given = signal;
      return new Promise(() => undefined);
    }, caller.signal);
    caller.abort();
    expect(isAborted(await caught(call))).toBe(true);
    expect(given?.aborted).toBe(true);
  });
});

describe('bulkhead', () => {
  const held = (policy: ReturnType<typeof createPolicy>, signal?: AbortSignal) => {
    let release: () => void = () => undefined;
    let started = false;
    const done = caught(
      policy.execute(() => {
        started = true;
        return new Promise<void>((resolve) => (release = resolve));
      }, signal),
    );
    return { done, release: () => release(), started: () => started };
  };

  test('runs the limit, queues the next, rejects the rest', async () => {
    const { policy, events } = watched({ bulkhead_limit: 1, bulkhead_queue: 1 });
    const first = held(policy);
    const second = held(policy);
    const third = held(policy);
    expect(isBulkheadFull(await third.done)).toBe(true);
    expect([first.started(), second.started(), third.started()]).toEqual([true, false, false]);
    expect(events).toMatchObject([{ kind: 'rejected', by: 'bulkhead' }]);
    first.release();
    await first.done;
    await new Promise(setImmediate);
    expect(second.started()).toBe(true);
    second.release();
    expect(await second.done).toBeNull();
  });

  test('one that waits for its turn can be withdrawn and is then never run', async () => {
    const { policy } = watched({ bulkhead_limit: 1, bulkhead_queue: 1 });
    const caller = new AbortController();
    const first = held(policy);
    const second = held(policy, caller.signal);
    caller.abort();
    expect(isAborted(await second.done)).toBe(true);
    first.release();
    await first.done;
    await new Promise(setImmediate);
    expect(second.started()).toBe(false);
  });

  test('a rejection is no failure of the peer', async () => {
    const { policy } = watched({ bulkhead_limit: 1, circuit_breaker_threshold: 1, circuit_breaker_timeout: 60_000 });
    const first = held(policy);
    await held(policy).done;
    expect(policy.state()).toBe('closed');
    first.release();
    await first.done;
  });
});

describe('fallback', () => {
  test('answers with what the caller gives, told with the cause', async () => {
    const { policy, events } = watched({});
    const answer = await policy.executeOr(failing(9).fn, (error) => `instead of ${(error as Error).message}`);
    expect(answer).toBe('instead of down 1');
    expect(events).toMatchObject([{ kind: 'fallback', why: 'down 1' }]);
  });

  test('is not for a caller who withdrew', async () => {
    const { policy } = watched({});
    const caller = new AbortController();
    caller.abort();
    expect(isAborted(await caught(policy.executeOr(failing(9).fn, () => 'cached', caller.signal)))).toBe(true);
  });
});

test('a policy of no layer is the function itself, and without a breaker is closed', async () => {
  const { policy, events } = watched({});
  expect(await policy.execute(async () => 7)).toBe(7);
  expect([policy.state(), policy.retryAfterMs(), events]).toEqual(['closed', 0, []]);
});

test('a listener that has left hears nothing', async () => {
  const policy = createPolicy({ name: 'peer', timeout: 1 });
  const heard = jest.fn();
  policy.onChange(heard)();
  await caught(policy.execute(() => new Promise(() => undefined)));
  expect(heard).not.toHaveBeenCalled();
});
