import { IANAZone } from 'luxon';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A stretch of time inside one local hour of one local day. */
export interface Cell {
  from: number;
  to: number;
  /** Days since 1970-01-01 on the local calendar. */
  day: number;
  /** 0..23; the hour that a clock change repeats is that hour twice. */
  hour: number;
}

/** Local days and hours of instants, quick enough for millions of look-ups. */
export interface LocalClock {
  dayOf(time: number): number;
  /** Hours since local midnight with their fraction, as the clock on the wall shows them. */
  hourOf(time: number): number;
  /** Cuts [from, to) at local hours, so at midnight and at clock changes too. */
  cells(from: number, to: number): Generator<Cell>;
}

export const isoDay = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
/** 0 is Monday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

export const createLocalClock = (timeZone: string): LocalClock => {
  const zone = IANAZone.create(timeZone);
  const exactMs = (time: number): number => zone.offset(time) * 60_000;
  // Offsets by UTC day; null on the day of a clock change, where each time is looked up.
  const byDay = new Map<number, number | null>();

  const offsetMs = (time: number): number => {
    const day = Math.floor(time / dayMs);
    let offset = byDay.get(day);
    if (offset === undefined) {
      const first = exactMs(day * dayMs);
      offset = first === exactMs((day + 1) * dayMs) ? first : null;
      byDay.set(day, offset);
    }
    return offset ?? exactMs(time);
  };

  /** The first moment after `from` with another offset; one exists before `to`. */
  const changeWithin = (from: number, to: number): number => {
    const before = offsetMs(from);
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetMs(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  };

  const localMs = (time: number): number => time + offsetMs(time);

  return {
    dayOf: (time) => Math.floor(localMs(time) / dayMs),
    hourOf: (time) => (localMs(time) - Math.floor(localMs(time) / dayMs) * dayMs) / hourMs,
    *cells(from, to) {
      for (let start = from; start < to;) {
        const local = localMs(start);
        const hourEnd = start + hourMs - (((local % hourMs) + hourMs) % hourMs);
        const end = offsetMs(hourEnd - 1) === offsetMs(start) ? hourEnd : changeWithin(start, hourEnd - 1);
        const day = Math.floor(local / dayMs);
        yield { from: start, to: Math.min(end, to), day, hour: Math.floor((local - day * dayMs) / hourMs) };
        start = end;
      }
    },
  };
};
