import { z } from 'zod';
import { userId } from '../entries';
import type { FieldError } from '../errors';
import { modelName } from '../model-name';
import {
  analysisPayload,
  cleanupPayload,
  insightPayload,
  notificationPayload,
  payloadOf,
  reportPayload,
} from '../payloads';
import { capabilityOf, taskTypes } from '../task';
import type { JsonObject, NewTask, TaskType } from '../task';
import { fieldErrorsOf } from './field-errors';
import {
  defaultMaxAttempts,
  defaultPool,
  defaultPriority,
  taskOptionNames,
  taskOptions,
  timesOf,
} from './task-options';
import type { TaskOptions } from './task-options';

export interface NewTaskContext {
  /** The caller: whose task it is when the body does not say. */
  userId: string;
  now: number;
  pools: readonly string[];
}

export type ParsedTask = { ok: true; task: NewTask } | { ok: false; errors: FieldError[] };

const usesOllama: Record<TaskType, boolean> = {
  insight_generation: true,
  weekly_report: true,
  data_analysis: false,
  notification: false,
  cleanup: false,
};
const optionNames = new Set<string>(taskOptionNames);
const reportAliases = new Map([
  ['week_start', 'start_date'],
  ['week_end', 'end_date'],
]);
/** No prototype, so that a field named `__proto__` is a field like any other. */
const emptyObject = (): JsonObject => Object.create(null) as JsonObject;
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The options on one side, the payload on the other, a report's `week_start` and `week_end` under their first names. */
const split = (type: TaskType, body: JsonObject, errors: FieldError[]) => {
  const options = emptyObject();
  const payload = emptyObject();
  for (const [field, value] of Object.entries(body)) {
    const alias = type === 'weekly_report' ? reportAliases.get(field) : undefined;
    if (optionNames.has(field)) options[field] = value;
    else if (alias === undefined) payload[field] = value;
    else if (alias in body) errors.push({ field, message: `is another name of ${alias}: give one of them` });
    else payload[alias] = value;
  }
  return { options, payload };
};

const newTask = (
  type: TaskType,
  options: TaskOptions,
  payload: JsonObject,
  owner: string,
): Omit<NewTask, 'runAt' | 'timeoutMs' | 'expiresAt'> => ({
  type,
  userId: owner,
  payload,
  priority: options.priority ?? defaultPriority[type],
  requirements: {
    pool: options.pool ?? defaultPool,
    capability: capabilityOf[type],
    labels: options.labels ?? {},
    model: options.model === undefined ? null : modelName(options.model),
    needsOllama: usesOllama[type] && options.fallback === 'never',
  },
  maxAttempts: options.max_attempts ?? defaultMaxAttempts,
});

/** One task of a known type out of a request body, defaults filled in, or every field at fault. Whether the caller may is not asked here. */
export const parseNewTask = (type: TaskType, body: unknown, context: NewTaskContext): ParsedTask => {
  if (!isObject(body)) return { ok: false, errors: [{ field: '', message: 'must be a JSON object' }] };
  const errors: FieldError[] = [];
  const parts = split(type, body, errors);
  parts.payload['user_id'] ??= context.userId;
  const options = taskOptions.safeParse(parts.options);
  const payload = payloadOf[type].safeParse(parts.payload);
  if (!payload.success) errors.push(...fieldErrorsOf(payload.error, parts.payload));
  if (!options.success) errors.push(...fieldErrorsOf(options.error, parts.options));
  if (!options.success || !payload.success) return { ok: false, errors };

  const times = timesOf(type, options.data, context.now, errors);
  const task = newTask(type, options.data, payload.data, payload.data.user_id ?? context.userId);
  const { pool } = task.requirements;
  if (!context.pools.includes(pool))
    errors.push({ field: 'pool', message: `is not a known pool; known are ${context.pools.join(', ')}` });
  return errors.length > 0 ? { ok: false, errors } : { ok: true, task: { ...task, ...times } };
};

/** The same for a body that names its `type` itself. */
export const parseTypedTask = (body: unknown, context: NewTaskContext): ParsedTask => {
  if (!isObject(body)) return { ok: false, errors: [{ field: '', message: 'must be a JSON object' }] };
  const { type, ...rest } = body;
  const known = taskTypes.find((candidate) => candidate === type);
  if (known === undefined) {
    const message = type === undefined ? 'is required' : `must be one of ${taskTypes.join(', ')}`;
    return { ok: false, errors: [{ field: 'type', message }] };
  }
  return parseNewTask(known, rest, context);
};

/** The request bodies as the API's document shows them; `parseNewTask` is what checks. */
const owner = { user_id: userId.optional() };
const documented = (shape: z.ZodRawShape) => z.strictObject({ ...shape, ...owner, ...taskOptions.shape });
const typed = (type: TaskType, shape: z.ZodRawShape) =>
  z.strictObject({ type: z.literal(type), ...shape, ...owner, ...taskOptions.shape });
const notifications = notificationPayload.options.map((option) => option.shape);

export const taskRequests = {
  insight_generation: documented(insightPayload.shape),
  weekly_report: documented(reportPayload.shape),
  data_analysis: documented(analysisPayload.shape),
  cleanup: documented(cleanupPayload.shape),
  notification: z.union(notifications.map(documented)),
} as const satisfies Record<TaskType, z.ZodType>;

export const typedTaskRequest = z.union([
  typed('insight_generation', insightPayload.shape),
  typed('weekly_report', reportPayload.shape),
  typed('data_analysis', analysisPayload.shape),
  typed('cleanup', cleanupPayload.shape),
  ...notifications.map((shape) => typed('notification', shape)),
]);

export const maxBatchTasks = 1_000;
/** The items are checked one by one, so that each gets its own outcome. */
export const batchRequest = z.strictObject({
  tasks: z
    .array(z.unknown())
    .min(1, 'must hold at least one task')
    .max(maxBatchTasks, `must hold at most ${maxBatchTasks} tasks`),
  atomic: z.boolean().default(false),
});
