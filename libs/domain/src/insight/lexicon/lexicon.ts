import type { EntryType } from '../../entries';
import type { Shape } from '../shapes/shape';
import type { FactKind } from '../../facts/fact';
import type { FigureUnit } from '../tokens';

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
  above: ReadonlySet<string>;
  below: ReadonlySet<string>;
  near: ReadonlySet<string>;
  /** Figures in words, longest first: parts of the whole, how often one thing holds another, counts. */
  quantities: ReadonlyMap<string, Quantity>;
  units: ReadonlyMap<string, FigureUnit>;
  /** What names a fact that has no subject of its own. */
  terms: Partial<Record<FactKind, readonly string[]>>;
  types: Record<EntryType, readonly string[]>;
  /** From Monday. */
  weekdays: readonly (readonly string[])[];
  /** From January. */
  months: readonly string[];
}

export interface Quantity {
  value: number;
  unit: FigureUnit | null;
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

/** `half: a half, half | third: a third` for parts; multiples and counts by what each word stands for. */
export const quantityWords = (text: string, multiples: string, counts: string): ReadonlyMap<string, Quantity> => {
  const named = (line: string): [string, string[]] => {
    const [name = '', forms = ''] = line.split(':');
    return [name.trim(), forms.split(',').map((form) => form.trim())];
  };
  const all = [
    ...text
      .split('|')
      .map(named)
      .flatMap(([name, forms]) =>
        forms.map((form): [string, Quantity] => [
          form,
          { value: parts[name as keyof typeof parts] * 100, unit: 'percent' },
        ]),
      ),
    ...multiples
      .split('|')
      .map(named)
      .flatMap(([name, forms]) =>
        forms.map((form): [string, Quantity] => [form, { value: Number(name), unit: 'times' }]),
      ),
    ...list(counts).map((word, index): [string, Quantity] => [word, { value: index + 2, unit: null }]),
  ];
  return new Map(all.sort(([a], [b]) => b.length - a.length));
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
