import type { BreakerState, PolicyEvent } from './events';
import { createPolicy } from './policy';
import { isAborted, isBreakerOpen } from './policy-error';

/** The breaker's transition table, cell by cell: each state is reached with real calls, each event is a real call. */
const threshold = 3;
const openMs = 1_000;
class Said extends Error {}
class Elsewhere extends Error {}

const build = () => {
  const events: PolicyEvent[] = [];
  const policy = createPolicy({
    name: 'peer',
    circuit_breaker_threshold: threshold,
    circuit_breaker_timeout: openMs,
    isFailure: (error) => (error instanceof Elsewhere ? null : !(error instanceof Said)),
  });
  policy.onChange((event) => events.push(event));
  const call = (outcome: () => Promise<string>, signal?: AbortSignal) =>
    policy.execute(outcome, signal).then(
      (value) => value,
      (error: unknown) => error,
    );
  const succeed = () => call(() => Promise.resolve('ok'));
  const fail = () => call(() => Promise.reject(new Error('down')));
  const sayNo = () => call(() => Promise.reject(new Said('no such model')));
  const failElsewhere = () => call(() => Promise.reject(new Elsewhere('not asked')));
  const withdraw = () => {
    const caller = new AbortController();
    const done = call(() => new Promise(() => caller.abort('cancelled')), caller.signal);
    return done;
  };
  return { policy, events, succeed, fail, sayNo, failElsewhere, withdraw };
};
type Rig = ReturnType<typeof build>;

const reach: Record<string, (rig: Rig) => Promise<void>> = {
  closed: async () => undefined,
  'closed, one failure short': async (rig) => {
    for (let failures = 1; failures < threshold; failures += 1) await rig.fail();
  },
  open: async (rig) => {
    for (let failures = 1; failures <= threshold; failures += 1) await rig.fail();
  },
  'half-open': async (rig) => {
    await reach.open!(rig);
    jest.advanceTimersByTime(openMs);
  },
};

const fire: Record<string, (rig: Rig) => Promise<unknown>> = {
  success: (rig) => rig.succeed(),
  failure: (rig) => rig.fail(),
  'an error that is no failure': (rig) => rig.sayNo(),
  'an error that says nothing of the peer': (rig) => rig.failElsewhere(),
  'withdrawn by its caller': (rig) => rig.withdraw(),
  'time passing': (rig) => {
    jest.advanceTimersByTime(openMs);
    return Promise.resolve(rig.policy.state());
  },
};

const table: Record<keyof typeof reach, Record<keyof typeof fire, BreakerState>> = {
  closed: {
    success: 'closed',
    failure: 'closed',
    'an error that is no failure': 'closed',
    'an error that says nothing of the peer': 'closed',
    'withdrawn by its caller': 'closed',
    'time passing': 'closed',
  },
  'closed, one failure short': {
    success: 'closed',
    failure: 'open',
    'an error that is no failure': 'closed',
    'an error that says nothing of the peer': 'closed',
    'withdrawn by its caller': 'closed',
    'time passing': 'closed',
  },
  open: {
    success: 'open',
    failure: 'open',
    'an error that is no failure': 'open',
    'an error that says nothing of the peer': 'open',
    'withdrawn by its caller': 'open',
    'time passing': 'half_open',
  },
  'half-open': {
    success: 'closed',
    failure: 'open',
    'an error that is no failure': 'closed',
    'an error that says nothing of the peer': 'open',
    'withdrawn by its caller': 'open',
    'time passing': 'half_open',
  },
};

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
afterEach(() => jest.useRealTimers());

describe.each(Object.keys(table))('a breaker that is %s', (state) => {
  test.each(Object.entries(table[state]!))('on %s is then %s', async (event, expected) => {
    const rig = build();
    await reach[state]!(rig);
    await fire[event]!(rig);
    expect(rig.policy.state()).toBe(expected);
  });
});

test('an open breaker calls nothing and says when it will', async () => {
  const rig = build();
  await reach.open!(rig);
  jest.advanceTimersByTime(400);
  const called = jest.fn();
  const error = await rig.policy.execute(async () => called()).catch((caught: unknown) => caught);
  expect(isBreakerOpen(error) && error.retryAfterMs).toBe(600);
  expect(String(error)).toMatch(/breaker is open \(down\)/);
  expect(called).not.toHaveBeenCalled();
  expect(rig.policy.retryAfterMs()).toBe(600);
});

test('while half-open only one probe goes; the rest are rejected at once, not queued behind it', async () => {
  const rig = build();
  await reach['half-open']!(rig);
  let finish: (value: string) => void = () => undefined;
  const probe = rig.policy.execute(() => new Promise<string>((resolve) => (finish = resolve)));
  await Promise.resolve();
  expect(isBreakerOpen(await rig.succeed())).toBe(true);
  finish('well again');
  expect(await probe).toBe('well again');
  expect(rig.policy.state()).toBe('closed');
});

test.each([-3_600_000, 3_600_000])('a wall clock that is set %d ms off changes nothing', async (stepMs) => {
  const rig = build();
  await reach.open!(rig);
  jest.setSystemTime(Date.now() + stepMs);
  expect(rig.policy.retryAfterMs()).toBe(openMs);
  expect(isBreakerOpen(await rig.succeed())).toBe(true);
  jest.advanceTimersByTime(openMs);
  expect(rig.policy.state()).toBe('half_open');
  expect(await rig.succeed()).toBe('ok');
});

test.each<[string, BreakerState]>([
  ['success', 'closed'],
  ['an error that is no failure', 'closed'],
  ['an error that says nothing of the peer', 'open'],
  ['withdrawn by its caller', 'open'],
])('%s in between: the next failure leaves it %s', async (event, expected) => {
  const rig = build();
  await reach['closed, one failure short']!(rig);
  await fire[event]!(rig);
  await rig.fail();
  expect(rig.policy.state()).toBe(expected);
});

test('every change is told with its cause, in order', async () => {
  const rig = build();
  await reach['half-open']!(rig);
  await rig.fail();
  jest.advanceTimersByTime(openMs);
  await rig.succeed();
  const changes = rig.events.flatMap((event) => (event.kind === 'breaker' ? [[event.from, event.to, event.why]] : []));
  expect(changes).toEqual([
    ['closed', 'open', 'down'],
    ['open', 'half_open', 'probing'],
    ['half_open', 'open', 'down'],
    ['open', 'half_open', 'probing'],
    ['half_open', 'closed', 'a call succeeded'],
  ]);
  expect(rig.events.every((event) => event.policy === 'peer' && event.at > 0)).toBe(true);
});

test('a withdrawn call is told as aborted', async () => {
  expect(isAborted(await build().withdraw())).toBe(true);
});
