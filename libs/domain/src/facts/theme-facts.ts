import { measureOverlap } from '../statistics/overlap';
import type { Span } from '../statistics/span';
import type { Fact } from './fact';
import { createKeys, nameOf, quoted, toFact } from './fact';
import type { WordGoal } from './goals';
import { contentWords } from './words';

const maxThemes = 8;
/** A word of fewer entries is no theme. */
const minThemeEntries = 3;

interface Theme {
  word: string;
  entries: number;
  minutes: number;
}

const themesOf = (spans: readonly Span[]): Theme[] => {
  const overlap = measureOverlap(spans);
  const themes = new Map<string, Theme>();
  for (const span of spans) {
    const minutes = overlap.credit(span.from, span.to) / 60_000;
    for (const word of contentWords(span.title)) {
      const theme = themes.get(word) ?? { word, entries: 0, minutes: 0 };
      theme.entries += 1;
      theme.minutes += minutes;
      themes.set(word, theme);
    }
  }
  return [...themes.values()].filter((theme) => theme.entries >= minThemeEntries).sort((a, b) => b.minutes - a.minutes);
};

/** Null where two are as long, to the minute. */
const longestOf = (spans: readonly Span[]): Span | null => {
  let [longest, most, second]: [Span | null, number, number] = [null, 0, 0];
  for (const span of spans) {
    const length = span.to - span.from;
    if (length > most) [longest, most, second] = [span, length, most];
    else second = Math.max(second, length);
  }
  return most - second >= 60_000 ? longest : null;
};

/** What the titles speak about, and the longest entry. Spans as `clip` gives them. */
export const themeFacts = (spans: readonly Span[]): Fact[] => {
  const key = createKeys();
  const longest = longestOf(spans);
  return [
    ...themesOf(spans)
      .slice(0, maxThemes)
      .map((theme) =>
        toFact({
          kind: 'theme.time',
          key: key(theme.word),
          label: `Theme ${nameOf(theme.word)}`,
          value: theme.minutes / 60,
          unit: 'hours',
          subject: { kind: 'theme', name: nameOf(theme.word) },
          words: (figure) => `Time on entries that mention ${quoted(theme.word)}: ${figure}.`,
        }),
      ),
    ...(longest
      ? [
          toFact({
            kind: 'entry.longest',
            label: 'Longest entry',
            value: (longest.to - longest.from) / 3_600_000,
            unit: 'hours',
            subject: { kind: 'entry', name: nameOf(longest.title) },
            words: (figure) => `The longest entry is ${quoted(longest.title)}, with ${figure}.`,
          }),
        ]
      : []),
  ];
};

/** Time on entries whose title, project or tags share a word with a goal given in words. */
export const measureWordGoals = (spans: readonly Span[], goals: readonly string[]): WordGoal[] => {
  const overlap = measureOverlap(spans);
  const credited = spans.map((span) => ({
    words: contentWords([span.title, span.project, ...span.tags].join(' ')),
    minutes: overlap.credit(span.from, span.to) / 60_000,
  }));
  return goals.map((text) => {
    const wanted = [...contentWords(text)];
    const matching = credited.filter(({ words }) => wanted.some((word) => words.has(word)));
    return { text, minutes: matching.reduce((sum, { minutes }) => sum + minutes, 0) };
  });
};
