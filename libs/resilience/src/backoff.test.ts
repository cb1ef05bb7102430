import { backoff } from './backoff';
import { wait } from './wait';

const options = { retry_initial_interval: 1_000, retry_max_interval: 60_000, retry_multiplier: 1.5 };
const take = (count: number, random: () => number): number[] => {
  const series = backoff(options, random);
  return Array.from({ length: count }, () => series.next().value);
};

test.each([
  ['the longest', () => 1, [1_000, 1_500, 2_250, 3_375]],
  ['the shortest', () => 0, [500, 750, 1_125, 1_688]],
])('%s waits grow by the multiplier', (_name, random, expected) => {
  expect(take(4, random)).toEqual(expected);
});

test('waits stay between half the maximum and the maximum, for ever', () => {
  const late = take(200, Math.random).slice(50);
  expect(Math.max(...late)).toBeLessThanOrEqual(60_000);
  expect(Math.min(...late)).toBeGreaterThanOrEqual(30_000);
  expect(new Set(late).size).toBeGreaterThan(20);
});

test('wait says whether the time was waited out', async () => {
  const caller = new AbortController();
  expect(await wait(1, caller.signal)).toBe(true);
  const cut = wait(60_000, caller.signal);
  caller.abort();
  expect(await cut).toBe(false);
  expect(await wait(60_000, caller.signal)).toBe(false);
});
