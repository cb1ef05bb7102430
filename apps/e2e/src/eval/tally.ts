/** Figures held against their recomputation. */
export class Tally {
  readonly wrong: string[] = [];
  #checked = 0;

  get checked(): number {
    return this.#checked;
  }

  get right(): number {
    return this.#checked - this.wrong.length;
  }

  /** Right when it is the expected value rounded to so many decimals; half a unit of the last place is rounding. */
  figure(what: string, actual: unknown, expected: number, decimals = 2): void {
    const tolerance = 0.5 / 10 ** decimals + 1e-6;
    const isRight = typeof actual === 'number' && Math.abs(actual - expected) <= tolerance;
    this.holds(isRight, `${what}: ${String(actual)}, recomputed ${round(expected)}`);
  }

  /** What is no number: names, days, a goal's end. */
  same(what: string, actual: unknown, expected: unknown): void {
    const [is, should] = [actual, expected].map((value) => JSON.stringify(value));
    this.holds(is === should, `${what}: ${is}, recomputed ${should}`);
  }

  holds(isRight: boolean, problem: string): void {
    this.#checked += 1;
    if (!isRight) this.wrong.push(problem);
  }
}

const round = (value: number): string => String(Math.round(value * 1_000) / 1_000);
