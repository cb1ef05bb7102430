import type { Attempt, Task, TaskStatus } from '@englog/domain';
import type { ListedTask, Page, TaskFilter, TaskReads } from '../store/records';
import { toEpoch } from './clock';
import type { Registry } from './registry';

/**
 * Tasks as their rows have them, and, for attempts in flight here, as they are: an acknowledgement is written to its row
 * only when the attempt outlasts it.
 */
export class LiveTasks implements TaskReads {
  readonly #rows: TaskReads;
  readonly #registry: Registry;

  constructor(rows: TaskReads, registry: Registry) {
    this.#rows = rows;
    this.#registry = registry;
  }

  async find(taskId: string): Promise<Task | null> {
    const task = await this.#rows.find(taskId);
    return task === null ? null : this.#asItIs(task);
  }

  async list(filter: TaskFilter): Promise<Page<ListedTask>> {
    const page = await this.#rows.list(filter);
    return { ...page, items: page.items.map((task) => this.#asItIs(task)) };
  }

  resultBytes(taskId: string): Promise<Buffer | null> {
    return this.#rows.resultBytes(taskId);
  }

  attempts(taskId: string): Promise<Attempt[] | null> {
    return this.#rows.attempts(taskId);
  }

  count(): Promise<Record<TaskStatus, number>> {
    return this.#rows.count();
  }

  #asItIs<T extends ListedTask>(task: T): T {
    if (task.status !== 'pending') return task;
    const found = this.#registry.find(task.id);
    if (found === null || found.inFlight.attempt !== task.attempt || found.inFlight.ackedAt === null) return task;
    return { ...task, status: 'running', workerId: found.session.workerId, startedAt: toEpoch(found.inFlight.ackedAt) };
  }
}
