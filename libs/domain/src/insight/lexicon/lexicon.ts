import type { EntryType } from '../../entries';
import type { Shape } from '../shapes/shape';
import type { FactKind, FactUnit } from '../../facts/fact';

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
  /** Split a sentence into parts that each have their own subject. */
  joins: ReadonlySet<string>;
  /** Right before a figure: the value is above, below that. */
  above: ReadonlySet<string>;
  below: ReadonlySet<string>;
  units: ReadonlyMap<string, FactUnit | 'minutes'>;
  /** What names a fact that has no subject of its own. */
  terms: Partial<Record<FactKind, readonly string[]>>;
  types: Record<EntryType, readonly string[]>;
  /** From Monday. */
  weekdays: readonly (readonly string[])[];
  /** From January. */
  months: readonly string[];
}

export const words = (text: string): ReadonlySet<string> => new Set(list(text));
export const list = (text: string): string[] => text.trim().split(/\s+/);
/** `hours: hour hours h | days: day days` */
export const unitWords = (text: string): ReadonlyMap<string, FactUnit | 'minutes'> =>
  new Map(
    text.split('|').flatMap((line) => {
      const [unit = '', forms = ''] = line.split(':');
      return list(forms).map((form) => [form, unit.trim() as FactUnit | 'minutes'] as const);
    }),
  );
