import type { WorkerReads, WorkerRecord } from '../store/records';
import { toEpoch } from './clock';
import type { Registry } from './registry';

/** Workers as their rows have them; those whose stream is, or was, on this replica as they are now. */
export class LiveWorkers implements WorkerReads {
  readonly #rows: WorkerReads;
  readonly #registry: Registry;
  readonly #replicaId: string;

  constructor(rows: WorkerReads, registry: Registry, replicaId: string) {
    this.#rows = rows;
    this.#registry = registry;
    this.#replicaId = replicaId;
  }

  async list(): Promise<WorkerRecord[]> {
    return (await this.#rows.list()).map((row) => (row.replicaId === this.#replicaId ? this.#asItIs(row) : row));
  }

  #asItIs(row: WorkerRecord): WorkerRecord {
    const session = this.#registry.byWorker(row.workerId);
    if (session === undefined) return { ...row, state: 'gone' };
    return {
      ...row,
      state: session.state === 'connected' ? 'connected' : 'away',
      status: session.status,
      stats: session.stats,
      models: session.record.models,
      capabilities: session.record.capabilities,
      lastSeenAt: toEpoch(session.lastSeenAt),
      activeTasks: session.inFlight.size,
    };
  }
}
