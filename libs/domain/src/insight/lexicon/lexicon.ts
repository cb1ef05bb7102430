import type { EntryType } from '../../entries';
import type { FactKind, FactUnit } from '../../facts/fact';

/**
 * The words a sentence about facts may be made of, in one language. The check (check.ts) knows no grammar; it holds a
 * sentence to this vocabulary, so that whatever it cannot verify (praise, causes, people, negations, number words) is a
 * word it does not know. All lower case.
 */
export interface Lexicon {
  language: 'en' | 'de' | 'fr';
  decimalComma: boolean;
  /** Makes forms of several words one: French `la plus longue` is not `plus` (more). */
  normalise(text: string): string;
  /** Words that claim nothing by themselves. */
  plain: ReadonlySet<string>;
  /** Of these, the verbs that make a statement of their own… */
  finite: ReadonlySet<string>;
  /** …and those that only do so where nothing else is stated. */
  participles: ReadonlySet<string>;
  /** May stand for what the sentence already named. */
  pronouns: ReadonlySet<string>;
  /** Join a name to what is said of it, and nothing else: “logged as meetings”, not “as the project was late”. */
  beforeNames: ReadonlySet<string>;
  /** Split a sentence into parts that each have their own subject. */
  joins: ReadonlySet<string>;
  up: ReadonlySet<string>;
  down: ReadonlySet<string>;
  most: ReadonlySet<string>;
  met: ReadonlySet<string>;
  missed: ReadonlySet<string>;
  short: ReadonlySet<string>;
  /** Right before a figure: the value is at least, at most that. */
  atLeast: ReadonlySet<string>;
  atMost: ReadonlySet<string>;
  units: ReadonlyMap<string, FactUnit | 'minutes'>;
  /** What names a fact that has no subject of its own. */
  terms: Partial<Record<FactKind, readonly string[]>>;
  /** Name the total, unless the sentence names something else. */
  weakTerms: readonly string[];
  /** More words that facts of a kind may be told with. */
  companions: Partial<Record<FactKind, readonly string[]>>;
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
