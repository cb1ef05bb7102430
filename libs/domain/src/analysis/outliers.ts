import { median } from 'simple-statistics';

export interface Outlier<K> {
  key: K;
  value: number;
  /** Modified z-score: 0.6745 × distance from the median, in median absolute deviations. */
  score: number;
}

const minValues = 8;
const threshold = 3.5;
const maxOutliers = 20;

/** Values far from the median (Iglewicz and Hoaglin); none where half the values are the same. Farthest first. */
export const findOutliers = <K>(values: readonly (readonly [K, number])[]): Outlier<K>[] => {
  if (values.length < minValues) return [];
  const center = median(values.map(([, value]) => value));
  const deviation = median(values.map(([, value]) => Math.abs(value - center)));
  if (deviation === 0) return [];
  return values
    .map(([key, value]) => ({ key, value, score: (0.6745 * (value - center)) / deviation }))
    .filter(({ score }) => Math.abs(score) > threshold)
    .sort((a, b) => Math.abs(b.score) - Math.abs(a.score))
    .slice(0, maxOutliers);
};
