import type { Fact, FactUnit } from '../facts/fact';
import type { Lexicon } from './lexicon/lexicon';

/** `times` is how often one thing holds another: “twice as much”. */
export type FigureUnit = FactUnit | 'minutes' | 'times';

/** `just above` is not far above; `most` is any part above a half; `only` tells a small part as it is. */
export type Bound = 'above' | 'below' | 'just above' | 'just below' | 'near' | 'most' | 'only';

/** A name in a sentence, and the cited facts that go by it. */
export interface Mention {
  kind: 'mention';
  key: string;
  facts: readonly Fact[];
}
export interface Figure {
  kind: 'figure';
  value: number;
  decimals: number;
  unit: FigureUnit | null;
  /** From hours and minutes together: exact to the minute. */
  compound: boolean;
  /** A part in words, `a third`: near it is enough where the words say so. */
  inWords: boolean;
  /** What the words before it make of it. */
  bound: Bound | null;
}
export interface Word {
  kind: 'word';
  text: string;
}
export interface Break {
  kind: 'break';
  /** A word that joins, or `,` for any mark. */
  text: string;
}
/** Something that is none of these: a sign, a range, a symbol. */
export interface Unreadable {
  kind: 'unreadable';
  text: string;
}
export type Token = Mention | Figure | Word | Break | Unreadable;

export type Phrases = ReadonlyMap<string, readonly Fact[]>;

const wordPattern = /[\p{L}][\p{L}\p{M}\p{N}]*(?:-[\p{L}][\p{L}\p{M}\p{N}]*)*/uy;
const numberPattern = /\d+(?:[.,\u00a0\u202f ’'](?=\d)\d+)*/uy;
const skippable = /[\s“”"„«»*_`’']+|\.(?!\d)|\.\.\.|…|!/uy;
const breakPattern = /[,;:()[\]]|\s[–—-](?=\s)|[–—]/uy;
const percentPattern = /\s*%/uy;

const matchAt = (pattern: RegExp, text: string, at: number): string | null => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
};

/** A number as a language writes it, or null where its marks make no number (`1.2.3`, `12,34,5`). */
export const parseNumber = (text: string, decimalComma: boolean): { value: number; decimals: number } | null => {
  const grouped = decimalComma
    ? /^\d{1,3}(?:[.\u00a0\u202f ’']\d{3})+(?:,\d+)?$/u
    : /^\d{1,3}(?:[,\u00a0\u202f ’']\d{3})+(?:\.\d+)?$/u;
  const plain = decimalComma ? /^\d+(?:[.,]\d+)?$/ : /^\d+(?:\.\d+)?$/;
  if (!grouped.test(text) && !plain.test(text)) return null;
  const mark = decimalComma ? ',' : '.';
  const digits = grouped.test(text)
    ? text
        .replace(/[\u00a0\u202f ’']/gu, '')
        .replaceAll(decimalComma ? '.' : ',', '')
        .replace(mark, '.')
    : text.replace(',', '.');
  return { value: Number(digits), decimals: digits.split('.')[1]?.length ?? 0 };
};

const isWordCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}\p{M}_]/u.test(character);

const phraseAt = (text: string, at: number, phrases: readonly string[]): string | null => {
  if (isWordCharacter(text[at - 1])) return null;
  return phrases.find((phrase) => text.startsWith(phrase, at) && !isWordCharacter(text[at + phrase.length])) ?? null;
};

const figureAt = (text: string, at: number, lexicon: Lexicon): { token: Token; length: number } | null => {
  const raw = matchAt(numberPattern, text, at);
  if (raw === null) return null;
  const number = parseNumber(raw, lexicon.decimalComma);
  const signed = /[-+−±<>~/]/u.test(text[at - 1] ?? '') || isWordCharacter(text[at - 1]);
  // `5-6`, and `5-hour` which is of one each.
  const ranged = /^(?:\s?[-–/:]\s?\d|[-‑]\p{L})/u.test(text.slice(at + raw.length, at + raw.length + 4));
  if (!number || signed || ranged) return { token: { kind: 'unreadable', text: raw }, length: raw.length };
  const percent = matchAt(percentPattern, text, at + raw.length);
  const token: Figure = {
    kind: 'figure',
    ...number,
    unit: percent === null ? null : 'percent',
    compound: false,
    inWords: false,
    bound: null,
  };
  return { token, length: raw.length + (percent?.length ?? 0) };
};

const quantityAt = (text: string, at: number, { quantities }: Lexicon): { token: Token; length: number } | null => {
  const words = phraseAt(text, at, [...quantities.keys()]);
  const quantity = words === null ? undefined : quantities.get(words);
  if (words === null || !quantity || text[at - 1] === '-' || /[-‑–]/u.test(text[at + words.length] ?? '')) return null;
  const decimals = quantity.unit === 'percent' || Number.isInteger(quantity.value) ? 0 : 1;
  const token: Figure = { kind: 'figure', bound: null, ...quantity, decimals, compound: false, inWords: true };
  return { token, length: words.length };
};

/** Cuts a sentence into names of cited facts, figures, words and breaks. Units are found by `attachUnits`. */
export const tokenise = (sentence: string, phrases: Phrases, lexicon: Lexicon): Token[] => {
  const text = lexicon.normalise(sentence.normalize('NFC').toLowerCase());
  const longestFirst = [...phrases.keys()].sort((a, b) => b.length - a.length);
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const phrase = phraseAt(text, at, longestFirst);
    const facts = phrase === null ? undefined : phrases.get(phrase);
    if (phrase !== null && facts) {
      tokens.push({ kind: 'mention', key: phrase, facts });
      at += phrase.length;
      continue;
    }
    const figure = figureAt(text, at, lexicon) ?? quantityAt(text, at, lexicon);
    const word = figure ? null : matchAt(wordPattern, text, at);
    const gap = figure || word ? null : matchAt(breakPattern, text, at);
    if (figure) tokens.push(figure.token);
    else if (word !== null)
      tokens.push(lexicon.joins.has(word) ? { kind: 'break', text: word } : { kind: 'word', text: word });
    else if (gap !== null) tokens.push({ kind: 'break', text: ',' });
    const skipped = figure || word !== null || gap !== null ? null : matchAt(skippable, text, at);
    const hyphen =
      !figure &&
      word === null &&
      gap === null &&
      skipped === null &&
      text[at] === '-' &&
      /\p{L}/u.test(text[at + 1] ?? '');
    const length = figure?.length ?? (word ?? gap ?? skipped)?.length ?? 1;
    if (!figure && word === null && gap === null && skipped === null && !hyphen)
      tokens.push({ kind: 'unreadable', text: text[at] ?? '' });
    at += Math.max(1, length);
  }
  return tokens;
};
