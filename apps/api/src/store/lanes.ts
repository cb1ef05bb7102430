import { createHash } from 'node:crypto';
import { EnglogError } from '@englog/domain';
import type { Requirements } from '@englog/domain';
import {
  countLanesOf,
  insertLane,
  isPlain,
  laneKey,
  selectLaneByKey,
  selectLanesById,
  selectLiveLanes,
  toLane,
  touchLanes,
} from './lanes-rows';
import type { Lane, LaneRow } from './lanes-rows';
import type { Sql } from './sql';

export type { Lane } from './lanes-rows';

/** A lane in memory. */
interface Known {
  key: string;
  lane: Lane;
  isPlain: boolean;
  /** Asked for since its use was last noted. */
  isUsed: boolean;
  /** The looks at the table that had begun when it was put here: an older look says nothing of it. */
  since: number;
}

/** Labels and models are the clients' words: without a bound they would make lanes without end. */
const bounds = {
  /** Live lanes with labels or a model. */
  max: 10_000,
  /** Those of them that one user's tasks brought, and may bring within a day. */
  aUser: 1000,
  aUserADay: 200,
};
const hourMs = 3_600_000;
/** One that nobody uses any more is retired after that. */
const dayMs = 24 * hourMs;
/** Retired lanes that finished tasks name, in memory. */
const maxRetired = 10_000;

/** Enough to count by: whose lane it is stands nowhere in words, so an erasure has nothing to look for here. */
const toMaker = (userId: string): string => createHash('sha256').update(userId).digest('base64url');

/**
 * Interns requirements as lane numbers. A lane nobody uses is retired by `retireLanes` on some replica: `refresh`, called
 * every second or so, drops it here.
 *
 * A lane known here is answered from memory, so a task may be on its way to one that is retired at that moment. Its use is
 * noted with the next refresh, which brings the lane back, under its id and for every replica: the task waits that long.
 */
export class LaneStore {
  readonly #sql: Sql;
  readonly #bounds: typeof bounds;
  readonly #byKey = new Map<string, Known>();
  readonly #byId = new Map<number, Known>();
  readonly #retired = new Map<number, Lane>();
  /** One new lane a user at a time, so that a batch does not pass the bound. */
  readonly #making = new Map<string, Promise<unknown>>();
  readonly #asking = new Map<string, Promise<Lane>>();
  #bounded = 0;
  #version = 0;
  #looks = 0;

  constructor(sql: Sql, more: Partial<typeof bounds> = {}) {
    this.#sql = sql;
    this.#bounds = { ...bounds, ...more };
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Another number whenever a lane came or went. */
  get version(): number {
    return this.#version;
  }

  /**
   * `userId`: whose task asks for it, null where no bound a user holds.
   * @throws EnglogError `resource_exhausted` when there are too many lanes for a new one, or the user made too many
   */
  async intern(requirements: Requirements, userId: string | null = null): Promise<Lane> {
    const key = laneKey(requirements);
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      known.isUsed = true;
      return known.lane;
    }
    // Of a batch's many tasks of one new lane one asks for all.
    const asked = `${key}${userId ?? ''}`;
    let asking = this.#asking.get(asked);
    if (asking === undefined) {
      asking = this.#findOrMake(key, requirements, userId).finally(() => this.#asking.delete(asked));
      this.#asking.set(asked, asking);
    }
    return asking;
  }

