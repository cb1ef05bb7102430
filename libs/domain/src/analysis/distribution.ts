import { mean, medianSorted, quantileSorted, sampleStandardDeviation } from 'simple-statistics';
import { roundTo } from '../facts/fact';

export interface Distribution {
  n: number;
  min: number;
  p10: number;
  p25: number;
  median: number;
  p75: number;
  p90: number;
  max: number;
  mean: number;
  standard_deviation: number;
  /** Counts by equal steps from min to max. */
  histogram: { from: number; to: number; count: number }[];
}

const maxBins = 12;

const histogramOf = (sorted: readonly number[]): Distribution['histogram'] => {
  const [min, max] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  if (max === min) return [{ from: roundTo(min, 2), to: roundTo(max, 2), count: sorted.length }];
  // Sturges, bounded.
  const bins = Math.min(maxBins, Math.ceil(Math.log2(sorted.length)) + 1);
  const width = (max - min) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of sorted) {
    const bin = Math.min(bins - 1, Math.floor((value - min) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, bin) => ({
    from: roundTo(min + bin * width, 2),
    to: roundTo(min + (bin + 1) * width, 2),
    count,
  }));
};

/** Null for no values. */
export const distributionOf = (values: readonly number[]): Distribution | null => {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => roundTo(quantileSorted(sorted, share), 2);
  return {
    n: sorted.length,
    min: roundTo(sorted[0] ?? 0, 2),
    p10: at(0.1),
    p25: at(0.25),
    median: roundTo(medianSorted(sorted), 2),
    p75: at(0.75),
    p90: at(0.9),
    max: roundTo(sorted.at(-1) ?? 0, 2),
    mean: roundTo(mean(sorted), 2),
    standard_deviation: sorted.length > 1 ? roundTo(sampleStandardDeviation(sorted), 2) : 0,
    histogram: histogramOf(sorted),
  };
};
