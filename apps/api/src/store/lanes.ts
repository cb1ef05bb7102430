import { EnglogError } from '@englog/domain';
import type { Requirements } from '@englog/domain';
import type { Sql, Statement } from './sql';

export interface Lane {
  id: number;
  requirements: Requirements;
}

/** Requirements as one string: equal requirements, equal key. */
export function laneKey(requirements: Requirements): string {
  const labels = Object.entries(requirements.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  const { pool, capability, model, needsOllama } = requirements;
  return JSON.stringify([pool, capability, labels, model, needsOllama]);
}

const insert: Statement = {
  name: 'lane_insert',
  text: `insert into lanes (key, pool, capability, labels, model, needs_ollama)
         values ($1, $2, $3, $4::jsonb, $5, $6) on conflict (key) do nothing`,
};
const columns = 'id, key, pool, capability, labels, model, needs_ollama';
const selectByKey: Statement = { name: 'lane_by_key', text: `select ${columns} from lanes where key = $1` };
const selectAll: Statement = { name: 'lanes_all', text: `select ${columns} from lanes order by id` };

interface LaneRow {
  id: number;
  key: string;
  pool: string;
  capability: Requirements['capability'];
  labels: Record<string, string>;
  model: string | null;
  needs_ollama: boolean;
}

const toLane = (row: LaneRow): Lane => ({
  id: row.id,
  requirements: {
    pool: row.pool,
    capability: row.capability,
    labels: row.labels,
    model: row.model,
    needsOllama: row.needs_ollama,
  },
});

/** Labels and models are the clients' words: without a bound they would make lanes without end. */
const maxLanes = 10_000;

/** Interns requirements as lane numbers. Lanes are few and never deleted, so the cache only grows with them. */
export class LaneStore {
  readonly #sql: Sql;
  readonly #max: number;
  readonly #byKey = new Map<string, Lane>();
  readonly #byId = new Map<number, Lane>();

  constructor(sql: Sql, max = maxLanes) {
    this.#sql = sql;
    this.#max = max;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** @throws EnglogError `resource_exhausted` when there are too many lanes for a new one */
  async intern(requirements: Requirements): Promise<Lane> {
    const key = laneKey(requirements);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const [found] = await this.#sql.query<LaneRow>(selectByKey, [key]);
    if (found !== undefined) return this.#remember(found);
    if (this.size >= this.#max)
      throw new EnglogError(
        'resource_exhausted',
        `${this.#max} combinations of pool, labels and model are known, the limit`,
      );
    const { pool, capability, labels, model, needsOllama } = requirements;
    await this.#sql.query(insert, [key, pool, capability, JSON.stringify(labels), model, needsOllama]);
    const [row] = await this.#sql.query<LaneRow>(selectByKey, [key]);
    return this.#remember(row as LaneRow);
  }

  /** Reads the lanes other replicas have added. */
  async refresh(): Promise<void> {
    for (const row of await this.#sql.query<LaneRow>(selectAll, [])) this.#remember(row);
  }

  get(id: number): Lane | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<Lane> {
    return this.#byId.values();
  }

  #remember(row: LaneRow): Lane {
    const known = this.#byId.get(row.id);
    if (known !== undefined) return known;
    const lane = toLane(row);
    this.#byKey.set(row.key, lane);
    this.#byId.set(lane.id, lane);
    return lane;
  }
}
