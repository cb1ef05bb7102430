import type { Fact } from '../facts/fact';
import { partsOf, toneOf, unheldVerb, verifyPart } from './claims';
import { german } from './lexicon/de';
import { english } from './lexicon/en';
import { french } from './lexicon/fr';
import type { Lexicon } from './lexicon/lexicon';
import { phrasesOf } from './phrases';
import { tokenise } from './tokens';
import type { Token } from './tokens';
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
}

/** The languages a model's sentences can be checked in; a sentence in another is not published. */
export const checkedLanguages = ['en', 'de', 'fr'] as const;
const lexicons: readonly Lexicon[] = [english, german, french];
const maxLength = 500;
const sentenceEnd = /(?<=[.!?。])\s+(?=[\p{Lu}\p{N}“"«])/u;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}][\p{L}\p{M}\p{N}-]*/gu) ?? [];

const allowedWords = (cited: readonly Fact[], lexicon: Lexicon, vocabulary: readonly string[]): ReadonlySet<string> =>
  new Set([
    ...lexicon.plain,
    ...lexicon.up,
    ...lexicon.down,
    ...lexicon.most,
    ...lexicon.met,
    ...lexicon.missed,
    ...lexicon.short,
    ...vocabulary,
    ...cited.flatMap((fact) => lexicon.companions[fact.kind] ?? []),
    ...(lexicon.language === 'en' ? cited.flatMap((fact) => wordsOf(fact.text.replace(/“[^”]*”/g, ''))) : []),
  ]);

/** Words that only name the total when nothing else is named. */
const settleWeak = (tokens: readonly Token[]): Token[] => {
  const named = tokens.some((token) => token.kind === 'mention' && !token.weak);
  return tokens.map((token) =>
    named && token.kind === 'mention' && token.weak ? { kind: 'word', text: token.key } : token,
  );
};

const problemOf = (
  sentence: string,
  cited: readonly Fact[],
  lexicon: Lexicon,
  vocabulary: readonly string[],
): string | null => {
  if (cited.some((fact) => fact.text === sentence)) return null;
  const tokens = settleWeak(attachUnits(tokenise(sentence, phrasesOf(cited, lexicon), lexicon), lexicon));
  const allowed = allowedWords(cited, lexicon, [...vocabulary, ...lexicon.weakTerms]);
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'word' && lexicon.beforeNames.has(token.text) && tokens[at + 1]?.kind !== 'mention')
      return `“${token.text}” joins what no fact joins`;
    if (token.kind === 'unreadable') return `“${token.text}” cannot be checked`;
    if (token.kind === 'word' && !allowed.has(token.text)) return `“${token.text}” is in no cited fact`;
  }
  const most = toneOf(tokens, lexicon).most;
  const supported = new Set<Fact>();
  for (const part of partsOf(tokens)) {
    const tone = toneOf(part.tokens, lexicon);
    const verb = unheldVerb(part, tone, lexicon);
    if (verb !== null) return `“${verb}” states what no figure holds`;
    const verdict = verifyPart({ part, tone, most });
    if ('problem' in verdict) return verdict.problem;
    for (const fact of verdict.supported) supported.add(fact);
  }
  if (supported.size === 0) return 'it states nothing that a fact holds';
  const loose = tokens.find((token) => token.kind === 'mention' && !token.facts.some((fact) => supported.has(fact)));
  return loose?.kind === 'mention' ? `nothing is said of “${loose.key}” that a fact holds` : null;
};

/**
 * Holds a model's sentence to the facts it cites (I11). It passes only when, in one language,
 * - every figure equals a cited fact in value, unit and rounding, and stands by that fact's own name;
 * - every word of rise, fall, rank or a goal's end is borne out by a cited fact of that kind and sign;
 * - every name in it is one of a cited fact and has such a claim;
 * - no part of it states something with a verb of its own but without a figure or such a word;
 * - it holds no word beyond plain ones and those of the cited facts, so no claim that figures cannot support.
 * True sentences may be refused; what passes is true.
 */
export const checkStatement = (statement: Statement, context: CheckContext): Verdict => {
  const cited = [...new Set(statement.fact_ids)].flatMap((id) => context.facts.get(id) ?? []);
  const text = statement.text.replace(/\s+/gu, ' ').trim();
  if (text === '' || text.length > maxLength) return { ok: false, reason: 'it is empty or too long' };
  if (cited.length === 0) return { ok: false, reason: 'it cites no fact' };
  let reason = '';
  for (const lexicon of lexicons) {
    const problems = text
      .split(sentenceEnd)
      .map((sentence) => problemOf(sentence, cited, lexicon, context.vocabulary ?? []));
    const problem = problems.find((one) => one !== null);
    if (problem == null) return { ok: true, statement: { text, fact_ids: cited.map((fact) => fact.id) } };
    reason ||= problem;
  }
  return { ok: false, reason };
};
