import {
  batchAnswer,
  batchRequest,
  EnglogError,
  invalidFields,
  parseInput,
  parseTypedTask,
  summaryOf,
  typedTaskRequest,
} from '@englog/domain';
import type { BatchItemAnswer, FieldError, NewTask } from '@englog/domain';
import { z } from 'zod';
import type { CreatedTasks } from '../../dispatch/dispatch';
import { sendJson } from '../answer';
import { requireOfItem } from '../auth/principal';
import type { Call, UserEndpoint } from '../endpoint';
import { bornAt, createOnce, onceOf, replayHeader } from '../once';
import { checkPayloadSize, newTaskContext, storable, tasksScope, tooMany } from './create';
import type { CreateTasksOptions } from './create';
import { requireMayCreate } from './permissions';

type Item = { task: NewTask } | { errors: FieldError[] };

const fieldsOf = (error: EnglogError): FieldError[] =>
  error.fields.length > 0 ? error.fields : [{ field: '', message: error.message }];

/** At `now`: a deadline may be good then and passed today. */
const readItems = (call: Call, items: readonly unknown[], options: CreateTasksOptions, now = Date.now()): Item[] =>
  items.map((item, index) => readItem(call, { item, index }, options, now));

/** A task that may not be refuses the whole batch (403); one that cannot be is that item's outcome. */
const readItem = (
  call: Call,
  { item, index }: { item: unknown; index: number },
  options: CreateTasksOptions,
  now: number,
): Item => {
  const parsed = storable(parseTypedTask(item, newTaskContext(call, options.pools, now)));
  if (!parsed.ok) return { errors: parsed.errors };
  requireOfItem(`tasks.${index}`, () => requireMayCreate(call.principal, parsed.task, options));
  try {
    checkPayloadSize(parsed.task, options.maxPayloadBytes);
  } catch (error) {
    return { errors: fieldsOf(EnglogError.from(error)) };
  }
  return { task: parsed.task };
};

const indexed = (items: readonly Item[]): FieldError[] =>
  items.flatMap((item, index) =>
    'task' in item
      ? []
      : item.errors.map(({ field, message }) => ({
          field: field === '' ? `tasks.${index}` : `tasks.${index}.${field}`,
          message,
        })),
  );

const outcomesOf = (items: readonly Item[], { ids }: CreatedTasks): BatchItemAnswer[] => {
  const wanted = items.filter((item) => 'task' in item).length;
  // A replay under another configuration may find other items valid: ids no longer tell which is whose.
  if (ids.length !== wanted)
    throw new EnglogError(
      'conflict',
      `The Idempotency-Key was used for this batch when ${ids.length} of its tasks were valid, not ${wanted}`,
    );
  let created = 0;
  return items.map((item, index): BatchItemAnswer => {
    if (!('task' in item)) return { index, error: summaryOf(item.errors), errors: item.errors };
    const taskId = ids[created];
    created += 1;
    return { index, task_id: taskId, status: 'pending' };
  });
};

const createBatch = async (call: Call, options: CreateTasksOptions): Promise<void> => {
  const { tasks, atomic } = parseInput(batchRequest, call.body);
  const once = onceOf(call, tasksScope);
  const items = readItems(call, tasks, options);
  const created = await createOnce(options.uses, once, async () => {
    const valid = items.flatMap((item) => ('task' in item ? [item.task] : []));
    const errors = indexed(items);
    if (valid.length === 0 || (atomic && errors.length > 0)) throw invalidFields(errors);
    return options.dispatch.create(valid, once, call.principal);
  });
  // The first answer again: its items are what they were then.
  const then = created.replayed ? readItems(call, tasks, options, bornAt(created.ids[0] ?? '')) : items;
  const answer = { created_count: created.ids.length, tasks: outcomesOf(then, created) };
  sendJson(call.response, 202, answer, replayHeader(created.replayed));
};

const documented = z.strictObject({
  tasks: z.array(typedTaskRequest).min(1).max(1_000),
  atomic: z.boolean().default(false),
});

export const batchEndpoint = (options: CreateTasksOptions): UserEndpoint => ({
  method: 'post',
  path: '/v1/tasks/batch',
  access: 'user',
  tag: 'tasks',
  summary: 'Queue up to 1000 tasks at once',
  description:
    'Each item has its own outcome; with `atomic`, one bad item refuses them all. So does, always, a backlog without room for them.',
  creates: true,
  body: { schema: documented, maxBytes: options.maxBodyBytes },
  answers: { 202: { description: 'One outcome an item, in order', schema: batchAnswer }, ...tooMany },
  handle: (call) => createBatch(call, options),
});
