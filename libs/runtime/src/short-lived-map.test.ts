import { getHeapSpaceStatistics } from 'node:v8';
import { ShortLivedMap } from './short-lived-map';

describe('a map of short-lived entries', () => {
  it('is a Map: order, replacement, removal, iteration', () => {
    const map = new ShortLivedMap<string, number>();
    map.set('a', 1).set('b', 2).set('a', 3);
    expect([...map]).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
    expect([map.size, map.get('a'), map.has('b'), map.get('c')]).toEqual([2, 3, true, undefined]);
    expect([map.delete('a'), map.delete('a')]).toEqual([true, false]);
    expect([[...map.keys()], [...map.values()]]).toEqual([['b'], [2]]);
    map.clear();
    expect([map.size, [...map]]).toEqual([0, []]);
  });

  it('keeps every entry over thousands that come and go', () => {
    const map = new ShortLivedMap<number, number>();
    const plain = new Map<number, number>();
    for (let n = 0; n < 20_000; n++) {
      map.set(n, n);
      plain.set(n, n);
      const gone = n - ((n * 7) % 300);
      expect(map.delete(gone)).toBe(plain.delete(gone));
    }
    expect([...map]).toEqual([...plain]);
  });

  it('removes during an iteration, to its end', () => {
    const map = new ShortLivedMap<number, number>();
    for (let n = 0; n < 500; n++) map.set(n, n);
    const seen: number[] = [];
    for (const value of map.values()) {
      seen.push(value);
      map.delete(value);
    }
    expect(seen).toHaveLength(500);
    expect(map.size).toBe(0);
  });

  it('lets the minor collections take what was removed', () => {
    const oldBytes = (): number =>
      getHeapSpaceStatistics().find((space) => space.space_name === 'old_space')?.space_used_size ?? 0;
    const map = new ShortLivedMap<number, number[]>();
    const entry = (n: number): number[] => new Array<number>(40).fill(n);
    // Old enough for its tables to be in the old space, from where a plain Map's would hold all that follows.
    for (let n = -50; n < 0; n++) map.set(n, entry(n));
    for (let n = 0; n < 400_000; n++) entry(n);
    let [promoted, before] = [0, oldBytes()];
    for (let n = 0; n < 400_000; n++) {
      map.set(n, entry(n));
      map.delete(n - 50);
      if (n % 1000 !== 0) continue;
      const now = oldBytes();
      promoted += Math.max(0, now - before);
      before = now;
    }
    // Of some 150 MB that passed through.
    expect(promoted).toBeLessThan(5_000_000);
  });
});
