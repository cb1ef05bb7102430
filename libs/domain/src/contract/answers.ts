import { z } from 'zod';
import { entryTypes, impactLevels, valueRatings } from '../entries';
import { capabilities, taskStatuses, taskTypes } from '../task';

/** What the REST API answers: the schemas behind its document and the types its routes must fit. */

const id = z.uuid();
const time = z.string().meta({ format: 'date-time' });
const json = z.record(z.string(), z.unknown());
const nextCursor = z.string().nullable();

export const fieldErrorAnswer = z.object({ field: z.string(), message: z.string() });
/** RFC 9457, with `error` for clients that look there. */
export const problemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    errors: z.array(fieldErrorAnswer),
    error: z.string(),
    request_id: z.string(),
  })
  .meta({ id: 'Problem' });
export type ProblemAnswer = z.infer<typeof problemAnswer>;

export const failureAnswer = z
  .object({ code: z.string(), message: z.string(), retryable: z.boolean() })
  .meta({ id: 'Failure' });
export const progressAnswer = z
  .object({ percent: z.number(), message: z.string(), updated_at: time })
  .meta({ id: 'Progress' });

export const createdTaskAnswer = z
  .object({ task_id: id, status: z.literal('pending'), message: z.string() })
  .meta({ id: 'CreatedTask' });

export const batchItemAnswer = z.object({
  index: z.number().int(),
  task_id: id.optional(),
  status: z.literal('pending').optional(),
  error: z.string().optional(),
  errors: z.array(fieldErrorAnswer).optional(),
});
export type BatchItemAnswer = z.infer<typeof batchItemAnswer>;
export const batchAnswer = z
  .object({ created_count: z.number().int(), tasks: z.array(batchItemAnswer) })
  .meta({ id: 'TaskBatch' });

export const taskSummaryAnswer = z
  .object({
    task_id: id,
    type: z.enum(taskTypes),
    user_id: z.string(),
    status: z.enum(taskStatuses),
    priority: z.number().int(),
    pool: z.string(),
    labels: z.record(z.string(), z.string()),
    model: z.string().nullable(),
    fallback: z.enum(['allow', 'never']),
    created_at: time,
    run_at: time.nullable(),
    deadline: time.nullable(),
    timeout_seconds: z.number(),
    max_attempts: z.number().int(),
    attempt: z.number().int(),
    attempts_spent: z.number().int(),
    worker_id: z.string().nullable(),
    started_at: time.nullable(),
    completed_at: time.nullable(),
    error: z.string().nullable(),
    failure: failureAnswer.nullable(),
  })
  .meta({ id: 'TaskSummary' });
export type TaskSummaryAnswer = z.infer<typeof taskSummaryAnswer>;

export const waitAnswer = z
  .object({ reason: z.string(), message: z.string(), until: time.nullable(), ahead: z.number().int().nullable() })
  .meta({ id: 'WaitReason' });
export const taskAnswer = taskSummaryAnswer
  .extend({
    payload: json,
    /** Why it waits; null when it does not. */
    why: waitAnswer.nullable(),
    progress: progressAnswer.nullable(),
  })
  .meta({ id: 'Task' });
export type TaskAnswer = z.infer<typeof taskAnswer>;
export const taskListAnswer = z
  .object({ tasks: z.array(taskSummaryAnswer), next_cursor: nextCursor })
  .meta({ id: 'TaskList' });

export const attemptAnswer = z
  .object({
    attempt: z.number().int(),
    worker_id: z.string(),
    started_at: time.nullable(),
    ended_at: time.nullable(),
    outcome: z.string(),
    error: z.string().nullable(),
    failure: failureAnswer.nullable(),
  })
  .meta({ id: 'Attempt' });
export type AttemptAnswer = z.infer<typeof attemptAnswer>;
export const attemptListAnswer = z.object({ task_id: id, attempts: z.array(attemptAnswer) });

