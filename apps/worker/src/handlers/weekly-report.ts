import { createHash } from 'node:crypto';
import {
  buildReport,
  chooseFacts,
  clip,
  composeSentences,
  digestOf,
  periodOf,
  promptFor,
  reportPayload,
} from '@englog/domain';
import type { ComputedFacts, JsonObject, Narrative, ReportModel, Span, Statement } from '@englog/domain';
import type { Compute } from '../compute/compute';
import type { Ollama } from '../ollama/ollama';
import type { Handler, HandlerContext } from './handler';
import { allowsFallback, refuseFallback } from './fallback';
import { digestCharacters } from './llm-options';
import type { LlmOptions } from './llm-options';
import { parsePayload } from './parse-payload';
import { periodWords } from './period-words';
import { readSpans } from './read-spans';
import { findStored } from './stored-answer';
import { wordFacts } from './word-facts';
import type { FallbackStep } from './word-facts';

export interface WeeklyReportDependencies {
  ollama: Ollama;
  llm: LlmOptions;
  compute: Pick<Compute, 'facts'>;
}

const maxSentences = 8;
const questionVersion = 1;

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

const storedNarrative = async (
  context: HandlerContext,
  questionKey: string,
  steps: FallbackStep[],
): Promise<Narrative | null> => {
  const stored = await findStored(context, questionKey, steps);
  const narrative = stored?.result['narrative'] as Narrative | undefined;
  if (!stored || typeof narrative?.text !== 'string') return null;
  return { ...narrative, source: 'cache', age_seconds: stored.ageSeconds };
};

/** The report's words, by the same order of fallbacks and the same check as an insight's. */
const tell = async (
  context: HandlerContext,
  { ollama, llm }: WeeklyReportDependencies,
  spans: readonly Span[],
  computed: ComputedFacts,
): Promise<Told> => {
  const { period } = computed.sheet;
  const { facts, headlines } = chooseFacts(computed.facts, 'general');
  const prompt = promptFor({
    about: 'the narrative of a report on a period of work',
    asks: 'what the time went into, what stood out, how the goals went and what changed',
    facts,
    digest: digestOf(spans, period.timeZone, digestCharacters(llm)),
    context: '',
    language: 'en',
    maxSentences,
  });
  const model = context.task.metadata['model'] || llm.models?.[context.task.type] || llm.model;
  const questionKey = createHash('sha256')
    .update(JSON.stringify([questionVersion, 'report', model, prompt]))
    .digest('hex');
  const wording = await wordFacts({ ollama, llm, context, prompt, facts, vocabulary: periodWords(period) });
  const { said, dropped, steps } = wording;
  if (said) {
    const by = { source: said.source, model: said.model, dropped_claims: dropped };
    return { narrative: narrativeOf(said.statements, headlines, by), steps, questionKey };
  }
  if (!allowsFallback(context.task)) throw refuseFallback(wording, ollama);
  const narrative =
    (await storedNarrative(context, questionKey, steps)) ??
    narrativeOf([], headlines, { source: 'rules', model: null, dropped_claims: dropped });
  return { narrative, steps, questionKey };
};

/** A period's entries become a report: figures computed, words checked against them. */
export const createWeeklyReportHandler =
  (dependencies: WeeklyReportDependencies): Handler =>
  async (context) => {
    const payload = parsePayload(reportPayload, context.task.payload, Object.keys(reportPayload.shape));
    const period = periodOf(payload);
    context.progress(2, 'reading entries');
    const asked = await readSpans(context.entries('asked'), context, 2, 20);
    const before = await readSpans(context.entries('period_before'), context, 20, 30);
    context.progress(30, 'computing the report');
    const spans = clip(asked.spans, period);
    const computed = await dependencies.compute.facts(
      { spans, period, before: before.spans, goals: payload.goals },
      context.signal,
    );
    const told = spans.length === 0 ? nothingLogged() : await tell(context, dependencies, spans, computed);
    context.progress(95, 'putting the report together');
    const report: ReportModel = { ...buildReport(payload, computed), narrative: told.narrative };
    const { source, model, dropped_claims } = told.narrative;
    const result: JsonObject = { ...report, content: told.narrative.text, source, model, dropped_claims };
    if (told.questionKey !== null) result['question_key'] = told.questionKey;
    if (told.narrative.age_seconds !== undefined) result['age_seconds'] = told.narrative.age_seconds;
    if (told.steps.length > 0) result['fallbacks'] = told.steps;
    return result;
  };
