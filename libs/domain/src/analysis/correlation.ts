import { significanceLevel, twoSided } from './mann-kendall';

export interface Correlation {
  n: number;
  /** Spearman's, −1..1, ties sharing their mean rank. */
  rho: number;
  p_value: number;
  significant: boolean;
}

const minValues = 10;

const ranksOf = (values: readonly number[]): Float64Array => {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end += 1;
    for (let index = start; index < end; index += 1) ranks[order[index] ?? 0] = (start + end - 1) / 2 + 1;
    start = end;
  }
  return ranks;
};

/** Spearman's rank correlation; null for fewer than ten pairs or where one side never varies. */
export const correlate = (x: readonly number[], y: readonly number[]): Correlation | null => {
  const n = x.length;
  if (n < minValues) return null;
  const [a, b] = [ranksOf(x), ranksOf(y)];
  const center = (n + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let index = 0; index < n; index += 1) {
    const [da, db] = [(a[index] ?? 0) - center, (b[index] ?? 0) - center];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  if (aa === 0 || bb === 0) return null;
  const rho = ab / Math.sqrt(aa * bb);
  // Fisher's z with the variance of Spearman's rho (Fieller, Hartley and Pearson).
  const z = Math.abs(rho) >= 1 ? Infinity : Math.atanh(rho) * Math.sqrt((n - 3) / 1.06);
  const pValue = z === Infinity ? 0 : twoSided(z);
  return { n, rho, p_value: pValue, significant: pValue < significanceLevel };
};
