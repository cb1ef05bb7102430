import { checkStatement, createAnswerReader } from '@englog/domain';
import type { AnswerClosing, Fact, Prompt, Statement } from '@englog/domain';
import { isBreakerOpen } from '@englog/resilience';
import type { Ollama } from '../ollama/ollama';
import { OllamaError } from '../ollama/ollama-error';
import type { HandlerContext } from './handler';
import type { LlmOptions } from './llm-options';

/** A step of the fallbacks that gave nothing, and why. */
export interface FallbackStep {
  source: 'model' | 'fallback_model' | 'cache';
  model?: string;
  reason: string;
}

export interface Wording {
  /** Null when no model said anything that can be published. */
  said: { source: 'model' | 'fallback_model'; model: string; statements: Statement[]; closing: AnswerClosing } | null;
  /** Sentences the facts did not bear out, of all models asked. */
  dropped: number;
  steps: FallbackStep[];
  /** True when a model answered, if uselessly: asking later is no better than asking again. */
  answered: boolean;
}

export interface WordingInput {
  prompt: Prompt;
  facts: readonly Fact[];
  /** More words a sentence may use. */
  vocabulary: readonly string[];
  context: HandlerContext;
  ollama: Ollama;
  llm: LlmOptions;
}

interface Said {
  statements: Statement[];
  dropped: number;
  closing: AnswerClosing | null;
}

/** Asks one model; each sentence is checked, and shown to live followers only when the facts bear it out. */
const askOne = async (model: string, input: WordingInput, shown: Set<string>): Promise<Said> => {
  const { context, llm, prompt } = input;
  const facts = new Map(input.facts.map((fact): [string, Fact] => [fact.id, fact]));
  const said: Said = { statements: [], dropped: 0, closing: null };
  const reader = createAnswerReader((statement) => {
    const verdict = checkStatement(statement, { facts, vocabulary: input.vocabulary });
    if (!verdict.ok) {
      said.dropped += 1;
      context.log.debug({ taskId: context.task.taskId, model, why: verdict.reason }, 'dropped a sentence of the model');
      return;
    }
    if (said.statements.some(({ text }) => text === verdict.statement.text)) return;
    said.statements.push(verdict.statement);
    context.progress(Math.min(85, 45 + said.statements.length * 6), `${model} is writing`);
    if (!shown.has(verdict.statement.text)) context.chunk(`${verdict.statement.text} `);
    shown.add(verdict.statement.text);
  });
  const question = {
    ...prompt,
    model,
    temperature: llm.temperature,
    keepAlive: llm.keep_alive,
    contextTokens: llm.context_tokens,
    timeoutMs: llm.timeout,
    silenceMs: llm.first_token_timeout,
  };
  await input.ollama.ask(question, context.signal, (text) => reader.push(text));
  said.closing = reader.end();
  return said;
};

const reasonOf = (error: unknown): string => {
  if (isBreakerOpen(error)) return 'ollama_breaker_open';
  if (error instanceof OllamaError) return `ollama_${error.kind}`;
  return 'ollama_failed';
};

const nothingOf = ({ statements, dropped, closing }: Said): string | null => {
  if (statements.length > 0) return null;
  if (dropped > 0) return 'no_sentence_borne_out';
  return closing ? 'no_sentences' : 'no_structured_answer';
};

/**
 * Puts facts into words: the task's model, then the fallback model. Never rejects for what a model or Ollama does, only
 * when the attempt's own signal aborts.
 */
export const wordFacts = async (input: WordingInput): Promise<Wording> => {
  const { context, llm } = input;
  const { model: named } = context.task.metadata;
  const first = named || llm.models?.[context.task.type] || llm.model;
  const models = [first, llm.fallback_model].filter(
    (model, index, all) => model !== '' && all.indexOf(model) === index,
  );
  const wording: Wording = { said: null, dropped: 0, steps: [], answered: false };
  const shown = new Set<string>();
  for (const model of models) {
    const source = model === first ? 'model' : 'fallback_model';
    context.progress(40, `asking ${model}`);
    try {
      const said = await askOne(model, input, shown);
      wording.dropped += said.dropped;
      wording.answered = true;
      const nothing = nothingOf(said);
      if (nothing === null) {
        const closing = said.closing ?? { tags: [], confidence: null };
        return { ...wording, said: { source, model, statements: said.statements, closing } };
      }
      wording.steps.push({ source, model, reason: nothing });
    } catch (error) {
      if (context.signal.aborted) throw error;
      const reason = reasonOf(error);
      wording.steps.push({ source, model, reason });
      context.log.warn(
        { model, why: reason, state: error instanceof Error ? error.message : String(error) },
        'the model gave no answer',
      );
    }
  }
  return wording;
};
