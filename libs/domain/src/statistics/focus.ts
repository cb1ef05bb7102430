import type { EntryType } from '../entries';
import type { Span } from './span';

/** Types that other people set the pace of: they end a focus block. */
export const interruptingTypes: ReadonlySet<EntryType> = new Set<EntryType>(['meeting', 'support']);

/** A pause no longer than this stays inside a focus block (it is not counted as focus). */
export const maxPauseMinutes = 15;
/** Shorter stretches are fragments. */
export const minFocusMinutes = 90;
const minuteMs = 60_000;

export interface Block {
  from: number;
  to: number;
  /** Worked time inside, without its pauses. */
  minutes: number;
}

export interface Focus {
  /** Uninterrupted stretches of at least `minFocusMinutes`, in order. */
  blocks: Block[];
  focusMinutes: number;
  /** All worked time that is no meeting or support. */
  makerMinutes: number;
  /** 0..1: the share of maker time outside focus blocks; null without maker time. */
  fragmentation: number | null;
  /** Changes from one project to another without an hour's pause; entries without a project do not count. */
  projectSwitches: number;
}

interface Range {
  from: number;
  to: number;
}

/** The ranges covered, as few as possible, in order. */
export const union = (ranges: readonly Range[]): Range[] => {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else merged.push({ from: range.from, to: range.to });
  }
  return merged;
};

/** What of `ranges` no `hole` covers; both as `union` gives them. */
const without = (ranges: readonly Range[], holes: readonly Range[]): Range[] => {
  const left: Range[] = [];
  let first = 0;
  for (const range of ranges) {
    while (first < holes.length && (holes[first]?.to ?? 0) <= range.from) first += 1;
    let from = range.from;
    for (let index = first; index < holes.length; index += 1) {
      const hole = holes[index];
      if (!hole || hole.from >= range.to) break;
      if (hole.from > from) left.push({ from, to: hole.from });
      from = Math.max(from, hole.to);
    }
    if (from < range.to) left.push({ from, to: range.to });
  }
  return left;
};

const joinPauses = (stretches: readonly Range[], interruptions: readonly Range[]): Block[] => {
  const blocks: Block[] = [];
  let index = 0;
  for (const { from, to } of stretches) {
    const last = blocks.at(-1);
    while (index < interruptions.length && (interruptions[index]?.to ?? 0) <= (last?.to ?? -Infinity)) index += 1;
    const interruption = interruptions[index];
    const interrupted = interruption !== undefined && interruption.from < from;
    if (last && from - last.to <= maxPauseMinutes * minuteMs && !interrupted) {
      last.to = to;
      last.minutes += (to - from) / minuteMs;
    } else blocks.push({ from, to, minutes: (to - from) / minuteMs });
  }
  return blocks;
};

/** An entry without a project (a meeting, say) is none: what was before it goes on. */
const switchesBetween = (spans: readonly Span[]): number => {
  let switches = 0;
  let last: Span | undefined;
  let project = '';
  for (const span of spans) {
    if (last !== undefined && span.from - last.to > 60 * minuteMs) project = '';
    if (span.project !== '' && project !== '' && span.project !== project) switches += 1;
    if (span.project !== '') project = span.project;
    last = span;
  }
  return switches;
};

interface Making {
  making: Range[];
  /** `making` with short pauses joined, of any length. */
  stretches: Block[];
}

const makingIn = (spans: readonly Span[]): Making => {
  const interruptions = union(spans.filter((span) => interruptingTypes.has(span.type)));
  const making = without(union(spans.filter((span) => !interruptingTypes.has(span.type))), interruptions);
  return { making, stretches: joinPauses(making, interruptions) };
};

/** Uninterrupted stretches of work that is no meeting or support, of any length; spans ordered by start. */
export const stretchesOf = (spans: readonly Span[]): Block[] => makingIn(spans).stretches;

/** Spans ordered by start, as `clip` gives them. */
export const measureFocus = (spans: readonly Span[]): Focus => {
  const { making, stretches } = makingIn(spans);
  const blocks = stretches.filter((block) => block.minutes >= minFocusMinutes);
  const makerMinutes = making.reduce((sum, range) => sum + (range.to - range.from) / minuteMs, 0);
  const focusMinutes = blocks.reduce((sum, block) => sum + block.minutes, 0);
  return {
    blocks,
    focusMinutes,
    makerMinutes,
    fragmentation: makerMinutes > 0 ? 1 - focusMinutes / makerMinutes : null,
    projectSwitches: switchesBetween(spans),
  };
};

/** Meetings that begin within five minutes of another's end. */
export const backToBackMeetings = (spans: readonly Span[]): number => {
  const meetings = spans.filter((span) => span.type === 'meeting');
  return meetings.filter((meeting, index) => {
    const before = meetings[index - 1];
    return before !== undefined && meeting.from - before.to <= 5 * minuteMs && meeting.from >= before.to;
  }).length;
};
