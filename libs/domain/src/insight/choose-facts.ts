import type { Fact, FactKind } from '../facts/fact';
import { contentWords } from '../facts/words';
import type { InsightKind } from './insight-kind';
import { insightPlans } from './insight-kind';

const maxFacts = 48;
const maxHeadlines = 4;
/** Kinds with many facts: more than this of one kind crowds out the rest. */
const maxOfKind = 6;

export interface ChosenFacts {
  /** What the model may speak of, most telling first. */
  facts: Fact[];
  /** What the insight says in any case. */
  headlines: Fact[];
}

const concerns = (fact: Fact, words: ReadonlySet<string>): boolean =>
  words.size > 0 && [...contentWords(`${fact.label} ${fact.subject?.name ?? ''}`)].some((word) => words.has(word));

/** A zero says something of few facts: a day without gaps, no share of it. */
const tells = (fact: Fact): boolean => fact.value !== 0 || fact.kind.startsWith('goal') || fact.kind === 'focus.share';

const byKind = (facts: readonly Fact[], kinds: readonly FactKind[]): Fact[] =>
  [...new Set(kinds)].flatMap((kind) => facts.filter((fact) => fact.kind === kind && tells(fact)).slice(0, maxOfKind));

/** The facts that answer a kind of insight; what concerns the reader's focus areas comes first. */
export const chooseFacts = (
  facts: readonly Fact[],
  kind: InsightKind,
  focusAreas: readonly string[] = [],
): ChosenFacts => {
  const words = contentWords(focusAreas.join(' '));
  const planned = byKind(facts, insightPlans[kind].facts);
  const wanted = facts.filter((fact) => tells(fact) && concerns(fact, words));
  const chosen = [...new Set([...wanted, ...planned])].slice(0, maxFacts);
  const oneOfKind = chosen.filter((fact, index) => chosen.findIndex((other) => other.kind === fact.kind) === index);
  const goals = chosen.filter((fact) => fact.kind.startsWith('goal'));
  return {
    facts: chosen,
    headlines: [...new Set([...goals.slice(0, 6), ...wanted.slice(0, 2), ...oneOfKind.slice(0, maxHeadlines)])],
  };
};
