import type { BreakerState } from '@englog/resilience';
import { Ollama as Client } from 'ollama';
import { OllamaError, toOllamaError } from './ollama-error';
import type { OllamaPolicy } from './ollama-policy';

export interface Question {
  model: string;
  system: string;
  prompt: string;
  /** JSON schema the answer must fit. */
  format: object;
  temperature: number;
  /** How long the model stays loaded, as Ollama writes it: `5m`. */
  keepAlive: string;
  contextTokens: number;
  /** For the whole answer. */
  timeoutMs: number;
  /** Until its first piece, loading the model included; also the longest silence within it. */
  silenceMs: number;
}

export interface KnownModel {
  name: string;
  loaded: boolean;
  sizeBytes: number;
}

export interface Ollama {
  /** The whole answer's text; `onText` gets it as it comes. Rejects with OllamaError or, from its policy, PolicyError. */
  ask(question: Question, signal: AbortSignal, onText?: (text: string) => void): Promise<string>;
  /** Pulled models and which are in memory. */
  models(signal: AbortSignal): Promise<KnownModel[]>;
  /** The server's, which a model's own failures do not open, and the models whose own breaker is not closed. */
  breaker(): { state: BreakerState; failingModels: string[] };
  /** Until this model may be asked again; 0 when it may now. */
  retryAfterMs(model: string): number;
}

export interface OllamaOptions {
  url: string;
  /** Retries before the first token, opens when Ollama or a model is away: the one owner of retry here. */
  policy: OllamaPolicy;
}

/** A model that answers without end answers nothing. */
const maxAnswerCharacters = 200_000;
const listTimeoutMs = 5_000;

interface Patience {
  signal: AbortSignal;
  /** Something came: start the silence anew. */
  heard(): void;
  /** True when it was the time that ended it. */
  ranOut(): boolean;
  /** Ends what is still under way: an answer that nobody reads would keep the model busy. */
  abandon(): void;
  done(): void;
}

/**
 * One signal for one call, aborted by the caller's, by the whole time, or by silence. Not AbortSignal.any: on a
 * long-lived signal that leaks on Node 20.
 */
const patience = (caller: AbortSignal, timeoutMs: number, silenceMs: number): Patience => {
  const controller = new AbortController();
  let late = false;
  const giveUp = (): void => {
    late = true;
    controller.abort();
  };
  const onAbort = (): void => controller.abort(caller.reason);
  if (caller.aborted) onAbort();
  caller.addEventListener('abort', onAbort, { once: true });
  const whole = setTimeout(giveUp, timeoutMs);
  let silence = setTimeout(giveUp, silenceMs);
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(silence);
      silence = setTimeout(giveUp, silenceMs);
    },
    ranOut: () => late,
    abandon: () => controller.abort(),
    done() {
      clearTimeout(whole);
      clearTimeout(silence);
      caller.removeEventListener('abort', onAbort);
    },
  };
};

/**
 * Refuses a body that is no JSON from its first byte on, such as a proxy's error page: the client library would print
 * each such line and call the answer cut.
 */
const expectJson = (response: Response): Response => {
  if (!response.ok || !response.body) return response;
  let checked = false;
  const check = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const start = checked ? '{' : new TextDecoder().decode(chunk.subarray(0, 64)).trimStart()[0];
      checked ||= start !== undefined;
      if (start !== undefined && start !== '{') throw new OllamaError('garbage', 'what came is no answer of Ollama’s');
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(check), { status: response.status, headers: response.headers });
};

/** A client whose every request carries the signal: its own abort() does nothing before the response's headers. */
const clientWith = (url: string, signal: AbortSignal): Client =>
  new Client({ host: url, fetch: async (input, init) => expectJson(await fetch(input, { ...init, signal })) });

const readAnswer = async (
  url: string,
  question: Question,
  wait: Patience,
  onText: (text: string) => void,
): Promise<string> => {
  let answer = '';
  try {
    const pieces = await clientWith(url, wait.signal).chat({
      model: question.model,
      messages: [
        { role: 'system', content: question.system },
        { role: 'user', content: question.prompt },
      ],
      stream: true,
      format: question.format,
      keep_alive: question.keepAlive,
      options: { temperature: question.temperature, num_ctx: question.contextTokens },
    });
    let done = false;
    for await (const piece of pieces) {
      wait.heard();
      const text = piece.message?.content;
      if (typeof text !== 'string')
        throw new OllamaError('garbage', 'Ollama sent something that is no answer', { answering: answer !== '' });
      answer += text;
      if (answer.length > maxAnswerCharacters)
        throw new OllamaError('garbage', 'the answer has no end', { answering: true });
      if (text !== '') onText(text);
      done ||= piece.done;
    }
    if (!done) throw new OllamaError('cut', 'the answer broke off', { answering: answer !== '' });
    return answer;
  } catch (error) {
    wait.abandon();
    if (wait.ranOut())
      throw new OllamaError(
        'slow',
        `nothing came for ${question.silenceMs} ms, or no end within ${question.timeoutMs} ms`,
        {
          cause: error,
          answering: answer !== '',
        },
      );
    throw toOllamaError(error, answer !== '');
  }
};

const listModels = async (url: string, signal: AbortSignal): Promise<KnownModel[]> => {
  const wait = patience(signal, listTimeoutMs, listTimeoutMs);
  try {
    const client = clientWith(url, wait.signal);
    const [pulled, running] = await Promise.all([client.list(), client.ps()]);
    const loaded = new Set(running.models.map((model) => model.name));
    return pulled.models.map(({ name, size }) => ({ name, loaded: loaded.has(name), sizeBytes: size }));
  } catch (error) {
    wait.abandon();
    throw toOllamaError(error, false);
  } finally {
    wait.done();
  }
};

/** Talks to one Ollama server through its HTTP API, always streaming. Holds nothing between calls but its policy. */
export const createOllama = ({ url, policy }: OllamaOptions): Ollama => ({
  ask: (question, signal, onText = () => undefined) =>
    policy.execute(
      question.model,
      async (inner) => {
        const wait = patience(inner, question.timeoutMs, question.silenceMs);
        try {
          return await readAnswer(url, question, wait, onText);
        } finally {
          wait.done();
        }
      },
      signal,
    ),
  models: (signal) => listModels(url, signal),
  breaker: () => ({ state: policy.state(), failingModels: policy.failingModels() }),
  retryAfterMs: policy.retryAfterMs,
});
