import { isTerminal, statusOf } from '@englog/domain';
import type { Attempt, AttemptOutcome, JsonObject, Task, TaskStatus, TaskType } from '@englog/domain';
import type { LaneStore } from './lanes';
import type { ListedTask, Page, TaskFilter, TaskReads } from './records';
import type { HistoryRecord } from './schema-tasks';
import type { Sql, Statement } from './sql';
import { liveStates, ofType } from './task-selection';
import { cursorOf, idOfCursor, isUuid } from './uuid';

/** A larger result is not read with its task: to parse one takes long, and most readers of a task do not need it. */
export const maxInlineResultBytes = 64 * 1024;

const shared = `id, lane, type, user_id, priority, created_at, run_at, timeout_ms, expires_at, max_attempts,
  attempt, attempts_spent, session_id, worker_id, leased_at, started_at, history`;
const documents = {
  live: 'payload, null::text as result',
  finished: `payload, case when octet_length(result) <= ${maxInlineResultBytes} then result end as result`,
};
/** For a list, which shows neither: a page of large ones would be hundreds of megabytes. */
const noDocuments: typeof documents = {
  live: `'{}' as payload, null::text as result`,
  finished: `'{}' as payload, null::text as result`,
};
const live = (where: string, read = documents) =>
  `select ${shared}, ${read.live}, state as status, due_at, null::timestamptz as finished_at, null::jsonb as error
   from tasks where ${where}`;
const finished = (where: string, read = documents) =>
  `select ${shared}, ${read.finished}, status, null::timestamptz as due_at, finished_at, error
   from finished_tasks where ${where}`;

/** Types that have an index of their own: they are few. */
const indexedTypes: ReadonlySet<TaskType> = new Set(['notification', 'cleanup']);
/** Tasks of any type, in each table, that are looked at for those of one type by one statement: some milliseconds. */
const lookedAt = 10_000;
/** Statements of that kind for one page: to find none among millions would take seconds. */
const maxLooks = 10;

const findStatement: Statement = {
  name: 'task_find',
  text: `${live('id = $1')} union all ${finished('id = $1')} limit 1`,
};
const findManyStatement: Statement = {
  name: 'task_find_many',
  text: `${live('id = any($1::uuid[])')} union all ${finished('id = any($1::uuid[])')}`,
};
/** In rows of bytes: a large text in one piece takes the client tens of milliseconds to decode, the pieces one each. */
const resultStatement: Statement = {
  name: 'task_result',
  text: `with document as materialized (
           select convert_to(result, 'UTF8') as bytes from finished_tasks where id = $1 and result is not null limit 1
         )
         select substring(bytes from at + 1 for 262144) as piece
         from document, generate_series(0, octet_length(bytes) - 1, 262144) at order by at`,
};
const countStatement: Statement = {
  name: 'task_count',
  text: `select state as status, count(*)::int as n from tasks group by state
         union all select status, count(*)::int from finished_tasks group by status`,
};

export interface TaskRow {
  id: string;
  lane: number;
  type: TaskType;
  user_id: string;
  priority: number;
  payload: string;
  created_at: Date;
  run_at: Date | null;
  due_at: Date | null;
  timeout_ms: string;
  expires_at: Date | null;
  max_attempts: number;
  attempt: number;
  attempts_spent: number;
  session_id: string | null;
  worker_id: string | null;
  leased_at: Date | null;
  started_at: Date | null;
  history: HistoryRecord[] | null;
  status: 'scheduled' | 'ready' | 'leased' | 'running' | 'completed' | 'failed' | 'cancelled';
  finished_at: Date | null;
  result: string | null;
  error: Task['error'];
}

export class TaskReader implements TaskReads {
  readonly #sql: Sql;
  readonly #lanes: LaneStore;

  constructor(sql: Sql, lanes: LaneStore) {
    this.#sql = sql;
    this.#lanes = lanes;
  }

