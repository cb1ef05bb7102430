import { buildReport, chooseFacts, clip, composeSentences, fitPrompt, periodOf, reportPayload } from '@englog/domain';
import type { ComputedFacts, JsonObject, Narrative, ReportModel, ReportPayload, Span, Statement } from '@englog/domain';
import type { Compute } from '../compute/compute';
import type { Ollama } from '../ollama/ollama';
import type { Handler, HandlerContext } from './handler';
import { allowsFallback, refuseFallback } from './fallback';
import { createLiveText } from './live-text';
import type { LiveText } from './live-text';
import { modelOptionsFor } from './llm-options';
import type { LlmOptions } from './llm-options';
import { parsePayload } from './parse-payload';
import { periodWords } from './period-words';
import { readSpans } from './read-spans';
import { createQuestionKey } from './stored-answer';
import type { StoredAnswer } from './stored-answer';
import { wordFacts } from './word-facts';
import type { FallbackStep } from './word-facts';

export interface WeeklyReportDependencies {
  ollama: Ollama;
  llm: LlmOptions;
  compute: Pick<Compute, 'facts'>;
  /** Epoch ms: what is not over by it is told so. */
  now?: () => number;
}

const maxSentences = 8;

interface Told {
  narrative: Narrative;
  steps: FallbackStep[];
  questionKey: string | null;
}

const nothingLogged = (): Told => {
  const text = 'Nothing was logged in this period.';
  const sentences = [{ text, fact_ids: [], source: 'rules' as const }];
  return {
    narrative: { text, sentences, source: 'rules', model: null, dropped_claims: 0 },
    steps: [],
    questionKey: null,
  };
};

const narrativeOf = (
  statements: Statement[],
  headlines: Parameters<typeof composeSentences>[1],
  by: Pick<Narrative, 'source' | 'model' | 'dropped_claims'>,
): Narrative => {
  const sentences = composeSentences(statements, headlines);
  return { text: sentences.map((sentence) => sentence.text).join(' '), sentences, ...by };
};

const storedNarrative = ({ result, model, ageSeconds }: StoredAnswer): Narrative | null => {
  const narrative = result['narrative'] as Narrative | undefined;
  if (typeof narrative?.text !== 'string') return null;
  return { ...narrative, source: 'cache', model, age_seconds: ageSeconds };
};

interface Asked {
  payload: ReportPayload;
  spans: readonly Span[];
  before: readonly Span[];
  computed: ComputedFacts;
  live: LiveText;
}

/** The report's words, by the same order of fallbacks and the same check as an insight's. */
const tell = async (
  context: HandlerContext,
  { ollama, ...dependencies }: WeeklyReportDependencies,
  { payload, spans, before, computed, live }: Asked,
): Promise<Told> => {
  const { period } = computed.sheet;
  const llm = modelOptionsFor(dependencies.llm, context.task);
  const { facts: all, headlines } = chooseFacts(computed.facts, 'general');
  const { prompt, facts } = fitPrompt(
    {
      about: 'the narrative of a report on a period of work',
      asks: 'what the time went into, what stood out, how the goals went and what changed',
      facts: all,
      context: '',
      language: 'en',
      maxSentences,
    },
    { spans, timeZone: period.timeZone },
    llm.context_tokens,
  );
  const questionKey = createQuestionKey(['report', prompt, period, spans, before, computed.facts]);
  const vocabulary = periodWords(period);
  const fresh = payload.fresh ?? false;
  const known = computed.facts;
  const wording = await wordFacts({ ollama, llm, context, live, prompt, facts, known, vocabulary, questionKey, fresh });
  const { said, stored, dropped, steps } = wording;
  if (said) {
    const by = { source: said.source, model: said.model, dropped_claims: dropped };
    return { narrative: narrativeOf(said.statements, headlines, by), steps, questionKey: questionKey(said.model) };
  }
  const kept = stored && storedNarrative(stored);
  if (kept) return { narrative: kept, steps, questionKey: questionKey(stored.model) };
  if (!allowsFallback(context.task)) throw refuseFallback(wording, ollama);
  const narrative = narrativeOf([], headlines, { source: 'rules', model: null, dropped_claims: dropped });
  return { narrative, steps, questionKey: questionKey(llm.model) };
};

/** A period's entries become a report: figures computed, words checked against them. */
export const createWeeklyReportHandler =
  (dependencies: WeeklyReportDependencies): Handler =>
  async (context) => {
    const payload = parsePayload(reportPayload, context.task.payload, Object.keys(reportPayload.shape));
    context.progress(2, 'reading entries');
    const logged = await readSpans(context.entries('asked'), context, 2, 20);
    const period = periodOf(payload, logged.timeZone);
    const before = await readSpans(context.entries('period_before'), context, 20, 30);
    context.progress(30, 'computing the report');
    const spans = clip(logged.spans, period);
    const computed = await dependencies.compute.facts(
      { spans, period, before: before.spans, goals: payload.goals, now: (dependencies.now ?? Date.now)() },
      context.signal,
    );
    const live = createLiveText(context);
    const asked = { payload, spans, before: before.spans, computed, live };
    const told = spans.length === 0 ? nothingLogged() : await tell(context, dependencies, asked);
    live.finish(told.narrative.text);
    context.progress(95, 'putting the report together');
    const report: ReportModel = { ...buildReport(payload, computed), narrative: told.narrative };
    const { source, model, dropped_claims } = told.narrative;
    const result: JsonObject = { ...report, content: told.narrative.text, source, model, dropped_claims };
    if (told.questionKey !== null) result['question_key'] = told.questionKey;
    if (told.narrative.age_seconds !== undefined) result['age_seconds'] = told.narrative.age_seconds;
    if (told.steps.length > 0) result['fallbacks'] = told.steps;
    return result;
  };
