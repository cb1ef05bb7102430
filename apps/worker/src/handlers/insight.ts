import { createHash } from 'node:crypto';
import {
  chooseFacts,
  clip,
  composeSentences,
  composeTags,
  confidenceOf,
  digestOf,
  insightKindOf,
  insightPayload,
  insightPlans,
  promptFor,
  readInsightContext,
  sameWeekdaysBefore,
  suggestionsFor,
} from '@englog/domain';
import type {
  ComputedFacts,
  Fact,
  InsightContext,
  InsightPayload,
  JsonObject,
  Period,
  Prompt,
  Span,
  Statement,
} from '@englog/domain';
import type { Compute } from '../compute/compute';
import type { Ollama } from '../ollama/ollama';
import { comparableBefore } from './comparable-before';
import { allowsFallback, refuseFallback } from './fallback';
import { AttemptError } from './handler';
import type { Handler, HandlerContext } from './handler';
import { digestCharacters } from './llm-options';
import type { LlmOptions } from './llm-options';
import { parsePayload } from './parse-payload';
import { periodOfSpans, periodWords } from './period-words';
import { readSpans } from './read-spans';
import { findStored } from './stored-answer';
import { wordFacts } from './word-facts';
import type { FallbackStep, Wording } from './word-facts';

export interface InsightDependencies {
  ollama: Ollama;
  llm: LlmOptions;
  compute: Pick<Compute, 'facts'>;
}

const questionVersion = 1;

interface Insight {
  payload: InsightPayload;
  wants: InsightContext;
  period: Period;
  spans: Span[];
  missingIds: string[];
  computed: ComputedFacts;
  facts: Fact[];
  headlines: Fact[];
  prompt: Prompt;
  questionKey: string;
}

const keyOf = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

const notFound = (ids: readonly string[]): AttemptError => {
  const named = ids.slice(0, 20).join(', ');
  const more = ids.length > 20 ? ` and ${ids.length - 20} more` : '';
  return new AttemptError({ code: 'entries_not_found', message: `no such entries: ${named}${more}`, retryable: false });
};

const readInsight = async (
  context: HandlerContext,
): Promise<Pick<Insight, 'payload' | 'wants' | 'period' | 'spans' | 'missingIds'>> => {
  const payload = parsePayload(insightPayload, context.task.payload, Object.keys(insightPayload.shape));
  context.progress(2, 'reading entries');
  const { spans: all, missingIds } = await readSpans(context.entries('asked'), context, 2, 20);
  if (all.length === 0) throw notFound(missingIds.length > 0 ? missingIds : payload.entry_ids);
  const wants = readInsightContext(payload.context);
  const period = wants.period ?? periodOfSpans(all, wants.timeZone);
  const spans = clip(all, period);
  if (spans.length === 0)
    throw new AttemptError({
      code: 'entries_not_found',
      message: 'context.date_range: none of the entries lies in it',
      retryable: false,
    });
  return { payload, wants, period, spans, missingIds };
};

const prepare = async (context: HandlerContext, { llm, compute }: InsightDependencies): Promise<Insight> => {
  const read = await readInsight(context);
  const { payload, wants, period, spans } = read;
  const before = await readSpans(context.entries('period_before'), context, 20, 30);
  context.progress(30, 'computing facts');
  const comparable = comparableBefore(spans, before.spans);
  const computed = await compute.facts(
    {
      spans,
      period,
      before: comparable,
      periodBefore: sameWeekdaysBefore(period),
      goals: wants.goals,
      wordGoals: wants.wordGoals,
    },
    context.signal,
  );
  const kind = insightKindOf(payload.insight_type);
  const { facts, headlines } = chooseFacts(computed.facts, kind, wants.focusAreas);
  const prompt = promptFor({
    about: kind === 'general' ? 'an insight' : `an insight on ${kind.replaceAll('_', ' ')}`,
    asks: insightPlans[kind].asks,
    facts,
    digest: digestOf(spans, period.timeZone, digestCharacters(llm)),
    context: kind === 'general' ? `${payload.insight_type}. ${wants.text}` : wants.text,
    language: wants.language,
    maxSentences: wants.maxSentences,
  });
  const model = context.task.metadata['model'] || llm.models?.[context.task.type] || llm.model;
  const questionKey = keyOf([questionVersion, model, payload.insight_type, payload.context ?? null, prompt]);
  return { ...read, computed, facts, headlines, prompt, questionKey };
};

