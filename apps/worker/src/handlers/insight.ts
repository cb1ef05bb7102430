import {
  chooseFacts,
  clip,
  composeSentences,
  composeTags,
  confidenceOf,
  fitPrompt,
  insightKindOf,
  insightPayload,
  insightPlans,
  questionContext,
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
import { createLiveText } from './live-text';
import { modelOptionsFor } from './llm-options';
import type { LlmOptions, ModelOptions } from './llm-options';
import { parsePayload } from './parse-payload';
import { periodOfSpans, periodWords } from './period-words';
import { readSpans } from './read-spans';
import { createQuestionKey } from './stored-answer';
import type { StoredAnswer } from './stored-answer';
import { wordFacts } from './word-facts';
import type { FallbackStep, Wording } from './word-facts';

export interface InsightDependencies {
  ollama: Ollama;
  llm: LlmOptions;
  compute: Pick<Compute, 'facts'>;
  /** Epoch ms: what is not over by it is told so. */
  now?: () => number;
}

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
  /** What the prompt holds of `facts`. */
  askedFacts: readonly Fact[];
  llm: ModelOptions;
  questionKey: (model: string) => string;
}

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
  const { spans: all, missingIds, timeZone } = await readSpans(context.entries('asked'), context, 2, 20);
  if (all.length === 0) throw notFound(missingIds.length > 0 ? missingIds : payload.entry_ids);
  const wants = readInsightContext(payload.context, timeZone);
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

/** What the selected entries may be compared with; nothing where they are a part that the log before has no like of. */
const readComparable = async (
  context: HandlerContext,
  { spans, period }: Pick<Insight, 'spans' | 'period'>,
): Promise<Span[] | undefined> => {
  const before = await readSpans(context.entries('period_before'), context, 20, 25);
  if (before.spans.length === 0) return undefined;
  const logged = await readSpans(context.entries('period'), context, 25, 30);
  return comparableBefore({ selected: spans, logged: clip(logged.spans, period), before: before.spans });
};

const prepare = async (context: HandlerContext, dependencies: InsightDependencies): Promise<Insight> => {
  const { compute, now = Date.now } = dependencies;
  const llm = modelOptionsFor(dependencies.llm, context.task);
  const read = await readInsight(context);
  const { payload, wants, period, spans } = read;
  const before = await readComparable(context, read);
  context.progress(30, 'computing facts');
  const computed = await compute.facts(
    {
      spans,
      period,
      before,
      periodBefore: sameWeekdaysBefore(period),
      goals: wants.goals,
      wordGoals: wants.wordGoals,
      now: now(),
    },
    context.signal,
  );
  const kind = insightKindOf(payload.insight_type);
  const { facts, headlines } = chooseFacts(computed.facts, kind, wants.focusAreas);
  const { prompt, facts: askedFacts } = fitPrompt(
    {
      about: kind === 'general' ? 'an insight' : `an insight on ${kind.replaceAll('_', ' ')}`,
      asks: insightPlans[kind].asks,
      facts,
      context: kind === 'general' ? `${payload.insight_type}. ${wants.text}` : wants.text,
      language: wants.language,
      maxSentences: wants.maxSentences,
    },
    { spans, timeZone: period.timeZone },
    llm.context_tokens,
  );
  const asked = [payload.insight_type, questionContext(payload.context) ?? null, prompt];
  const questionKey = createQuestionKey(['insight', asked, period, spans, before, computed.facts, read.missingIds]);
  return { ...read, computed, facts, headlines, prompt, askedFacts, llm, questionKey };
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
    ...(missingIds.length > 0 ? { missing_entry_ids: missingIds } : {}),
    ...(wording.steps.length > 0 ? { fallbacks: wording.steps } : {}),
  };
};

/** As it was told then, but for what happened on the way to it. */
const fromStore = ({ result, model, ageSeconds }: StoredAnswer, steps: FallbackStep[]): JsonObject => {
  const { fallbacks: _then, ...told } = result;
  return {
    ...told,
    source: 'cache',
    model,
    age_seconds: ageSeconds,
    ...(steps.length > 0 ? { fallbacks: steps } : {}),
  };
};

const conclude = (insight: Insight, wording: Wording): JsonObject => {
  if (wording.stored) return fromStore(wording.stored, wording.steps);
  const { source, model, statements, closing } = wording.said ?? {
    source: 'rules',
    model: null,
    statements: [],
    closing: { tags: [], confidence: null },
  };
  const said = { statements, tags: closing.tags, rating: closing.confidence };
  const question_key = insight.questionKey(model ?? insight.llm.model);
  return { ...resultOf(insight, said, wording), question_key, source, model };
};

/**
 * Entries become facts, facts become sentences. The source is always told: what the model said before to the same, else the
 * model, else the fallback model, else the facts in their own words.
 */
export const createInsightHandler =
  (dependencies: InsightDependencies): Handler =>
  async (context) => {
    const insight = await prepare(context, dependencies);
    const live = createLiveText(context);
    const wording = await wordFacts({
      ollama: dependencies.ollama,
      llm: insight.llm,
      context,
      live,
      prompt: insight.prompt,
      facts: insight.askedFacts,
      known: insight.computed.facts,
      vocabulary: periodWords(insight.period),
      questionKey: insight.questionKey,
      fresh: insight.payload.fresh ?? insight.wants.fresh,
    });
    context.progress(90, 'putting the insight together');
    if (!wording.said && !wording.stored && !allowsFallback(context.task))
      throw refuseFallback(wording, dependencies.ollama);
    const result = conclude(insight, wording);
    live.finish(String(result['content']));
    return result;
  };
