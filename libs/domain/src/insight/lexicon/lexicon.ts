import type { EntryType } from '../../entries';
import type { Shape } from '../shapes/shape';
import type { FactKind } from '../../facts/fact';
import type { Bound, FigureUnit } from '../tokens';

/**
 * The words of one language that a sentence about facts is made of: names, units, joins. What may be said with them is
 * in the shapes, and nothing else is read. All lower case.
 */
export interface Lexicon {
  language: 'en' | 'de' | 'fr';
  decimalComma: boolean;
  /** Makes forms of several words one: French `la plus longue` is not `plus` (more). */
  normalise(text: string): string;
  /** What its clauses may say. */
  shapes: readonly Shape[];
  /** The words they have a place for. */
  known: ReadonlySet<string>;
  /** Split a sentence into parts that each have their own subject. */
  joins: ReadonlySet<string>;
  /** Right before a figure: the value is above, below, near that. */
  bounds: ReadonlyMap<string, Bound>;
  /** Between two figures that share the unit of the second. */
  between: ReadonlySet<string>;
  /** Figures in words, longest first: parts of the whole, how often one thing holds another, counts. */
  quantities: ReadonlyMap<string, Quantity>;
  units: ReadonlyMap<string, FigureUnit>;
  /** What names a fact that has no subject of its own. */
  terms: Partial<Record<FactKind, readonly string[]>>;
  types: Record<EntryType, readonly string[]>;
  /** From Monday. */
  weekdays: readonly (readonly string[])[];
  /** Between a weekday and its date. */
  beforeDate: readonly string[];
  /** From January. */
  months: readonly string[];
}

export interface Quantity {
  value: number;
  unit: FigureUnit | null;
  bound?: Bound;
}

const parts = {
  half: 1 / 2,
  third: 1 / 3,
  quarter: 1 / 4,
  fifth: 1 / 5,
  tenth: 1 / 10,
  thirds: 2 / 3,
  quarters: 3 / 4,
};

const named = (text: string): [name: string, form: string][] =>
  text
    .split('|')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const [name = '', forms = ''] = line.split(':');
      return forms.split(',').map((form): [string, string] => [name.trim(), form.trim()]);
    });

interface QuantityForms {
  /** `half: a half, half | third: a third` */
  parts: string;
  /** Of the whole, any part above a half. */
  most: string;
  /** `2: twice, two times` */
  times: string;
  /** From two on. */
  counts: string;
  /** `0.5: half an hour` */
  hours: string;
  /** What stands around a count that is a half more: `# and a half`. */
  andHalf: readonly string[];
}

/** Figures in words, longest first. */
export const quantityWords = ({ times, most, ...forms }: QuantityForms): ReadonlyMap<string, Quantity> => {
  const counts = list(forms.counts).map((word, index): [string, number] => [word, index + 2]);
  const all: [string, Quantity][] = [
    ...named(forms.parts).map(([name, form]): [string, Quantity] => [
      form,
      { value: parts[name as keyof typeof parts] * 100, unit: 'percent' },
    ]),
    ...[...phrases(most)].map((form): [string, Quantity] => [form, { value: 50, unit: 'percent', bound: 'most' }]),
    ...named(times).map(([name, form]): [string, Quantity] => [form, { value: Number(name), unit: 'times' }]),
    ...named(forms.hours).map(([name, form]): [string, Quantity] => [form, { value: Number(name), unit: 'hours' }]),
    ...counts.map(([word, value]): [string, Quantity] => [word, { value, unit: null }]),
    ...counts.flatMap(([word, value]) =>
      forms.andHalf.map((form): [string, Quantity] => [
        form.replace('#', word),
        { value: value + 0.5, unit: form.includes(' heures ') ? 'hours' : null },
      ]),
    ),
  ];
  return new Map(all.sort(([a], [b]) => b.length - a.length));
};

/** `above: over, more than | near: about` */
export const boundWords = (text: string): ReadonlyMap<string, Bound> =>
  new Map(named(text).map(([name, form]) => [form, name as Bound]));

/** Takes away what says nothing of a fact: openers with their comma, and words wherever they stand. */
export const withoutAsides = (openers: string, fillers: string): ((text: string) => string) => {
  const anyOf = (forms: string): string => [...phrases(forms)].join('|');
  const opening = new RegExp(`^(?:${anyOf(openers)}) ?, `, 'u');
  const filler = new RegExp(`(?<![\\p{L}-])(?:${anyOf(fillers)}) `, 'gu');
  return (text) => text.replace(opening, '').replace(filler, '');
};

/** `over, more than` */
export const phrases = (text: string): ReadonlySet<string> => new Set(text.split(',').map((one) => one.trim()));
export const words = (text: string): ReadonlySet<string> => new Set(list(text));
export const list = (text: string): string[] => text.trim().split(/\s+/);
/** `hours: hour hours h | days: day days` */
export const unitWords = (text: string): ReadonlyMap<string, FigureUnit> =>
  new Map(
    text.split('|').flatMap((line) => {
      const [unit = '', forms = ''] = line.split(':');
      return list(forms).map((form) => [form, unit.trim() as FigureUnit] as const);
    }),
  );
