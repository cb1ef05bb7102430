import type { Attempt, Capability, Task, TaskStatus, TaskType } from '@englog/domain';

export interface Page<T> {
  items: T[];
  /** Opaque; null on the last page. */
  nextCursor: string | null;
}

export interface TaskFilter {
  userId?: string;
  type?: TaskType;
  status?: TaskStatus;
  cursor?: string;
  limit: number;
}

/** A task as a list has it: without its documents, of which a page may hold hundreds of megabytes. */
export type ListedTask = Omit<Task, 'payload' | 'result'>;

/** Reads of tasks, waiting and finished alike. */
export interface TaskReads {
  /** Its `result` is null also when that is large: `resultBytes` has it. */
  find(taskId: string): Promise<Task | null>;
  /** The result document of any size, as its JSON text in UTF-8; null when the task has none. */
  resultBytes(taskId: string): Promise<Buffer | null>;
  /** Newest first. */
  list(filter: TaskFilter): Promise<Page<ListedTask>>;
  /** Every attempt, oldest first. */
  attempts(taskId: string): Promise<Attempt[] | null>;
  /** By status. */
  count(): Promise<Record<TaskStatus, number>>;
}

export interface EntryFilter {
  userId?: string;
  project?: string;
  type?: string;
  tag?: string;
  /** Entries that overlap [from, to), epoch ms. */
  from?: number;
  to?: number;
  cursor?: string;
  limit: number;
}

export interface WorkerRecord {
  workerId: string;
  workerName: string;
  version: string;
  capabilities: Capability[];
  pools: string[];
  labels: Record<string, string>;
  models: { name: string; loaded: boolean }[];
  slots: number;
  /** `connected`: its stream is up. `away`: within its reconnect grace. `gone`: neither. */
  state: 'connected' | 'away' | 'gone';
  /** As the worker last said it. */
  status: 'idle' | 'busy' | 'unavailable' | 'error' | 'unspecified';
  stats: Record<string, unknown> | null;
  replicaId: string;
  registeredAt: number;
  lastSeenAt: number;
  activeTasks: number;
}

export interface WorkerReads {
  list(): Promise<WorkerRecord[]>;
}
