import { entriesIn } from './minutes';
import type { Minute } from './minutes';
import type { LoggedEntry } from '../log';

/** Others set the pace of these. */
const interrupts = (entry: LoggedEntry): boolean => entry.type === 'meeting' || entry.type === 'support';

export interface NaiveFocus {
  /** Minutes of making in each stretch of 90 or more. */
  blocks: number[];
  /** All minutes of making. */
  making: number;
  switches: number;
  backToBack: number;
}

/** A pause of up to 15 minutes without an interruption does not end a stretch. */
export function focusOf(minutes: readonly Minute[]): NaiveFocus {
  const stretches: number[] = [];
  let [current, last, interrupted] = [0, -Infinity, false];
  for (const { at, entries } of minutes) {
    if (entries.some(interrupts)) {
      interrupted = true;
      continue;
    }
    if (current > 0 && !interrupted && at - last - 1 <= 15) current += 1;
    else {
      stretches.push(current);
      current = 1;
    }
    [last, interrupted] = [at, false];
  }
  stretches.push(current);
  return {
    blocks: stretches.filter((length) => length >= 90),
    making: stretches.reduce((sum, length) => sum + length, 0),
    ...sequenceOf(minutes),
  };
}

const minute = (time: string): number => Date.parse(time) / 60_000;

/** Counts by looking from each entry to those before it. */
function sequenceOf(minutes: readonly Minute[]): Pick<NaiveFocus, 'switches' | 'backToBack'> {
  const entries = entriesIn(minutes);
  /** The nearest project before, over entries without one, unless an hour's pause lies between. */
  const projectBefore = (index: number): string | null => {
    const [entry, before] = [entries[index], entries[index - 1]];
    if (!entry || !before || minute(entry.start_time) - minute(before.end_time) > 60) return null;
    return before.project || projectBefore(index - 1);
  };
  const isSwitch = (entry: LoggedEntry, index: number): boolean => {
    const before = projectBefore(index);
    return Boolean(entry.project) && before !== null && before !== entry.project;
  };
  const meetings = entries.filter((entry) => entry.type === 'meeting');
  const follows = (entry: LoggedEntry, index: number): boolean => {
    const before = meetings[index - 1];
    const pause = before === undefined ? -1 : minute(entry.start_time) - minute(before.end_time);
    return pause >= 0 && pause <= 5;
  };
  return { switches: entries.filter(isSwitch).length, backToBack: meetings.filter(follows).length };
}
