import {
  cancelledCountAnswer,
  changedTaskAnswer,
  EnglogError,
  invalidFields,
  parseInput,
  retriedCountAnswer,
  taskSelectionRequest,
} from '@englog/domain';
import { z } from 'zod';
import type { Dispatch, TaskSelection } from '../../dispatch/dispatch';
import type { TaskReads } from '../../store/records';
import { sendJson } from '../answer';
import { scopeOf } from '../auth/principal';
import type { Call, UserEndpoint } from '../endpoint';
import { paramOf } from '../endpoint';
import { timeErrors } from '../times';
import { tooMany } from './create';
import { findOwnTask } from './permissions';

export interface ChangeTasksOptions {
  dispatch: Dispatch;
  tasks: TaskReads;
  maxBodyBytes: number;
}

const nothing = z.strictObject({});

/** `null` is no body left out. */
const bodyOf = ({ body }: Call): unknown => (body === undefined ? {} : body);

const notFound = () => new EnglogError('not_found', 'Task not found');

const cancelTask = async (call: Call, { dispatch, tasks }: ChangeTasksOptions): Promise<void> => {
  parseInput(nothing, bodyOf(call));
  const task = await findOwnTask(tasks, call.principal, paramOf(call, 'task_id'));
  const outcome = await dispatch.cancel(task.id);
  if (outcome === 'not_found') throw notFound();
  if (outcome === 'finished') throw new EnglogError('conflict', 'The task has already finished');
  sendJson(call.response, 200, { task_id: task.id, status: 'cancelled', message: 'Task cancelled' });
};

const retryTask = async (call: Call, { dispatch, tasks }: ChangeTasksOptions): Promise<void> => {
  parseInput(nothing, bodyOf(call));
  const task = await findOwnTask(tasks, call.principal, paramOf(call, 'task_id'));
  const { outcome } = await dispatch.redrive(task.id);
  if (outcome === 'not_found') throw notFound();
  if (outcome === 'not_failed') throw new EnglogError('conflict', 'Only a failed or cancelled task can be retried');
  sendJson(call.response, 200, { task_id: task.id, status: 'pending', message: 'Task queued again' });
};

const selectionOf = (call: Call): TaskSelection => {
  const { user_id, created_before, ...selection } = parseInput(taskSelectionRequest, bodyOf(call));
  const errors = timeErrors({ created_before });
  if (errors.length > 0) throw invalidFields(errors);
  return {
    ...selection,
    userId: scopeOf(call.principal, user_id),
    ...(created_before === undefined ? {} : { createdBefore: Date.parse(created_before) }),
  };
};

const oneOf = (field: string, value: string | undefined, allowed: readonly string[]): void => {
  if (value === undefined || allowed.includes(value)) return;
  const message = `must be ${allowed.join(' or ')} here`;
  throw new EnglogError('invalid_argument', `${field} ${message}`, { fields: [{ field, message }] });
};

const cancelMany = async (call: Call, { dispatch }: ChangeTasksOptions): Promise<void> => {
  const selection = selectionOf(call);
  oneOf('status', selection.status, ['pending', 'running']);
  sendJson(call.response, 200, { cancelled_count: await dispatch.cancelWhere(selection) });
};

const retryMany = async (call: Call, { dispatch }: ChangeTasksOptions): Promise<void> => {
  const selection = selectionOf(call);
  oneOf('status', selection.status, ['failed', 'cancelled']);
  sendJson(call.response, 200, {
    retried_count: await dispatch.redriveWhere({ ...selection, status: selection.status ?? 'failed' }),
  });
};

export const changeTaskEndpoints = (options: ChangeTasksOptions): UserEndpoint[] => {
  const shared = { method: 'post', access: 'user', tag: 'tasks' } as const;
  const byFilter = { schema: taskSelectionRequest, maxBytes: options.maxBodyBytes, optional: true };
  const noBody = { schema: nothing, maxBytes: options.maxBodyBytes, optional: true };
  return [
    {
      ...shared,
      path: '/v1/tasks/cancel',
      summary: 'Cancel every task a filter names',
      description: 'At most `limit` a call: call again until `cancelled_count` is 0.',
      body: byFilter,
      answers: { 200: { description: 'How many', schema: cancelledCountAnswer } },
      handle: (call) => cancelMany(call, options),
    },
    {
      ...shared,
      path: '/v1/tasks/retry',
      summary: 'Queue every failed (or, if asked, cancelled) task a filter names again',
      description:
        'At most `limit` a call, and as many as may wait: call again until `retried_count` is 0. With no room for any it is a 429.',
      body: byFilter,
      answers: { 200: { description: 'How many', schema: retriedCountAnswer }, ...tooMany },
      handle: (call) => retryMany(call, options),
    },
    {
      ...shared,
      path: '/v1/tasks/:task_id/cancel',
      summary: 'Cancel a pending or running task',
      body: noBody,
      answers: {
        200: { description: 'Cancelled', schema: changedTaskAnswer },
        409: { description: 'It has already finished' },
      },
      handle: (call) => cancelTask(call, options),
    },
    {
      ...shared,
      path: '/v1/tasks/:task_id/retry',
      summary: 'Queue a failed or cancelled task again, its attempts unspent',
      body: noBody,
      answers: {
        200: { description: 'Pending again', schema: changedTaskAnswer },
        ...tooMany,
        409: { description: 'It has neither failed nor been cancelled' },
      },
      handle: (call) => retryTask(call, options),
    },
  ];
};
