import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds } from '../store/database-fixture';
import { openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture } from '../testing/dispatch-fixture';
import type { SessionWorker } from '../testing/session-worker';
import { steadyNow, toEpoch, toSteady } from './clock';

const hourMs = 3_600_000;
const setWallClock = (byMs: number) => {
  const real = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => real() + byMs);
};
afterEach(() => jest.restoreAllMocks());

describe('the steady clock', () => {
  it('tells a moment as the same time again and again, by the wall clock as it is', () => {
    const moment = steadyNow();
    const told = toEpoch(moment);
    expect(Math.abs(told - Date.now())).toBeLessThan(50);
    expect(toEpoch(moment)).toBe(told);
    setWallClock(hourMs);
    expect(Math.abs(toEpoch(moment) - told - hourMs)).toBeLessThan(50);
  });

  it('takes no time for one to come', () => {
    expect(toSteady(Date.now() + hourMs)).toBeLessThanOrEqual(steadyNow());
    const moment = steadyNow() - 5_000;
    expect(Math.abs(toSteady(toEpoch(moment)) - moment)).toBeLessThan(2);
  });
});

/** The embedded database has this process's clock: there its now() is set with ours. */
describe.each(databaseKinds)('a wall clock that is set on %s', (kind) => {
  let room: DispatchFixture;

  beforeAll(async () => {
    room = await openDispatchFixture(kind, {
      timing: { ackTimeoutMs: 300, graceMs: 300, leaseMs: 2_000, pingIntervalMs: 500 },
      workers: { timeoutMs: 5_000 },
    });
  });
  afterEach(() => room.clear());
  afterAll(async () => {
    await room.close();
    await leakCheck();
  });

  /** By five more pings each sweep has passed, and a lease that nobody renewed would have run out. */
  const sweepsPass = async ({ signals }: SessionWorker) => {
    const wanted = signals.length + 5;
    await waitFor(() => signals.length >= wanted);
  };

  it.each([hourMs, -hourMs])('I7: by %i ms ends no attempt that runs and loses no worker', async (byMs) => {
    const worker = await room.worker('w');
    const [taskId = ''] = await room.create({ maxAttempts: 1 });
    const delivery = await worker.delivery();
    await room.until(taskId, 'running');
    setWallClock(byMs);
    await sweepsPass(worker);
    expect(await room.read(taskId)).toMatchObject({ status: 'running', attempt: 1, attemptsSpent: 0 });
    expect(await worker.complete(delivery)).toBe('accepted');
    const [next = ''] = await room.create({});
    await room.until(next, 'running');
    expect(await room.outcomes(next)).toEqual(['running']);
  });

  it.each([hourMs, -hourMs])('I4: by %i ms does not keep what is not acknowledged', async (byMs) => {
    const silent = await room.worker('silent', { acks: false });
    const [taskId = ''] = await room.create({});
    await silent.delivery();
    setWallClock(byMs);
    await waitFor(async () => (await room.outcomes(taskId)).includes('not_acknowledged'));
  });
});
