import { attemptListAnswer, EnglogError, parseInput, taskAnswer, taskListAnswer, taskListQuery } from '@englog/domain';
import type { Dispatch } from '../../dispatch/dispatch';
import type { TaskReads } from '../../store/records';
import { sendJson } from '../answer';
import { scopeOf } from '../auth/principal';
import type { Call, UserEndpoint } from '../endpoint';
import { paramOf } from '../endpoint';
import { findOwnTask } from './permissions';
import { toAttemptView, toTaskSummary, toTaskView } from './task-view';

export interface ReadTasksOptions {
  dispatch: Dispatch;
  tasks: TaskReads;
}

const listTasks = async (call: Call, { tasks }: ReadTasksOptions): Promise<void> => {
  const { user_id, ...filter } = parseInput(taskListQuery, call.request.query);
  const page = await tasks.list({ ...filter, userId: scopeOf(call.principal, user_id) });
  sendJson(call.response, 200, { tasks: page.items.map(toTaskSummary), next_cursor: page.nextCursor });
};

const readTask = async (call: Call, { dispatch, tasks }: ReadTasksOptions): Promise<void> => {
  const task = await findOwnTask(tasks, call.principal, paramOf(call, 'task_id'));
  const why = task.status === 'pending' ? await dispatch.explain(task) : null;
  sendJson(call.response, 200, toTaskView(task, why, dispatch.progressOf(task)));
};

const readAttempts = async (call: Call, { tasks }: ReadTasksOptions): Promise<void> => {
  const task = await findOwnTask(tasks, call.principal, paramOf(call, 'task_id'));
  const attempts = await tasks.attempts(task.id);
  if (attempts === null) throw new EnglogError('not_found', 'Task not found');
  sendJson(call.response, 200, { task_id: task.id, attempts: attempts.map(toAttemptView) });
};

export const readTaskEndpoints = (options: ReadTasksOptions): UserEndpoint[] => [
  {
    method: 'get',
    path: '/v1/tasks',
    access: 'user',
    tag: 'tasks',
    summary: 'Tasks, newest first',
    description:
      'The caller’s own; an admin sees everyone’s, or those of `user_id`. With `type` a page may have fewer than `limit`, even none, and still a `next_cursor`: it looks at 100,000 tasks at most.',
    query: taskListQuery,
    answers: { 200: { description: 'One page', schema: taskListAnswer } },
    handle: (call) => listTasks(call, options),
  },
  {
    method: 'get',
    path: '/v1/tasks/:task_id',
    access: 'user',
    tag: 'tasks',
    summary: 'A task, and why it waits if it does',
    answers: { 200: { description: 'The task', schema: taskAnswer } },
    handle: (call) => readTask(call, options),
  },
  {
    method: 'get',
    path: '/v1/tasks/:task_id/attempts',
    access: 'user',
    tag: 'tasks',
    summary: 'Every attempt of a task, oldest first',
    answers: { 200: { description: 'The attempts', schema: attemptListAnswer } },
    handle: (call) => readAttempts(call, options),
  },
];
