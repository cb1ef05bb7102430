/** What the shell sees; a configuration that is wrong is 78, as at a start. */
export const commandExit = { done: 0, refused: 1, usage: 2, interrupted: 130 } as const;

export interface CommandContext {
  env: Record<string, string | undefined>;
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
  /** Aborts when the user interrupts it. */
  signal: AbortSignal;
}
