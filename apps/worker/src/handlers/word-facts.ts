import { checkStatement, createAnswerReader } from '@englog/domain';
import type { AnswerClosing, AnswerEnd, Fact, Prompt, Statement } from '@englog/domain';
import { isBreakerOpen } from '@englog/resilience';
import type { Ollama } from '../ollama/ollama';
import { OllamaError } from '../ollama/ollama-error';
import { allowsFallback } from './fallback';
import type { HandlerContext } from './handler';
import type { LiveText } from './live-text';
import type { ModelOptions } from './llm-options';
import { createStoredAnswers } from './stored-answer';
import type { StoredAnswer } from './stored-answer';

/** A step of the fallbacks that gave nothing, and why. */
export interface FallbackStep {
  source: 'model' | 'fallback_model' | 'cache';
  model?: string;
  reason: string;
}

export interface Wording {
  /** Null when no model said anything that can be published. */
  said: { source: 'model' | 'fallback_model'; model: string; statements: Statement[]; closing: AnswerClosing } | null;
  /** What a model said earlier to the same; null when one was asked and answered, or nothing is stored. */
  stored: StoredAnswer | null;
  /** What the facts did not bear out or cannot be read, of all models asked. */
  dropped: number;
  steps: FallbackStep[];
  /** True when a model answered, if uselessly: asking later is no better than asking again. */
  answered: boolean;
}

export interface WordingInput {
  prompt: Prompt;
  facts: readonly Fact[];
  /** All there are, asked or not: what a rank is claimed among. */
  known: readonly Fact[];
  /** More words a sentence may use. */
  vocabulary: readonly string[];
  context: HandlerContext;
  live: LiveText;
  /** The content address of this question to a model. */
  questionKey: (model: string) => string;
  /** Stored answers only when the models fail. */
  fresh: boolean;
  ollama: Ollama;
  /** The task's own. */
  llm: ModelOptions;
}

interface Said {
  statements: Statement[];
  dropped: number;
  end: AnswerEnd;
}

/** Asks one model; each sentence is checked, and shown to live followers only when the facts bear it out. */
const askOne = async (model: string, input: WordingInput, progress: HandlerContext['progress']): Promise<Said> => {
  const { context, llm, prompt, live } = input;
  const facts = new Map(input.facts.map((fact): [string, Fact] => [fact.id, fact]));
  const said: Said = { statements: [], dropped: 0, end: { closing: null, isCut: false } };
  const drop = (why: string): void => {
    said.dropped += 1;
    context.log.debug({ taskId: context.task.taskId, model, why }, 'dropped a sentence of the model');
  };
  const onStatement = (statement: Statement): void => {
    const verdict = checkStatement(statement, { facts, vocabulary: input.vocabulary, known: input.known });
    if (!verdict.ok) return drop(verdict.reason);
    if (said.statements.some(({ text }) => text === verdict.statement.text)) return;
    said.statements.push(verdict.statement);
    progress(Math.min(85, 45 + said.statements.length * 6), `${model} is writing`);
    live.sentence(verdict.statement.text);
  };
  const reader = createAnswerReader({ onStatement, onUnread: () => drop('it is no sentence with its facts') });
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
  said.end = reader.end();
  return said;
};

const reasonOf = (error: unknown): string => {
  if (isBreakerOpen(error)) return 'ollama_breaker_open';
  if (error instanceof OllamaError) return `ollama_${error.kind}`;
  return 'ollama_failed';
};

/** Why an answer is none. Half of one is none either: it would be told and stored as the whole. */
const nothingOf = ({ statements, dropped, end: { closing, isCut } }: Said): string | null => {
  if (!closing) return isCut ? 'answer_cut' : 'no_structured_answer';
  if (statements.length > 0) return null;
  return dropped > 0 ? 'no_sentence_borne_out' : 'no_sentences';
};

interface Try {
  model: string;
  source: 'model' | 'fallback_model';
  progress: HandlerContext['progress'];
}

/** A percentage that was told is not taken back. */
const forward = (context: HandlerContext): HandlerContext['progress'] => {
  let furthest = 0;
  return (percent, message) => {
    furthest = Math.max(furthest, percent);
    context.progress(furthest, message);
  };
};

type Given = Pick<Wording, 'said'> & { dropped: number; reason: string | null };

/** One model's answer, or why it is none; what live followers saw of that is then taken back. */
const tryOne = async ({ model, source, progress }: Try, input: WordingInput): Promise<Given> => {
  const { live } = input;
  progress(40, `asking ${model}`);
  const said = await askOne(model, input, progress);
  const reason = nothingOf(said);
  const { closing } = said.end;
  if (reason !== null || !closing) {
    live.restart();
    return { said: null, dropped: said.dropped, reason };
  }
  return { said: { source, model, statements: said.statements, closing }, dropped: said.dropped, reason };
};

/**
 * Puts facts into words: the task's model, then the fallback model, each unless it has answered the same before; then what
 * is stored. Never rejects for what a model or Ollama does, only when the attempt's own signal aborts.
 */
export const wordFacts = async (input: WordingInput): Promise<Wording> => {
  const { context, llm, live } = input;
  const models = [...new Set([llm.model, llm.fallback_model])].filter((model) => model !== '');
  const answers = createStoredAnswers(context, input.questionKey);
  const progress = forward(context);
  const wording: Wording = { said: null, stored: null, dropped: 0, steps: [], answered: false };
  for (const model of models) {
    const stored = input.fresh ? null : await answers.find(model);
    if (stored) return { ...wording, stored };
    const source = model === llm.model ? 'model' : 'fallback_model';
    try {
      const given = await tryOne({ model, source, progress }, input);
      wording.dropped += given.dropped;
      wording.answered = true;
      if (given.reason === null) return { ...wording, said: given.said };
      wording.steps.push({ source, model, reason: given.reason });
    } catch (error) {
      if (context.signal.aborted) throw error;
      live.restart();
      const reason = reasonOf(error);
      wording.steps.push({ source, model, reason });
      context.log.warn(
        { model, why: reason, state: error instanceof Error ? error.message : String(error) },
        'the model gave no answer',
      );
    }
  }
  if (!allowsFallback(context.task)) return wording;
  for (const model of input.fresh ? models : []) {
    const stored = await answers.find(model);
    if (stored) return { ...wording, stored };
  }
  wording.steps.push({ source: 'cache', reason: answers.reason() });
  return wording;
};