  async find(taskId: string): Promise<Task | null> {
    const row = await this.#row(taskId);
    return row === null ? null : this.#toTask(row);
  }

  async resultBytes(taskId: string): Promise<Buffer | null> {
    const rows = await this.#sql.query<{ piece: Uint8Array }>(resultStatement, [taskId]);
    return rows.length === 0 ? null : Buffer.concat(rows.map(({ piece }) => piece));
  }

  async findMany(taskIds: string[]): Promise<Task[]> {
    const rows = await this.#sql.query<TaskRow>(findManyStatement, [taskIds.filter((id) => isUuid(id))]);
    await this.#knowLanes(rows);
    return rows.map((row) => this.#map(row));
  }

  /** The waiting task's own row state and the time it is due, for saying why it waits; null when it does not wait. */
  async waiting(
    taskId: string,
  ): Promise<{ state: 'scheduled' | 'ready' | 'leased'; lane: number; dueAt: number | null } | null> {
    const row = await this.#row(taskId);
    if (row === null || (row.status !== 'scheduled' && row.status !== 'ready' && row.status !== 'leased')) return null;
    return { state: row.status, lane: row.lane, dueAt: row.due_at?.getTime() ?? null };
  }

  async list(filter: TaskFilter): Promise<Page<ListedTask>> {
    const items: ListedTask[] = [];
    let goesOnAt = filter.cursor === undefined ? null : idOfCursor('tasks', filter.cursor);
    for (let looks = 0; looks < maxLooks; looks += 1) {
      const found = await this.#look(filter, goesOnAt, filter.limit - items.length);
      items.push(...found.items);
      goesOnAt = found.goesOnAt;
      if (goesOnAt === null || items.length === filter.limit) break;
    }
    return { items, nextCursor: goesOnAt === null ? null : cursorOf('tasks', goesOnAt) };
  }

  /** The newest that it finds older than the task of that id, and where it stopped looking; null: at the end. */
  async #look(
    filter: TaskFilter,
    olderThan: string | null,
    most: number,
  ): Promise<{ items: ListedTask[]; goesOnAt: string | null }> {
    const where: string[] = [];
    const values: unknown[] = [];
    const bind = (value: unknown) => `$${values.push(value)}`;
    if (filter.userId !== undefined) where.push(`user_id = ${bind(filter.userId)}`);
    if (olderThan !== null) where.push(`id < ${bind(olderThan)}::uuid`);
    let floor: string | null = null;
    if (filter.type !== undefined) {
      floor = indexedTypes.has(filter.type) ? null : await this.#floor(filter.status, where, [...values]);
      where.push(ofType(filter.type));
      if (floor !== null) where.push(`id >= ${bind(floor)}::uuid`);
    }
    const limit = bind(most + 1);
    const parts = partsFor(filter.status, where, (select) => `${select} order by id desc limit ${limit}`);
    const rows = await this.#sql.query<TaskRow>(
      { name: '', text: `select * from (${parts.join(' union all ')}) all_tasks order by id desc limit ${limit}` },
      values,
    );
    const found = rows.slice(0, most);
    await this.#knowLanes(found);
    return {
      items: found.map((row) => this.#map(row)),
      goesOnAt: rows.length > most ? (found.at(-1)?.id ?? null) : floor,
    };
  }

