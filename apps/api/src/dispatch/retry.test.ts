import { leakCheck, waitFor } from '@englog/testing';
import { Retry } from './retry';

afterAll(() => leakCheck());

describe('a retry', () => {
  it('calls once for any number of failures meanwhile, ever later up to a second, until something works', async () => {
    const at: number[] = [];
    const retry = new Retry(() => {
      at.push(performance.now());
      retry.later();
      retry.later();
    });
    const startedAt = performance.now();
    retry.later();
    retry.later();
    await waitFor(() => at.length === 5);
    retry.stop();
    const waits = at.map((time, n) => time - (at[n - 1] ?? startedAt));
    // Half of 50, 100, 200, 400 and 800 ms at the least; a timer may be a millisecond early.
    [25, 50, 100, 200, 400].forEach((least, n) => expect(waits[n]).toBeGreaterThan(least - 2));
    expect(retry.isUnderWay).toBe(true);
    retry.worked();
    expect(retry.isUnderWay).toBe(false);
  });

  it('stopped, calls no more', () => {
    const retry = new Retry(() => undefined);
    retry.later();
    retry.stop();
    // The leak check would find its timer.
    retry.later();
  });
});
