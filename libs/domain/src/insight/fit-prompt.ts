import type { Fact } from '../facts/fact';
import type { Span } from '../statistics/span';
import { digestOf } from './digest';
import { estimateTokens } from './estimate-tokens';
import { promptFor } from './prompt';
import type { Prompt, PromptInput } from './prompt';

export interface FittedPrompt {
  prompt: Prompt;
  /** Those the prompt holds: all of them, unless they alone would fill it. */
  facts: readonly Fact[];
}

/** What a chat's template adds around the messages. */
const templateTokens = 50;
const minDigestTokens = 300;
const maxDigestTokens = 8_000;
const minFacts = 4;
const sentenceTokens = 100;
const closingTokens = 150;

const sizeOf = ({ system, prompt }: Prompt): number => estimateTokens(system) + estimateTokens(prompt);

/** No more sentences than a third of the context holds. */
const sentencesWithin = (wanted: number, contextTokens: number): number =>
  Math.max(1, Math.min(wanted, Math.floor((contextTokens / 3 - closingTokens) / sentenceTokens)));

/**
 * The prompt that fits a model's context together with its answer, in whatever script the log is written. What gives way,
 * in this order: the digest of the entries, the client's own words, the facts that tell least.
 */
export const fitPrompt = (
  input: Omit<PromptInput, 'digest'>,
  log: { spans: readonly Span[]; timeZone: string },
  contextTokens: number,
): FittedPrompt => {
  const maxSentences = sentencesWithin(input.maxSentences, contextTokens);
  const room = contextTokens - templateTokens - closingTokens - maxSentences * sentenceTokens;
  let { facts, context } = input;
  const ask = (digest: PromptInput['digest']): Prompt => promptFor({ ...input, maxSentences, facts, context, digest });
  const left = (): number => room - sizeOf(ask({}));
  while (left() < minDigestTokens && context !== '') context = context.slice(0, Math.floor(context.length / 2));
  while (left() < minDigestTokens && facts.length > minFacts) facts = facts.slice(0, -1);
  const digest = digestOf(log.spans, log.timeZone, Math.min(maxDigestTokens, left()));
  return { prompt: ask(digest), facts };
};
