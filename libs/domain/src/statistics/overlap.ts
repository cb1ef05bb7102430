import type { Span } from './span';

/**
 * Time logged twice counts once: where k entries overlap, each is credited with 1/k of the minutes, so that the credits
 * of all entries add up to the time that was covered. Kept as the running integral of 1/k, which answers for any stretch
 * of an entry in O(log n) however many entries overlap.
 */
export interface Overlap {
  /** What an entry that covers [from, to) is credited with, in ms. */
  credit(from: number, to: number): number;
  /** Time covered by at least one entry, in ms: the sum of all credits. */
  coveredMs: number;
  /** Time that was logged more than once, in ms: what counting each entry in full would have added. */
  doubledMs: number;
}

export const measureOverlap = (spans: readonly Span[]): Overlap => {
  const starts = Float64Array.from(spans, (span) => span.from).sort();
  const ends = Float64Array.from(spans, (span) => span.to).sort();
  const times = new Float64Array(spans.length * 2);
  /** integral[i]: ∫ 1/k from the first start to times[i]. */
  const integral = new Float64Array(spans.length * 2);
  const slope = new Float64Array(spans.length * 2);
  let [active, started, ended, coveredMs, fullMs] = [0, 0, 0, 0, 0];
  for (let index = 0; index < times.length; index += 1) {
    const ending = started >= starts.length || (ends[ended] ?? Infinity) <= (starts[started] ?? Infinity);
    const time = (ending ? ends[ended] : starts[started]) ?? 0;
    if (index > 0) {
      const elapsed = time - (times[index - 1] ?? 0);
      integral[index] = (integral[index - 1] ?? 0) + elapsed * (slope[index - 1] ?? 0);
      if (active > 0) coveredMs += elapsed;
      fullMs += elapsed * active;
    }
    if (ending) ended += 1;
    else started += 1;
    active += ending ? -1 : 1;
    times[index] = time;
    slope[index] = active > 0 ? 1 / active : 0;
  }

  const at = (time: number): number => {
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[middle] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    return (integral[low - 1] ?? 0) + (time - (times[low - 1] ?? 0)) * (slope[low - 1] ?? 0);
  };
  return { credit: (from, to) => at(to) - at(from), coveredMs, doubledMs: fullMs - coveredMs };
};