  async #findOrMake(key: string, requirements: Requirements, userId: string | null): Promise<Lane> {
    const [found] = await this.#sql.query<LaneRow>(selectLaneByKey, [key]);
    if (found !== undefined) return this.#use(found);
    if (isPlain(requirements)) return this.#make(key, requirements, null);
    return userId === null ? this.#makeBounded(key, requirements, null) : this.#inTurn(key, requirements, userId);
  }

  /** Takes in what other replicas added and retired, and notes what was used here. */
  async refresh(): Promise<void> {
    const look = (this.#looks += 1);
    const rows = await this.#sql.query<LaneRow>(selectLiveLanes, []);
    const live = new Set(rows.map(({ id }) => id));
    const toTouch: Known[] = [];
    for (const row of rows) {
      const known = this.#remember(row);
      if (!known.isUsed) continue;
      known.isUsed = false;
      if (row.is_stale) toTouch.push(known);
    }
    for (const known of this.#byId.values()) {
      if (live.has(known.lane.id) || known.since >= look) continue;
      // A task may have gone there meanwhile.
      if (known.isUsed) toTouch.push(known);
      else this.#drop(known);
    }
    await this.#touch(toTouch);
  }

  /** Reads those of these lanes that are not in memory, retired or not. */
  async know(ids: readonly number[]): Promise<void> {
    const unknown = ids.filter((id) => this.get(id) === undefined);
    if (unknown.length === 0) return;
    for (const row of await this.#sql.query<LaneRow>(selectLanesById, [[...new Set(unknown)]]))
      if (row.is_retired) this.#keepRetired(toLane(row));
      else this.#remember(row);
  }

  /** One that was retired too, if it is known here: tasks may yet name it. */
  get(id: number): Lane | undefined {
    return this.#byId.get(id)?.lane ?? this.#retired.get(id);
  }

  /** Those that are not retired. */
  *all(): Iterable<Lane> {
    for (const { lane } of this.#byId.values()) yield lane;
  }

  async #inTurn(key: string, requirements: Requirements, userId: string): Promise<Lane> {
    const before = this.#making.get(userId);
    const make = (): Promise<Lane> => this.#makeBounded(key, requirements, userId);
    const mine = before === undefined ? make() : before.then(make, make);
    this.#making.set(userId, mine);
    try {
      return await mine;
    } finally {
      if (this.#making.get(userId) === mine) this.#making.delete(userId);
    }
  }

  async #makeBounded(key: string, requirements: Requirements, userId: string | null): Promise<Lane> {
    // Another task of the same batch may have made it.
    const known = this.#byKey.get(key);
    if (known !== undefined) return known.lane;
    if (this.#bounded >= this.#bounds.max)
      throw new EnglogError(
        'resource_exhausted',
        `${this.#bounds.max} combinations of pool, labels and model are in use, the limit; use one of them, or none`,
        { retryAfterMs: hourMs },
      );
    return this.#make(key, requirements, userId);
  }

  async #make(key: string, requirements: Requirements, userId: string | null): Promise<Lane> {
    const { pool, capability, labels, model, needsOllama } = requirements;
    const { aUser, aUserADay } = this.#bounds;
    const maker = userId === null ? null : toMaker(userId);
    const values = [key, pool, capability, JSON.stringify(labels), model, needsOllama, maker, aUser, aUserADay];
    const [row] = await this.#sql.query<LaneRow>(insertLane, values);
    if (row !== undefined) return this.#use(row);
    throw await this.#refusal(maker);
  }

  async #refusal(maker: string | null): Promise<EnglogError> {
    const { aUser, aUserADay } = this.#bounds;
    const [theirs] = await this.#sql.query<{ live: number; wait_ms: string | null }>(countLanesOf, [maker]);
    const isNew = theirs === undefined || theirs.live < aUser;
    const combinations = 'combinations of pool, labels and model';
    const what = isNew ? `${aUserADay} new ${combinations} within a day` : `${aUser} ${combinations} that are in use`;
    return new EnglogError('resource_exhausted', `Your tasks named ${what}, the limit; use one of those, or none`, {
      retryAfterMs: isNew ? Math.max(1000, Number(theirs?.wait_ms ?? 0)) : dayMs,
    });
  }

  #use(row: LaneRow): Lane {
    const known = this.#remember(row);
    known.isUsed = true;
    return known.lane;
  }

  async #touch(used: Known[]): Promise<void> {
    if (used.length === 0) return;
    try {
      await this.#sql.query(touchLanes, [used.map(({ lane }) => lane.id)]);
    } catch (error) {
      for (const known of used) known.isUsed = true;
      throw error;
    }
  }

  #remember(row: LaneRow): Known {
    const known = this.#byId.get(row.id);
    if (known !== undefined) return known;
    const lane = toLane(row);
    const added = { key: row.key, lane, isPlain: isPlain(lane.requirements), isUsed: false, since: this.#looks };
    this.#byKey.set(row.key, added);
    this.#byId.set(lane.id, added);
    if (!added.isPlain) this.#bounded += 1;
    this.#version += 1;
    return added;
  }

  #drop({ key, lane, isPlain }: Known): void {
    this.#byKey.delete(key);
    this.#byId.delete(lane.id);
    if (!isPlain) this.#bounded -= 1;
    this.#version += 1;
    this.#keepRetired(lane);
  }

  /** The oldest are forgotten: they are read again when they are asked for. */
  #keepRetired(lane: Lane): void {
    this.#retired.set(lane.id, lane);
    if (this.#retired.size <= maxRetired) return;
    const [oldest] = this.#retired.keys();
    if (oldest !== undefined) this.#retired.delete(oldest);
  }
}
