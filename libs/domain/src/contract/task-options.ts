import { z } from 'zod';
import { timestamp } from '../entries';
import type { FieldError } from '../errors';
import type { TaskType } from '../task';
import { parseDurationMs } from './duration';

const minuteMs = 60_000;
const minTimeoutMs = 1_000;
const maxTimeoutMs = 24 * 60 * minuteMs;
/** A task may be put off by at most a year. */
const maxDelayMs = 366 * 24 * 60 * minuteMs;

export const defaultPriority: Record<TaskType, number> = {
  insight_generation: 5,
  weekly_report: 3,
  data_analysis: 3,
  notification: 5,
  cleanup: 1,
};
export const defaultTimeoutMs: Record<TaskType, number> = {
  insight_generation: 5 * minuteMs,
  weekly_report: 15 * minuteMs,
  data_analysis: 15 * minuteMs,
  notification: 15 * minuteMs,
  cleanup: 15 * minuteMs,
};
export const defaultMaxAttempts = 3;
export const defaultPool = 'default';

/** A pool's, label's or model's name. */
const name = z.string().min(1).max(128).regex(/\S/, 'must not be blank');

/** What every request that creates a task may say about how it is run, beside its payload. */
export const taskOptions = z.strictObject({
  /** Larger first. */
  priority: z.number().int().min(1).max(10).optional(),
  /** An RFC 3339 instant by which the task must be finished, or the running time an attempt is given: `90s`, or seconds. */
  deadline: z
    .union([z.string().max(64), z.number()], { error: 'must be an RFC 3339 time or a duration such as 90s' })
    .optional(),
  /** Not before this time. */
  run_at: timestamp.optional(),
  max_attempts: z.number().int().min(1).max(20).optional(),
  /** Only workers that serve this pool. */
  pool: name.optional(),
  /** Only workers that carry each label with this value. */
  labels: z
    .record(name, z.string().max(128))
    .refine((labels) => Object.keys(labels).length <= 16, 'must be at most 16 labels')
    .optional(),
  /** Only workers whose Ollama has this model, `phi3` being `phi3:latest`; those that have it loaded first. */
  model: name.optional(),
  /** `never`: wait for the model rather than take a computed answer. */
  fallback: z.enum(['allow', 'never']).optional(),
});
export type TaskOptions = z.infer<typeof taskOptions>;
export const taskOptionNames = Object.keys(taskOptions.shape) as (keyof TaskOptions)[];

export interface TaskTimes {
  runAt: number | null;
  timeoutMs: number;
  expiresAt: number | null;
}

/** The times a task's options mean at `now`; adds to `problems` what cannot be. */
export const timesOf = (type: TaskType, options: TaskOptions, now: number, problems: FieldError[]): TaskTimes => {
  const times: TaskTimes = { runAt: null, timeoutMs: defaultTimeoutMs[type], expiresAt: null };
  const refuse = (field: string, message: string) => problems.push({ field, message });
  if (options.run_at !== undefined) {
    const runAt = Date.parse(options.run_at);
    if (runAt > now + maxDelayMs) refuse('run_at', 'must be within a year from now');
    else if (runAt > now) times.runAt = runAt;
  }
  if (options.deadline === undefined) return times;
  const durationMs = parseDurationMs(options.deadline);
  if (durationMs !== null) {
    if (durationMs < minTimeoutMs || durationMs > maxTimeoutMs) refuse('deadline', 'must be from 1s to 24h');
    else times.timeoutMs = durationMs;
    return times;
  }
  if (!timestamp.safeParse(options.deadline).success) {
    refuse('deadline', 'must be an RFC 3339 time or a duration such as 90s');
    return times;
  }
  const expiresAt = Date.parse(String(options.deadline));
  if (expiresAt <= now) refuse('deadline', 'must be in the future');
  else if (times.runAt !== null && expiresAt <= times.runAt) refuse('deadline', 'must be after run_at');
  else times.expiresAt = expiresAt;
  return times;
};
