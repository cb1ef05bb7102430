import type { TaskType } from '@englog/domain';

/** How the models are asked; times in milliseconds. */
export interface ModelOptions {
  model: string;
  /** Tried when the first fails; empty for none. */
  fallback_model: string;
  /** For a whole answer. */
  timeout: number;
  /** Until its first piece, loading the model included; also the longest silence within it. */
  first_token_timeout: number;
  temperature: number;
  keep_alive: string;
  /** The prompt and its answer fit in it. */
  context_tokens: number;
}

type Overrides = { [Key in keyof ModelOptions]?: ModelOptions[Key] | undefined };

/** The configuration's `llm` block: what holds for all task types, and what is other for one. */
export interface LlmOptions extends ModelOptions {
  insight_generation?: Overrides;
  weekly_report?: Overrides;
}

/** What holds for a task: its own wish for a model, its type's options, then those of all. */
export const modelOptionsFor = (
  { insight_generation, weekly_report, ...all }: LlmOptions,
  task: { type: TaskType; metadata: Record<string, string> },
): ModelOptions => {
  const own = { insight_generation, weekly_report }[task.type as 'insight_generation'] ?? {};
  const told = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const options = { ...all, ...told };
  return { ...options, model: task.metadata['model'] || options.model };
};
