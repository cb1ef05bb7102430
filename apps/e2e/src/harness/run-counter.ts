import { randomUUID } from 'node:crypto';

const markPattern = /mark-[0-9a-f-]{36}/g;

/** Names a task to what its handler talks to: it travels in an insight's context or a webhook's body. */
export const newMark = (): string => `mark-${randomUUID()}`;

/** How often the world outside saw a task's handler run: what a recorded result cannot tell. */
export class RunCounter {
  readonly #runs = new Map<string, number>();

  /** Each mark counts once a message. */
  sawIn(text: string): void {
    for (const mark of new Set(text.match(markPattern))) this.#runs.set(mark, this.runsOf(mark) + 1);
  }

  runsOf(mark: string): number {
    return this.#runs.get(mark) ?? 0;
  }
}
