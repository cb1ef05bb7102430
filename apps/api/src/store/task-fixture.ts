import { randomUUID } from 'node:crypto';
import type { RowState } from '@englog/domain';
import { v7 as uuidv7 } from 'uuid';
import type { Sql } from './sql';
import { acknowledgeAttempts, cancelTasks } from './task-transitions';
import { flushTasks } from './task-writes';
import type { AttemptFinish, ClaimedTask, TaskInsert } from './task-writes';

/** Which attempt of which task: what every guarded statement compares. */
export interface AttemptRef {
  id: string;
  attempt: number;
  sessionId: string;
}

export const hourMs = 3_600_000;

export const toInsert = (more: Partial<TaskInsert> = {}): TaskInsert => ({
  id: uuidv7(),
  lane: 1,
  turn: 1,
  orderKey: 0,
  type: 'insight_generation',
  userId: 'ann',
  priority: 5,
  payload: '{}',
  runAt: null,
  timeoutMs: 60_000,
  expiresAt: null,
  maxAttempts: 3,
  lease: null,
  ...more,
});

export const toFinish = (ref: AttemptRef, more: Partial<AttemptFinish> = {}): AttemptFinish => ({
  ...ref,
  status: 'completed',
  result: '{}',
  error: null,
  spent: false,
  startedAt: null,
  ...more,
});

export const noClaim = { lanes: [], slots: [] };

export const insert = (sql: Sql, ...tasks: TaskInsert[]) =>
  flushTasks(sql, { inserts: tasks, finishes: [], claim: noClaim });

/** Ids whose guard matched. */
export const finish = async (sql: Sql, ...finishes: AttemptFinish[]): Promise<Set<string>> => {
  const { stale } = await flushTasks(sql, { inserts: [], finishes, claim: noClaim });
  return new Set(finishes.map(({ id }) => id).filter((id) => !stale.has(id)));
};

/** Claims for so many slots of one session, in the order the claim takes them. */
export async function claim(
  sql: Sql,
  lanes: number[],
  slots: number,
  sessionId: string = randomUUID(),
): Promise<ClaimedTask[]> {
  const free = Array.from({ length: slots }, () => ({ sessionId, workerId: 'worker' }));
  return (await flushTasks(sql, { inserts: [], finishes: [], claim: { lanes, slots: free } })).claimed;
}

/** The state of the task's row, live or ended. */
export async function stateOf(sql: Sql, id: string): Promise<RowState | null> {
  const text = 'select state from tasks where id = $1 union all select status from finished_tasks where id = $1';
  const rows = await sql.query<{ state: RowState }>({ name: '', text }, [id]);
  if (rows.length > 1) throw new Error(`task ${id} has ${rows.length} rows`);
  return rows[0]?.state ?? null;
}

/** A task brought to a state by the statements that lead there. */
export async function taskIn(sql: Sql, state: RowState, more: Partial<TaskInsert> = {}): Promise<AttemptRef> {
  const sessionId = randomUUID();
  const waits = state === 'scheduled' || state === 'ready';
  const task = toInsert({ lease: waits ? null : { sessionId, workerId: 'worker' }, ...more });
  const runAt = state === 'scheduled' ? Date.now() + hourMs : task.runAt;
  await insert(sql, { ...task, runAt });
  const ref = { id: task.id, attempt: waits ? 0 : 1, sessionId };
  if (state === 'running') await acknowledgeAttempts(sql, [{ ...ref, startedAt: Date.now() }]);
  if (state === 'completed' || state === 'failed') await finish(sql, toFinish(ref, { status: state }));
  if (state === 'cancelled') await cancelTasks(sql, [task.id]);
  return ref;
}
