import type {
  Attempt,
  AttemptAnswer,
  ResultAnswer,
  Task,
  TaskAnswer,
  TaskProgress,
  TaskSummaryAnswer,
  WaitReason,
} from '@englog/domain';
import type { ListedTask } from '../../store/records';
import { toTime, toTimeOrNull } from '../answer';

const toProgress = (progress: TaskProgress | null): TaskAnswer['progress'] =>
  progress && { percent: progress.percent, message: progress.message, updated_at: toTime(progress.updatedAt) };

const toWhy = (why: WaitReason | null): TaskAnswer['why'] =>
  why && { reason: why.reason, message: why.message, until: toTimeOrNull(why.until), ahead: why.ahead };

export const toTaskSummary = (task: ListedTask): TaskSummaryAnswer => ({
  task_id: task.id,
  type: task.type,
  user_id: task.userId,
  status: task.status,
  priority: task.priority,
  pool: task.requirements.pool,
  labels: task.requirements.labels,
  model: task.requirements.model,
  fallback: task.requirements.needsOllama ? 'never' : 'allow',
  created_at: toTime(task.createdAt),
  run_at: toTimeOrNull(task.runAt),
  deadline: toTimeOrNull(task.expiresAt),
  timeout_seconds: task.timeoutMs / 1_000,
  max_attempts: task.maxAttempts,
  attempt: task.attempt,
  attempts_spent: task.attemptsSpent,
  worker_id: task.workerId,
  started_at: toTimeOrNull(task.startedAt),
  completed_at: toTimeOrNull(task.completedAt),
  error: task.error?.message ?? null,
  failure: task.error,
});

export const toTaskView = (task: Task, why: WaitReason | null, progress: TaskProgress | null): TaskAnswer => ({
  ...toTaskSummary(task),
  payload: task.payload,
  why: toWhy(why),
  progress: toProgress(progress),
});

/** What clients who wait for a result ask for. */
export const toResultView = (task: Task, progress: TaskProgress | null): ResultAnswer => ({
  task_id: task.id,
  status: task.status,
  result: task.result,
  error: task.error?.message ?? null,
  failure: task.error,
  worker_id: task.workerId,
  started_at: toTimeOrNull(task.startedAt),
  completed_at: toTimeOrNull(task.completedAt),
  progress: toProgress(progress),
});

/** The same as its JSON text, in two parts: between them goes the result, as text too. */
export const resultViewAround = (task: Task, progress: TaskProgress | null): { head: string; tail: string } => {
  const { task_id, status, result: _, ...rest } = toResultView(task, progress);
  const head = `${JSON.stringify({ task_id, status }).slice(0, -1)},"result":`;
  return { head, tail: `,${JSON.stringify(rest).slice(1)}` };
};

export const toAttemptView = (attempt: Attempt): AttemptAnswer => ({
  attempt: attempt.attempt,
  worker_id: attempt.workerId,
  started_at: toTimeOrNull(attempt.startedAt),
  ended_at: toTimeOrNull(attempt.endedAt),
  outcome: attempt.outcome,
  error: attempt.error?.message ?? null,
  failure: attempt.error,
});
