import { daysOf, wholeDays } from '@englog/domain';
import type { Period, Span } from '@englog/domain';

/** The whole local days from the first entry to the last. */
export const periodOfSpans = (spans: readonly Span[], timeZone: string): Period => {
  const from = spans.reduce((least, span) => Math.min(least, span.from), Infinity);
  const to = spans.reduce((most, span) => Math.max(most, span.to), -Infinity);
  return wholeDays({ from, to, timeZone });
};

const wordsByLength: [least: number, most: number, words: string[]][] = [
  [1, 1, ['day', 'today', 'tag', 'jour', 'journée']],
  [5, 7, ['week', 'woche', 'semaine']],
  // A period is compared with as many days before it: only seven are the week before.
  [7, 7, ['previous week', 'previous woche', 'previous semaine']],
  [28, 31, ['month', 'monat', 'mois']],
  [365, 366, ['year', 'jahr', 'année', 'an']],
];

/** What a period of its length may be called. */
export const periodWords = (period: Period): string[] => {
  const lengthDays = (period.to - period.from) / 86_400_000;
  if (lengthDays > 400) return [];
  const days = daysOf(period).length;
  return wordsByLength.flatMap(([least, most, words]) => (days >= least && days <= most ? words : []));
};
