import type { Fact } from '../facts/fact';
import { readClauses } from './clauses';
import { german } from './lexicon/de';
import { english } from './lexicon/en';
import { french } from './lexicon/fr';
import type { Lexicon } from './lexicon/lexicon';
import { phrasesOf } from './phrases';
import { tokenise } from './tokens';
import { attachUnits } from './units';

/** What a model said: a sentence and the facts it says it is about. */
export interface Statement {
  text: string;
  fact_ids: string[];
}

export type Verdict = { ok: true; statement: Statement } | { ok: false; reason: string };

export interface CheckContext {
  facts: ReadonlyMap<string, Fact>;
  /** More words a sentence may use, e.g. `week` for a period of seven days. Lower case. */
  vocabulary?: readonly string[];
  /** All facts there are, the largest of each kind first: without them no rank among them can be claimed. */
  known?: readonly Fact[];
}

/** The languages a model's sentences can be checked in; a sentence in another is not published. */
export const checkedLanguages = ['en', 'de', 'fr'] as const;
const lexicons: readonly Lexicon[] = [english, german, french];
const maxLength = 500;
/** “Montag, der 2. März” ends nothing. */
const dated = german.months.map((month) => month.charAt(0).toUpperCase() + month.slice(1)).join('|');
const sentenceEnd = new RegExp(`(?<=[.!?。])(?!(?<=\\d\\.)\\s(?:${dated})(?!\\p{L}))\\s+(?=[\\p{Lu}\\p{N}“"«])`, 'u');

/** Units of a period's length that also count: “the busiest day”. */
const neverPeriods: ReadonlySet<string> = new Set(['day', 'tag', 'jour']);

const problemOf = (
  sentence: string,
  cited: readonly Fact[],
  lexicon: Lexicon,
  { vocabulary, known }: { vocabulary: ReadonlySet<string>; known: readonly Fact[] },
): string | null => {
  if (cited.some((fact) => fact.text === sentence)) return null;
  const tokens = attachUnits(tokenise(sentence, phrasesOf(cited, lexicon), lexicon), lexicon);
  for (const token of tokens) if (token.kind === 'unreadable') return `“${token.text}” cannot be checked`;
  for (const token of tokens)
    if (token.kind === 'word' && !lexicon.known.has(token.text) && !vocabulary.has(token.text))
      return `“${token.text}” has no place in what is known of the facts`;
  return readClauses(tokens, { cited, shapes: lexicon.shapes, vocabulary, known }) === null
    ? `“${sentence}” says what no cited fact holds, or says it in no known way`
    : null;
};

/**
 * Holds a model's sentence to the facts it cites (I11). It passes only when each of its clauses, whole, is of a shape of
 * one language (shapes/), and a cited fact of the kind that this shape tells, by the name it gives, holds its figure in
 * value, unit, rounding, bound and sign. A word that no shape has a place for drops the sentence.
 * True sentences may be refused; what passes is true.
 */
export const checkStatement = (statement: Statement, context: CheckContext): Verdict => {
  const cited = [...new Set(statement.fact_ids)].flatMap((id) => context.facts.get(id) ?? []);
  const text = statement.text.replace(/\s+/gu, ' ').trim();
  if (text === '' || text.length > maxLength) return { ok: false, reason: 'it is empty or too long' };
  if (cited.length === 0) return { ok: false, reason: 'it cites no fact' };
  const vocabulary = new Set((context.vocabulary ?? []).filter((word) => !neverPeriods.has(word)));
  let reason = '';
  for (const lexicon of lexicons) {
    const problems = text
      .split(sentenceEnd)
      .map((sentence) => problemOf(sentence, cited, lexicon, { vocabulary, known: context.known ?? [] }));
    const problem = problems.find((one) => one !== null);
    if (problem == null) return { ok: true, statement: { text, fact_ids: cited.map((fact) => fact.id) } };
    reason ||= problem;
  }
  return { ok: false, reason };
};