/** What every source of the answer shares. */
const resultOf = (
  insight: Insight,
  said: { statements: Statement[]; tags: string[]; rating: number | null },
  wording: Wording,
): JsonObject => {
  const { payload, computed, missingIds } = insight;
  const sentences = composeSentences(said.statements, insight.headlines);
  const suggestions = suggestionsFor(computed.facts);
  const cited = new Set([...sentences, ...suggestions].flatMap((one) => one.fact_ids));
  const advice = suggestions.map((suggestion) => `- ${suggestion.text}`).join('\n');
  return {
    insight_type: payload.insight_type,
    content: sentences.map((sentence) => sentence.text).join(' ') + (advice ? `\n\n${advice}` : ''),
    sentences,
    suggestions,
    tags: composeTags(said.tags, computed),
    confidence: confidenceOf({
      entries: computed.sheet.entries,
      activeDays: computed.sheet.byDay.size,
      found: 1 - missingIds.length / payload.entry_ids.length,
      accepted: said.statements.length,
      dropped: wording.dropped,
      rating: said.rating,
    }),
    facts: computed.facts.filter((fact) => insight.facts.includes(fact) || cited.has(fact.id)),
    entries_count: computed.sheet.entries,
    period: {
      from: new Date(insight.period.from).toISOString(),
      to: new Date(insight.period.to).toISOString(),
      time_zone: insight.period.timeZone,
      days: Math.round((insight.period.to - insight.period.from) / 86_400_000),
    },
    dropped_claims: wording.dropped,
    question_key: insight.questionKey,
    ...(missingIds.length > 0 ? { missing_entry_ids: missingIds } : {}),
    ...(wording.steps.length > 0 ? { fallbacks: wording.steps } : {}),
  };
};

const fromStore = async (
  insight: Insight,
  context: HandlerContext,
  steps: FallbackStep[],
): Promise<JsonObject | null> => {
  const stored = await findStored(context, insight.questionKey, steps);
  if (!stored) return null;
  const told = { source: 'cache', age_seconds: stored.ageSeconds, question_key: insight.questionKey };
  return { ...stored.result, ...told, ...(steps.length > 0 ? { fallbacks: steps } : {}) };
};

/**
 * Entries become facts, facts become sentences. The source is always told: the model, else the fallback model, else the
 * stored answer to the same question, else the facts in their own words.
 */
export const createInsightHandler =
  (dependencies: InsightDependencies): Handler =>
  async (context) => {
    const insight = await prepare(context, dependencies);
    if (insight.wants.reuse) {
      const stored = await fromStore(insight, context, []);
      if (stored) return stored;
    }
    const wording = await wordFacts({
      ...dependencies,
      context,
      prompt: insight.prompt,
      facts: insight.facts,
      vocabulary: periodWords(insight.period),
    });
    context.progress(90, 'putting the insight together');
    if (wording.said) {
      const { source, model, statements, closing } = wording.said;
      return {
        ...resultOf(insight, { statements, tags: closing.tags, rating: closing.confidence }, wording),
        source,
        model,
      };
    }
    if (!allowsFallback(context.task)) throw refuseFallback(wording, dependencies.ollama);
    const stored = await fromStore(insight, context, wording.steps);
    if (stored) return stored;
    return { ...resultOf(insight, { statements: [], tags: [], rating: null }, wording), source: 'rules', model: null };
  };