export const resultAnswer = z
  .object({
    task_id: id,
    status: z.enum(taskStatuses),
    result: json.nullable(),
    error: z.string().nullable(),
    failure: failureAnswer.nullable(),
    worker_id: z.string().nullable(),
    started_at: time.nullable(),
    completed_at: time.nullable(),
    progress: progressAnswer.nullable(),
  })
  .meta({ id: 'TaskResult' });
export type ResultAnswer = z.infer<typeof resultAnswer>;

export const changedTaskAnswer = z.object({ task_id: id, status: z.enum(taskStatuses), message: z.string() });
export const cancelledCountAnswer = z.object({ cancelled_count: z.number().int() });
export const retriedCountAnswer = z.object({ retried_count: z.number().int() });

export const entryAnswer = z
  .object({
    id,
    user_id: z.string(),
    project: z.string().nullable(),
    title: z.string(),
    description: z.string().nullable(),
    type: z.enum(entryTypes),
    start_time: time,
    end_time: time,
    duration_minutes: z.number(),
    value_rating: z.enum(valueRatings),
    impact_level: z.enum(impactLevels),
    tags: z.array(z.string()),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'LogEntry' });
export const entryListAnswer = z.object({ entries: z.array(entryAnswer), next_cursor: nextCursor });
export const indexedErrorAnswer = z.object({ index: z.number().int(), field: z.string(), message: z.string() });
export type IndexedErrorAnswer = z.infer<typeof indexedErrorAnswer>;
export const entryBulkAnswer = z.object({
  created_count: z.number().int(),
  entries: z.array(entryAnswer),
  errors: z.array(indexedErrorAnswer),
});

export const workerAnswer = z
  .object({
    worker_id: z.string(),
    worker_name: z.string(),
    version: z.string(),
    capabilities: z.array(z.enum(capabilities)),
    pools: z.array(z.string()),
    labels: z.record(z.string(), z.string()),
    models: z.array(z.object({ name: z.string(), loaded: z.boolean() })),
    slots: z.number().int(),
    active_tasks: z.number().int(),
    state: z.enum(['connected', 'away', 'gone']),
    status: z.enum(['idle', 'busy', 'unavailable', 'error', 'unspecified']),
    stats: json.nullable(),
    registered_at: time,
    last_seen_at: time,
  })
  .meta({ id: 'Worker' });
export type WorkerAnswer = z.infer<typeof workerAnswer>;
export const workerListAnswer = z.object({ workers: z.array(workerAnswer), count: z.number().int() });

export const fleetStatuses = ['healthy', 'degraded', 'unhealthy', 'warning'] as const;
export type FleetStatus = (typeof fleetStatuses)[number];
export const workersHealthAnswer = z
  .object({
    status: z.enum(fleetStatuses),
    message: z.string(),
    active_workers: z.number().int(),
    timestamp: time,
    workers: z.array(
      workerAnswer.pick({
        worker_id: true,
        worker_name: true,
        state: true,
        status: true,
        active_tasks: true,
        slots: true,
        last_seen_at: true,
      }),
    ),
    queue: z.object({ depth: z.number().int(), slots: z.number().int(), slots_in_use: z.number().int() }),
    breakers: z.array(z.object({ name: z.string(), state: z.enum(['closed', 'open', 'half_open']) })),
    feed: z.enum(['local', 'connected', 'degraded']),
  })
  .meta({ id: 'WorkersHealth' });
export type WorkersHealthAnswer = z.infer<typeof workersHealthAnswer>;

export const checkAnswer = z.object({ name: z.string(), ok: z.boolean(), message: z.string() });
export const healthAnswer = z.object({ status: z.literal('ok'), version: z.string(), uptime_seconds: z.number() });
export const readyAnswer = z.object({
  status: z.enum(['ready', 'not_ready', 'draining']),
  checks: z.array(checkAnswer),
});

export const alertAnswer = z
  .object({ id, title: z.string(), body: z.string(), created_at: time })
  .meta({ id: 'Alert' });
export const alertListAnswer = z.object({ alerts: z.array(alertAnswer), next_cursor: nextCursor });
