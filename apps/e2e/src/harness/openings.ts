/** Everything a test or a matrix opened, closed in reverse; one that fails to close keeps no other open. */
export class Openings {
  readonly #closers: (() => Promise<unknown> | unknown)[] = [];

  /** Returns what was opened, for use in an expression. */
  add<T extends { stop(): Promise<unknown> }>(opened: T): T {
    this.onClose(() => opened.stop());
    return opened;
  }

  onClose(close: () => Promise<unknown> | unknown): void {
    this.#closers.push(close);
  }

  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} things did not close`);
  }
}
