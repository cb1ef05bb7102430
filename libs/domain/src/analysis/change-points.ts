import { mean } from 'simple-statistics';

export interface ChangePoint {
  /** Index of the first value after the change. */
  index: number;
  mean_before: number;
  mean_after: number;
  /** From shuffling the series. */
  p_value: number;
}

const minSegment = 4;
const maxPoints = 5;
const shuffles = 199;
const level = 0.01;

/** mulberry32: the same in every process, as an analysis must not change when it is made again. */
const createRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const shuffle = (values: Float64Array, random: () => number): void => {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const moved = values[last] ?? 0;
    values[last] = values[other] ?? 0;
    values[other] = moved;
  }
};

/** The cut that takes most of the variance away, and how much of it: the CUSUM statistic. */
const bestCut = (values: Float64Array): { index: number; gain: number } => {
  const total = values.reduce((sum, value) => sum + value, 0);
  let [left, best] = [0, { index: 0, gain: 0 }];
  for (let index = 1; index < values.length; index += 1) {
    left += values[index - 1] ?? 0;
    if (index < minSegment || values.length - index < minSegment) continue;
    const difference = left / index - (total - left) / (values.length - index);
    const gain = ((index * (values.length - index)) / values.length) * difference * difference;
    if (gain > best.gain) best = { index, gain };
  }
  return best;
};

const testCut = (values: Float64Array, random: () => number): { index: number; pValue: number } | null => {
  const cut = bestCut(values);
  if (cut.index === 0) return null;
  const shuffled = Float64Array.from(values);
  let atLeast = 0;
  for (let round = 0; round < shuffles; round += 1) {
    shuffle(shuffled, random);
    if (bestCut(shuffled).gain >= cut.gain - 1e-12) atLeast += 1;
  }
  const pValue = (atLeast + 1) / (shuffles + 1);
  return pValue <= level ? { index: cut.index, pValue } : null;
};

/** Where a series' level changes for good: binary segmentation, each cut held against shuffled copies of its part. */
export const findChangePoints = (series: readonly number[]): ChangePoint[] => {
  const random = createRandom(20_260_302);
  const cuts: { index: number; pValue: number }[] = [];
  const parts: [from: number, to: number][] = [[0, series.length]];
  for (let part = parts.shift(); part && cuts.length < maxPoints; part = parts.shift()) {
    const [from, to] = part;
    if (to - from < 2 * minSegment) continue;
    const cut = testCut(Float64Array.from(series.slice(from, to)), random);
    if (!cut) continue;
    cuts.push({ index: from + cut.index, pValue: cut.pValue });
    parts.push([from, from + cut.index], [from + cut.index, to]);
  }
  const ordered = cuts.sort((a, b) => a.index - b.index);
  return ordered.map(({ index, pValue }, at) => ({
    index,
    mean_before: mean(series.slice(ordered[at - 1]?.index ?? 0, index)),
    mean_after: mean(series.slice(index, ordered[at + 1]?.index ?? series.length)),
    p_value: pValue,
  }));
};
