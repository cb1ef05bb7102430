/** How the models are asked: the configuration's `llm` block, times in milliseconds. */
export interface LlmOptions {
  model: string;
  /** Task type → model, where another is wanted. */
  models?: Partial<Record<string, string>>;
  /** Tried when the first fails; empty for none. */
  fallback_model: string;
  /** For a whole answer. */
  timeout: number;
  /** Until its first piece, loading the model included; also the longest silence within it. */
  first_token_timeout: number;
  temperature: number;
  keep_alive: string;
  context_tokens: number;
}

/** Characters of data a prompt may hold: a token is about three, and instructions and answer need their part. */
export const digestCharacters = (llm: LlmOptions): number =>
  Math.max(2_000, Math.min(24_000, (llm.context_tokens - 3_500) * 3));
