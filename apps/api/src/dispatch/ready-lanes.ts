/**
 * What this replica knows of the ready tasks that wait in each lane: how many, or that there may be any number of them
 * (another replica's, or from before it started). A claim that came back short proves a lane empty, unless another held
 * rows of it just then: so it is in doubt, and looked at once more.
 */
export class ReadyLanes {
  readonly #counts = new Map<number, number>();
  /** When each lane was last heard of, as a number that grows. */
  readonly #heard = new Map<number, number>();
  /** Found empty by a claim while another, of another replica perhaps, may have held their rows without taking them. */
  readonly #doubted = new Set<number>();
  /** Looked at once more, or by a look that comes again anyway: found empty now, they are. */
  readonly #trusted = new Set<number>();
  #clock = 0;

  /** By lane; Infinity where there may be any number. */
  get counts(): ReadonlyMap<number, number> {
    return this.#counts;
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  get isInDoubt(): boolean {
    return this.#doubted.size > 0;
  }

  add(lane: number, count: number): void {
    this.#counts.set(lane, (this.#counts.get(lane) ?? 0) + count);
    this.#heard.set(lane, ++this.#clock);
  }

  /** Any number may wait there; a claim that finds none is believed. */
  trust(lane: number): void {
    this.#trusted.add(lane);
    this.add(lane, Infinity);
  }

  /** As if one task waited in each lane in doubt: a claim for it leaves the other slots to new tasks. */
  lookAgain(): void {
    for (const lane of this.#doubted) {
      this.#trusted.add(lane);
      this.add(lane, 1);
    }
    this.#doubted.clear();
  }

  /** How many may wait in the lane. */
  in(lane: number): number {
    return this.#counts.get(lane) ?? 0;
  }

  /** A claim begins. One with a slot for every known task of its lanes, and one to spare, has those tasks for its own. */
  claim(lanes: readonly number[], slots: number): LaneClaim {
    const known = lanes.map((lane): [number, number] => [lane, this.in(lane)]);
    const covered = known.reduce((sum, [, count]) => sum + count, 0) < slots;
    if (covered) lanes.forEach((lane) => this.#forget(lane));
    return { known, slots, covered, at: this.#clock };
  }

  /** The lanes of what it claimed. */
  claimed({ known, slots, covered, at }: LaneClaim, lanes: readonly number[]): void {
    const short = lanes.length < slots;
    if (covered && short) {
      if (lanes.length < known.reduce((sum, [, count]) => sum + count, 0)) known.forEach(([lane]) => this.#doubt(lane));
      return;
    }
    for (const [lane] of known) {
      if (covered) this.add(lane, Infinity);
      else if (short && (this.#heard.get(lane) ?? 0) <= at) {
        this.#forget(lane);
        this.#doubt(lane);
      }
    }
    if (covered || short) return;
    for (const lane of lanes) {
      // Never down to nothing: what was claimed may be others than those counted.
      const count = this.#counts.get(lane);
      if (count !== undefined && count > 1) this.#counts.set(lane, count - 1);
    }
  }

  /** Nothing is known of what it would have claimed. */
  failed({ known, covered }: LaneClaim): void {
    if (covered) for (const [lane, count] of known) this.add(lane, count);
  }

  #doubt(lane: number): void {
    if (!this.#trusted.delete(lane)) this.#doubted.add(lane);
  }

  #forget(lane: number): void {
    this.#counts.delete(lane);
    this.#heard.delete(lane);
  }
}

export interface LaneClaim {
  known: [lane: number, count: number][];
  slots: number;
  covered: boolean;
  at: number;
}
