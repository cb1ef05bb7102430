/** What has been opened, closed in reverse: also after a start that failed halfway. */
export class Openings {
  readonly #opened: { stop(): Promise<unknown> }[] = [];

  async add<T extends { stop(): Promise<unknown> }>(opening: Promise<T>): Promise<T> {
    const it = await opening;
    this.#opened.push(it);
    return it;
  }

  async stop(): Promise<void> {
    for (let it = this.#opened.pop(); it; it = this.#opened.pop()) await it.stop();
  }

  /** Runs a start; what it opened is closed when it fails. */
  static async during<T>(start: (openings: Openings) => Promise<T>): Promise<T> {
    const openings = new Openings();
    try {
      return await start(openings);
    } catch (error) {
      await openings.stop();
      throw error;
    }
  }
}
