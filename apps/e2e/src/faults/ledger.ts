import type { AttemptAnswer, TaskSummaryAnswer } from '@englog/domain';
import type { RunCounter } from '../harness/run-counter';

export interface Accepted {
  taskId: string;
  /** What its handler says to the outside, or null where it says nothing that could be told apart. */
  mark: string | null;
  /** Of the first try to hand it in: what its user calls the beginning. */
  askedAt: number;
  /** When its client learned of its end, where one waited for it; else the API's own time counts. */
  endedAt?: number;
  /** Failing is what this task is for. */
  mayFail?: boolean;
}

export interface TaskRecord {
  task: TaskSummaryAnswer;
  attempts: AttemptAnswer[];
}

export interface Account {
  accepted: number;
  completed: number;
  /** Accepted and not completed, each with what is known of it. */
  lost: string[];
  /** In the API's list, though no 202 said so and the same key never got another. */
  unasked: number;
  /** Handler runs beyond each task's first. */
  repeatedRuns: number;
  /** Completed, and nobody outside saw its handler: the count of runs is not to be trusted. */
  unseen: number;
  /** Tasks with more than one recorded end: must never be. */
  recordedTwice: number;
  attemptsSpent: number;
  longestStallMs: number;
  /** Attempts by outcome, those that simply completed left out. */
  interrupted: Record<string, number>;
}

export interface AccountSources {
  accepted: readonly Accepted[];
  records: ReadonlyMap<string, TaskRecord>;
  runs: RunCounter;
  /** Where a handler may ask again within one run, its attempts tell the runs. */
  runsFrom: 'outside' | 'attempts';
}

const endedUndone = new Set(['not_acknowledged', 'handed_back', 'failed', 'deadline_exceeded']);
/** Attempts whose handler may have done its work: a delivery nobody took ran nothing, and some said that they had not. */
const ran = ({ outcome, started_at }: AttemptAnswer): boolean => !endedUndone.has(outcome) && started_at !== null;

const tell = (taskId: string, record: TaskRecord | undefined): string => {
  if (!record) return `${taskId}: the API does not know it`;
  const { task, attempts } = record;
  const history = attempts.map((attempt) => `${attempt.attempt} ${attempt.outcome} on ${attempt.worker_id}`).join(', ');
  return `${taskId}: ${task.status}${task.error === null ? '' : ` (${task.error})`}; attempts: ${history || 'none'}`;
};

/** What became of everything that was accepted, to the last task. Pure. */
export function settle({ accepted, records, runs, runsFrom }: AccountSources): Account {
  const account: Account = {
    accepted: accepted.length,
    completed: 0,
    lost: [],
    unasked: 0,
    repeatedRuns: 0,
    unseen: 0,
    recordedTwice: 0,
    attemptsSpent: 0,
    longestStallMs: 0,
    interrupted: {},
  };
  for (const { taskId, mark, askedAt, mayFail, ...seen } of accepted) {
    const record = records.get(taskId);
    const isDone = record?.task.status === 'completed' || (mayFail && record?.task.status === 'failed');
    if (!record || !isDone) {
      account.lost.push(tell(taskId, record));
      continue;
    }
    account.completed += 1;
    const isSeen = runsFrom === 'outside' && mark !== null;
    const count = isSeen ? runs.runsOf(mark) : record.attempts.filter(ran).length;
    account.repeatedRuns += Math.max(0, count - 1);
    if (isSeen && count === 0) account.unseen += 1;
    const endedAt = seen.endedAt ?? Date.parse(record.task.completed_at ?? '');
    account.longestStallMs = Math.max(account.longestStallMs, endedAt - askedAt);
    addAttempts(account, record);
  }
  const asked = new Set(accepted.map(({ taskId }) => taskId));
  account.unasked = [...records.keys()].filter((taskId) => !asked.has(taskId)).length;
  return account;
}

function addAttempts(account: Account, { task, attempts }: TaskRecord): void {
  account.attemptsSpent += task.attempts_spent;
  if (attempts.filter(({ outcome }) => outcome === 'completed').length > 1) account.recordedTwice += 1;
  for (const { outcome } of attempts)
    if (outcome !== 'completed') account.interrupted[outcome] = (account.interrupted[outcome] ?? 0) + 1;
}
