import { createLogger } from '@englog/runtime';
import { leakCheck, waitFor } from '@englog/testing';
import { Loops } from './loops';

const log = createLogger({ name: 'test', level: 'silent' });

afterAll(() => leakCheck());

describe('loops', () => {
  it('make their passes again and again, one at a time, and stop leaves none under way', async () => {
    const loops = new Loops(log);
    const passes = { begun: 0, ended: 0 };
    loops.add('slow', 1, async () => {
      passes.begun += 1;
      expect(passes.begun - passes.ended).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      passes.ended += 1;
    });
    loops.start();
    await waitFor(() => passes.begun > 5);
    await loops.stop();
    expect(passes.ended).toBe(passes.begun);
  });

  it('a pass may be wanted sooner, by whoever waits for it or by the pass before, and not after the stop', async () => {
    const loops = new Loops(log);
    let passes = 0;
    const wanted = loops.add('rare', 60_000, () => (++passes < 3 ? 1 : null));
    loops.start();
    expect(passes).toBe(0);
    wanted(1);
    await waitFor(() => passes === 3);
    await loops.stop();
    // The leak check would find its timer.
    wanted(10_000);
    expect(passes).toBe(3);
  });

  it('a pass wanted while one is under way is made after it: that one may have looked already', async () => {
    const loops = new Loops(log);
    const ends: (() => void)[] = [];
    const wanted = loops.add('rare', 60_000, () => new Promise<void>((resolve) => ends.push(resolve)));
    loops.start();
    wanted(0);
    await waitFor(() => ends.length === 1);
    wanted(0);
    // Longer than the timer takes that found the pass under way.
    let isLater = false;
    setTimeout(() => (isLater = true), 5);
    await waitFor(() => isLater);
    ends[0]?.();
    await waitFor(() => ends.length === 2);
    ends[1]?.();
    await loops.stop();
    expect(ends).toHaveLength(2);
  });

  it('a pass wanted in months, during another, is no reason to make one at once', async () => {
    const loops = new Loops(log);
    let passes = 0;
    const wanted = loops.add('rare', 60_000, async () => {
      passes += 1;
      wanted(90 * 86_400_000);
      await new Promise((resolve) => setTimeout(resolve, 10));
    });
    loops.start();
    wanted(0);
    await waitFor(() => passes > 0);
    await loops.stop();
    expect(passes).toBe(1);
  });

  it('a pass is made after one that failed', async () => {
    const loops = new Loops(log);
    let passes = 0;
    loops.add('failing', 2, () => {
      passes += 1;
      if (passes % 2 === 1) return Promise.reject(new Error('away'));
      return undefined;
    });
    loops.start();
    await waitFor(() => passes > 4);
    await loops.stop();
  });
});
