import { errorFunction, median } from 'simple-statistics';

export interface Trend {
  /** Values in the series. */
  n: number;
  /** Theil–Sen: the median of the slopes between all pairs, by step. */
  slope: number;
  /** Two-sided, of the Mann–Kendall test with ties corrected for. */
  p_value: number;
  significant: boolean;
  direction: 'up' | 'down' | 'none';
}

/** Fewer values than this show no trend at 5 %, whatever they are. */
const minValues = 5;
export const significanceLevel = 0.05;

/** The probability of a standard normal value at least that far from 0. (The library's table of it has two digits.) */
export const twoSided = (z: number): number => Math.min(1, Math.max(0, 1 - errorFunction(Math.abs(z) / Math.SQRT2)));

const tieSizes = (values: readonly number[]): number[] => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()];
};

/**
 * Whether a series rises or falls at all, without assuming how: each pair votes. Null for fewer than five values.
 * Values are taken to be independent; strongly serial ones make the test find too much.
 */
export const mannKendall = (values: readonly number[], level = significanceLevel): Trend | null => {
  const n = values.length;
  if (n < minValues) return null;
  let score = 0;
  const slopes: number[] = [];
  for (let later = 1; later < n; later += 1)
    for (let earlier = 0; earlier < later; earlier += 1) {
      const difference = (values[later] ?? 0) - (values[earlier] ?? 0);
      score += Math.sign(difference);
      slopes.push(difference / (later - earlier));
    }
  const ties = tieSizes(values).reduce((sum, size) => sum + size * (size - 1) * (2 * size + 5), 0);
  const variance = (n * (n - 1) * (2 * n + 5) - ties) / 18;
  const z = variance === 0 || score === 0 ? 0 : (score - Math.sign(score)) / Math.sqrt(variance);
  const pValue = twoSided(z);
  const significant = pValue < level;
  return {
    n,
    slope: median(slopes),
    p_value: pValue,
    significant,
    direction: !significant ? 'none' : score > 0 ? 'up' : 'down',
  };
};
