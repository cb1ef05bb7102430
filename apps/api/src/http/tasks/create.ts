import {
  createdTaskAnswer,
  EnglogError,
  invalidFields,
  parseNewTask,
  parseTypedTask,
  taskRequests,
  taskTypes,
  typedTaskRequest,
} from '@englog/domain';
import type { NewTask, ParsedTask, TaskType } from '@englog/domain';
import type { Dispatch } from '../../dispatch/dispatch';
import type { KeyUses } from '../../store/idempotency';
import { sendJson } from '../answer';
import type { Call, UserEndpoint } from '../endpoint';
import { pathOf } from '../endpoint';
import { createOnce, onceOf, replayHeader } from '../once';
import { timeErrors } from '../times';
import { requireMayCreate } from './permissions';

export interface CreateTasksOptions {
  dispatch: Dispatch;
  uses: KeyUses;
  pools: readonly string[];
  /** Whom users may email beside themselves. */
  emailDomains: readonly string[];
  maxBodyBytes: number;
  maxPayloadBytes: number;
}

/** Of both creating routes: a key used on one is used on the other. */
export const tasksScope = 'tasks';

const names: Record<TaskType, string> = {
  insight_generation: 'Insight generation',
  weekly_report: 'Weekly report',
  data_analysis: 'Data analysis',
  cleanup: 'Cleanup',
  notification: 'Notification',
};
const paths: Record<TaskType, string> = {
  insight_generation: '/v1/tasks/insights',
  weekly_report: '/v1/tasks/reports',
  data_analysis: '/v1/tasks/analyses',
  cleanup: '/v1/tasks/cleanups',
  notification: '/v1/tasks/notifications',
};

/** A body that is replayed though it does not parse any more did name its type: by its path, or itself. */
const namedIn = (call: Call, parsed: ParsedTask): string => {
  if (parsed.ok) return names[parsed.task.type];
  const ofPath = taskTypes.find((type) => pathOf(call).startsWith(paths[type]));
  return names[ofPath ?? (call.body as { type: TaskType }).type];
};

export const locationOf = (taskId: string): string => `/v1/tasks/${taskId}`;

/** A time that cannot be stored is the task's fault like any other field's. */
export const storable = (parsed: ParsedTask): ParsedTask => {
  if (!parsed.ok) return parsed;
  const errors = timeErrors({ deadline: parsed.task.expiresAt });
  return errors.length === 0 ? parsed : { ok: false, errors };
};

/** @throws EnglogError `payload_too_large` */
export const checkPayloadSize = (task: NewTask, maxBytes: number): void => {
  const bytes = Buffer.byteLength(JSON.stringify(task.payload));
  if (bytes > maxBytes)
    throw new EnglogError('payload_too_large', `The task’s payload of ${bytes} bytes is larger than ${maxBytes}`);
};

export const newTaskContext = (call: Call, pools: readonly string[], now = Date.now()) => ({
  userId: call.principal.userId,
  now,
  pools,
});

const readTask = (call: Call, parsed: ParsedTask, options: CreateTasksOptions): NewTask => {
  if (!parsed.ok) throw invalidFields(parsed.errors);
  const { task } = parsed;
  requireMayCreate(call.principal, task, options);
  // Defaults add little to what was sent: a body well under the limit needs no second look.
  if (!(Number(call.request.headers['content-length']) * 2 < options.maxPayloadBytes))
    checkPayloadSize(task, options.maxPayloadBytes);
  return task;
};

const create = async (call: Call, parsed: ParsedTask, options: CreateTasksOptions): Promise<void> => {
  const once = onceOf(call, tasksScope);
  const { ids, replayed } = await createOnce(options.uses, once, async () =>
    options.dispatch.create([readTask(call, parsed, options)], once, call.principal),
  );
  const [taskId = ''] = ids;
  const message = `${namedIn(call, parsed)} task queued successfully`;
  const answer = { task_id: taskId, status: 'pending', message };
  sendJson(call.response, 202, answer, { location: locationOf(taskId), ...replayHeader(replayed) });
};

/** The bounds that a task which begins to wait may meet. */
export const tooMany = {
  429: { description: 'Too much at once, or too many tasks wait, of all users or of this one; see Retry-After' },
} as const;

const accepted = {
  202: { description: 'Committed; it will end in completed, failed or cancelled', schema: createdTaskAnswer },
  ...tooMany,
} as const;

/** One endpoint a task type, and the one for a body that names its `type`. */
export const createTaskEndpoints = (options: CreateTasksOptions): UserEndpoint[] => {
  const { pools, maxBodyBytes } = options;
  const shared = { method: 'post', access: 'user', tag: 'tasks', creates: true, answers: accepted } as const;
  const ofType = (type: TaskType): UserEndpoint => ({
    ...shared,
    path: paths[type],
    summary: `${names[type]}: queue a task`,
    body: { schema: taskRequests[type], maxBytes: maxBodyBytes },
    handle: (call) => create(call, storable(parseNewTask(type, call.body, newTaskContext(call, pools))), options),
  });
  return [
    ofType('insight_generation'),
    ofType('weekly_report'),
    ofType('data_analysis'),
    ofType('cleanup'),
    ofType('notification'),
    {
      ...shared,
      path: '/v1/tasks',
      summary: 'Queue a task of the type its body names',
      body: { schema: typedTaskRequest, maxBytes: maxBodyBytes },
      handle: (call) => create(call, storable(parseTypedTask(call.body, newTaskContext(call, pools))), options),
    },
  ];
};