  /** The id down to which one statement may look for its few among all those; null: to the end. */
  async #floor(status: TaskStatus | undefined, where: string[], values: unknown[]): Promise<string | null> {
    const parts = partsFor(status, where, (select) => {
      return `select id from (${select}) seen order by id desc offset ${lookedAt - 1} limit 1`;
    });
    const text = `select id from (${parts.join(' union all ')}) floors order by id desc limit 1`;
    const [row] = await this.#sql.query<{ id: string }>({ name: '', text }, values);
    return row?.id ?? null;
  }

  async attempts(taskId: string): Promise<Attempt[] | null> {
    const row = await this.#row(taskId);
    return row === null ? null : toAttempts(row);
  }

  async count(): Promise<Record<TaskStatus, number>> {
    const counts: Record<TaskStatus, number> = { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
    for (const row of await this.#sql.query<{ status: TaskRow['status']; n: number }>(countStatement, []))
      counts[statusOf(row.status)] += row.n;
    return counts;
  }

  async #row(taskId: string): Promise<TaskRow | null> {
    if (!isUuid(taskId)) return null;
    const [row] = await this.#sql.query<TaskRow>(findStatement, [taskId]);
    return row ?? null;
  }

  async #toTask(row: TaskRow): Promise<Task> {
    await this.#knowLanes([row]);
    return this.#map(row);
  }

  /** Lanes that another replica has added since the last look, or that were retired. */
  #knowLanes(rows: TaskRow[]): Promise<void> {
    return this.#lanes.know(rows.map((row) => row.lane));
  }

  #map(row: TaskRow): Task {
    const lane = this.#lanes.get(row.lane);
    if (lane === undefined) throw new Error(`task ${row.id} is in lane ${row.lane}, which does not exist`);
    const status = statusOf(row.status);
    const owned = status === 'running' || isTerminal(status);
    return {
      id: row.id,
      type: row.type,
      userId: row.user_id,
      status,
      priority: row.priority,
      requirements: lane.requirements,
      payload: JSON.parse(row.payload) as JsonObject,
      createdAt: row.created_at.getTime(),
      runAt: row.run_at?.getTime() ?? null,
      timeoutMs: Number(row.timeout_ms),
      expiresAt: row.expires_at?.getTime() ?? null,
      maxAttempts: row.max_attempts,
      attempt: row.attempt,
      attemptsSpent: row.attempts_spent,
      workerId: owned ? row.worker_id : null,
      startedAt: owned ? (row.started_at?.getTime() ?? null) : null,
      completedAt: row.finished_at?.getTime() ?? null,
      result: row.result === null ? null : (JSON.parse(row.result) as JsonObject),
      error: row.error,
    };
  }
}

/** The newest `limit` of each table are enough for the newest `limit` of both. */
function partsFor(status: TaskStatus | undefined, where: string[], newestOf: (select: string) => string): string[] {
  const parts: string[] = [];
  const newest = (select: string) => `(${newestOf(select)})`;
  const and = (...more: string[]) => [...where, ...more].join(' and ') || 'true';
  const state = status === undefined ? 'true' : liveStates[status];
  if (state !== undefined) parts.push(newest(live(and(state), noDocuments)));
  if (status === undefined) parts.push(newest(finished(and(), noDocuments)));
  else if (isTerminal(status)) parts.push(newest(finished(and(`status = '${status}'`), noDocuments)));
  return parts;
}

const endOutcome = (row: TaskRow): AttemptOutcome => {
  if (row.status === 'completed' || row.status === 'cancelled') return row.status;
  if (row.status !== 'failed') return 'running';
  const code = row.error?.code;
  return code === 'deadline_exceeded' || code === 'worker_lost' ? code : 'failed';
};

/** Earlier attempts from `history`; the latest, when one was delivered, from the row's own columns. */
function toAttempts(row: TaskRow): Attempt[] {
  const earlier = (row.history ?? []).map((record) => ({
    attempt: record.attempt,
    workerId: record.worker_id,
    startedAt: record.started_at === null ? null : Date.parse(record.started_at),
    endedAt: Date.parse(record.ended_at),
    outcome: record.outcome as AttemptOutcome,
    error: record.error,
  }));
  if (row.leased_at === null || row.worker_id === null) return earlier;
  const latest: Attempt = {
    attempt: row.attempt,
    workerId: row.worker_id,
    startedAt: row.started_at?.getTime() ?? null,
    endedAt: row.finished_at?.getTime() ?? null,
    outcome: endOutcome(row),
    error: row.error,
  };
  return [...earlier, latest];
}
