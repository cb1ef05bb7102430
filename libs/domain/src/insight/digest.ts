import { roundTo } from '../facts/fact';
import { isoDay, createLocalClock } from '../statistics/local-clock';
import { measureOverlap } from '../statistics/overlap';
import type { Span } from '../statistics/span';
import { estimateTokens } from './estimate-tokens';

/** The entries in a bounded number of tokens: each one when they are few, else groups, so that none is left out. */
export interface Digest {
  entries?: { day: string; hours: number; type: string; project?: string; title: string; tags?: readonly string[] }[];
  groups?: DigestGroup[];
  /** What did not fit, counted. */
  others?: { groups: number; entries: number; hours: number };
}

interface DigestGroup {
  project?: string;
  type: string;
  entries: number;
  hours: number;
  /** Of the entries with most time. */
  titles?: string[];
}

const maxListed = 60;
const titleCounts = [6, 3, 1, 0];

const short = (text: string, length = 100): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
const size = (digest: Digest): number => estimateTokens(JSON.stringify(digest));

interface Group {
  project: string;
  type: string;
  hours: number;
  titles: Map<string, number>;
  entries: number;
}

const groupsOf = (spans: readonly Span[], hoursOf: (span: Span) => number): Group[] => {
  const groups = new Map<string, Group>();
  for (const span of spans) {
    const key = `${span.project}\u0000${span.type}`;
    const group = groups.get(key) ?? {
      project: span.project,
      type: span.type,
      hours: 0,
      titles: new Map<string, number>(),
      entries: 0,
    };
    const hours = hoursOf(span);
    group.hours += hours;
    group.entries += 1;
    group.titles.set(span.title, (group.titles.get(span.title) ?? 0) + hours);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.hours - a.hours);
};

const toDigestGroup = (group: Group, titles: number): DigestGroup => ({
  ...(group.project ? { project: short(group.project) } : {}),
  type: group.type,
  entries: group.entries,
  hours: roundTo(group.hours, 1),
  ...(titles > 0
    ? {
        titles: [...group.titles]
          .sort(([, a], [, b]) => b - a)
          .slice(0, titles)
          .map(([title]) => short(title)),
      }
    : {}),
});

const fold = (groups: readonly Group[]): NonNullable<Digest['others']> => ({
  groups: groups.length,
  entries: groups.reduce((sum, group) => sum + group.entries, 0),
  hours: roundTo(
    groups.reduce((sum, group) => sum + group.hours, 0),
    1,
  ),
});

/** Spans as `clip` gives them; the result as JSON is estimated at no more than `maxTokens`, or says nothing but a count. */
export const digestOf = (spans: readonly Span[], timeZone: string, maxTokens: number): Digest => {
  const overlap = measureOverlap(spans);
  const clock = createLocalClock(timeZone);
  const hoursOf = (span: Span): number => overlap.credit(span.from, span.to) / 3_600_000;
  if (spans.length <= maxListed) {
    const entries = spans.map((span) => ({
      day: isoDay(clock.dayOf(span.from)),
      hours: roundTo(hoursOf(span), 1),
      type: span.type,
      ...(span.project ? { project: short(span.project) } : {}),
      title: short(span.title),
      ...(span.tags.length > 0 ? { tags: span.tags.slice(0, 5) } : {}),
    }));
    if (size({ entries }) <= maxTokens) return { entries };
  }
  const groups = groupsOf(spans, hoursOf);
  for (const titles of titleCounts) {
    const digest = { groups: groups.map((group) => toDigestGroup(group, titles)) };
    if (size(digest) <= maxTokens) return digest;
  }
  let kept = groups.length;
  const folded = (): Digest => ({
    groups: groups.slice(0, kept).map((group) => toDigestGroup(group, 0)),
    others: fold(groups.slice(kept)),
  });
  while (kept > 0 && size(folded()) > maxTokens) kept = Math.floor(kept * 0.8);
  return folded();
};
