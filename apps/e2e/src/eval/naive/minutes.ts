import { createLocalTime } from './local-time';
import type { LocalTime } from './local-time';
import type { Days, LoggedEntry } from '../log';

/** One minute of a period that at least one entry covers. */
export interface Minute extends LocalTime {
  /** Minutes since 1970. */
  at: number;
  entries: LoggedEntry[];
}

const minuteOf = (time: string): number => {
  const minute = Date.parse(time) / 60_000;
  if (!Number.isInteger(minute))
    throw new Error(`${time} is not a whole minute: these figures could not be recomputed`);
  return minute;
};

/**
 * The log minute by minute: what a person with a calendar, a pencil and much patience would do. Slow and plain on
 * purpose; it shares no code and no method with what it checks. In order of time.
 */
export function minutesOf(entries: readonly LoggedEntry[], { start, end, timeZone }: Days): Minute[] {
  const localTime = createLocalTime(timeZone);
  const minutes = new Map<number, Minute>();
  for (const entry of entries)
    for (let at = minuteOf(entry.start_time); at < minuteOf(entry.end_time); at += 1) {
      const known = minutes.get(at);
      if (known) {
        known.entries.push(entry);
        continue;
      }
      const local = localTime(at);
      if (local.day >= start && local.day <= end) minutes.set(at, { at, ...local, entries: [entry] });
    }
  return [...minutes.values()].sort((a, b) => a.at - b.at);
}

/** Adds up something of every entry's part of every minute: where k entries share a minute, each has 1/k of it. */
export function sumMinutes(minutes: readonly Minute[], of: (entry: LoggedEntry, minute: Minute) => number): number {
  let sum = 0;
  for (const minute of minutes) for (const entry of minute.entries) sum += of(entry, minute) / minute.entries.length;
  return sum;
}

/** Minutes by what `keysOf` says of each entry. */
export function minutesBy(
  minutes: readonly Minute[],
  keysOf: (entry: LoggedEntry, minute: Minute) => readonly string[],
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const minute of minutes)
    for (const entry of minute.entries)
      for (const key of new Set(keysOf(entry, minute))) sums.set(key, (sums.get(key) ?? 0) + 1 / minute.entries.length);
  return sums;
}

/** Entries with at least a minute inside, by start, then end. */
export function entriesIn(minutes: readonly Minute[]): LoggedEntry[] {
  const inside = new Set(minutes.flatMap((minute) => minute.entries));
  return [...inside].sort(
    (a, b) => minuteOf(a.start_time) - minuteOf(b.start_time) || minuteOf(a.end_time) - minuteOf(b.end_time),
  );
}

/** How many minutes of the period each entry covers. */
export function lengthsOf(minutes: readonly Minute[]): Map<LoggedEntry, number> {
  const lengths = new Map<LoggedEntry, number>();
  for (const { entries } of minutes) for (const entry of entries) lengths.set(entry, (lengths.get(entry) ?? 0) + 1);
  return lengths;
}
