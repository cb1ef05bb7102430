/**
 * - away: nobody answers at its address
 * - busy: it answers that it cannot now (5xx, 429)
 * - model_missing: it has no such model
 * - refused: it will not take this request (other 4xx)
 * - slow: no answer, or no more of it, within the time
 * - cut: the answer broke off
 * - garbage: what came was no answer
 */
export type OllamaErrorKind = 'away' | 'busy' | 'model_missing' | 'refused' | 'slow' | 'cut' | 'garbage';

export class OllamaError extends Error {
  readonly kind: OllamaErrorKind;
  /** Something of the answer had come: asking again could say it twice. */
  readonly answering: boolean;

  constructor(kind: OllamaErrorKind, message: string, options: { cause?: unknown; answering?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OllamaError';
    this.kind = kind;
    this.answering = options.answering ?? false;
  }
}

const statusOf = (error: unknown): number | null =>
  typeof error === 'object' && error !== null && 'status_code' in error && typeof error.status_code === 'number'
    ? error.status_code
    : null;

const byStatus = (status: number): OllamaErrorKind =>
  status === 404 ? 'model_missing' : status === 429 || status >= 500 ? 'busy' : 'refused';

const causeCode = (error: unknown): string => {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : null;
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
};

/** Sorts what the client and fetch throw; by name, as errors of another realm are no instances of ours. */
export const toOllamaError = (error: unknown, answering: boolean): OllamaError => {
  if (error instanceof OllamaError) return error;
  const { name, message } = error as Partial<Error>;
  const text = message ?? String(error);
  const status = statusOf(error);
  const as = (kind: OllamaErrorKind): OllamaError =>
    new OllamaError(kind, `Ollama: ${text}`, { cause: error, answering });
  if (status !== null) return as(byStatus(status));
  if (name === 'SyntaxError') return as('garbage');
  if (/HEADERS_TIMEOUT|BODY_TIMEOUT/.test(causeCode(error))) return as('slow');
  if (text === 'fetch failed') return as('away');
  if (text === 'terminated' || /Did not receive done/.test(text)) return as('cut');
  // An `error` line in the stream: Ollama's own failure, in its words.
  return as(answering ? 'cut' : 'busy');
};

/** Whether it speaks against the server, whatever model is asked. */
export const isServerFailure = (error: unknown): boolean => error instanceof OllamaError && error.kind === 'away';

/**
 * Whether it speaks against the model; null where the model was not reached. A missing one says so at once, each time: no
 * breaker is needed to spare it.
 */
export const isModelFailure = (error: unknown): boolean | null => {
  if (!(error instanceof OllamaError) || error.kind === 'away') return null;
  return ['busy', 'slow', 'cut'].includes(error.kind);
};

/** Whether to ask the same once more: nothing of the answer had come, and a moment may help. */
export const isWorthRetrying = (error: unknown): boolean =>
  error instanceof OllamaError && !error.answering && ['away', 'busy', 'cut'].includes(error.kind);
