import type { ComputedFacts } from '../facts/compute-facts';
import type { Fact } from '../facts/fact';
import { roundTo, typeWords } from '../facts/fact';
import { contentWords } from '../facts/words';
import { largestFirst } from '../facts/time-facts';
import type { Statement } from './check';

export interface Sentence extends Statement {
  /** Who worded it. */
  source: 'model' | 'rules';
}

const maxTags = 8;

/** The model's sentences that passed, then the headline facts that none of them told, in the facts' own words. */
export const composeSentences = (accepted: readonly Statement[], headlines: readonly Fact[]): Sentence[] => {
  const told = new Set(accepted.flatMap((statement) => statement.fact_ids));
  return [
    ...accepted.map((statement): Sentence => ({ ...statement, source: 'model' })),
    ...headlines
      .filter((fact) => !told.has(fact.id))
      .map((fact): Sentence => ({ text: fact.text, fact_ids: [fact.id], source: 'rules' })),
  ];
};

/** Tags the log itself bears out: the model's, where each of their words occurs in it, then computed ones. */
export const composeTags = (proposed: readonly string[], { sheet, facts }: ComputedFacts): string[] => {
  const types = largestFirst(sheet.byType).map(([type]) => typeWords(type));
  const projects = largestFirst(sheet.byProject).map(([project]) => project);
  const tags = largestFirst(sheet.byTag).map(([tag]) => tag);
  const themes = facts.filter((fact) => fact.kind === 'theme.time').map((fact) => fact.subject?.name ?? '');
  const known = contentWords([...types, ...projects, ...tags, ...themes].join(' '));
  const borneOut = proposed.filter((tag) => {
    const words = [...contentWords(tag)];
    return tag.length <= 50 && words.length > 0 && words.every((word) => known.has(word));
  });
  const computed = [
    ...types.slice(0, 2),
    ...projects.filter(Boolean).slice(0, 2),
    ...tags.slice(0, 3),
    ...themes.slice(0, 1),
  ];
  return [...new Set([...borneOut, ...computed].map((tag) => tag.trim().toLowerCase().slice(0, 50)))].slice(0, maxTags);
};

export interface ConfidenceInput {
  entries: number;
  activeDays: number;
  /** Of the entries asked for, the share that was found: 0..1. */
  found: number;
  accepted: number;
  dropped: number;
  /** The model's own rating, if it gave one. */
  rating: number | null;
}

/**
 * 0..1: 40 % how much data there is (ten entries and three days are enough; missing entries take their share),
 * 40 % how much of what the model said the facts bore out (1 when nothing was the model's), 20 % the model's own
 * rating (the data's share, when it gave none).
 */
export const confidenceOf = (input: ConfidenceInput): number => {
  const coverage = input.found * (0.5 * Math.min(1, input.entries / 10) + 0.5 * Math.min(1, input.activeDays / 3));
  const said = input.accepted + input.dropped;
  const agreement = said === 0 ? 1 : input.accepted / said;
  return roundTo(0.4 * coverage + 0.4 * agreement + 0.2 * (input.rating ?? coverage), 2);
};
