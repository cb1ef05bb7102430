import {
  EnglogError,
  isTerminal,
  parseDurationMs,
  parseInput,
  resultAnswer,
  resultFormats,
  resultQuery,
} from '@englog/domain';
import type { ResultFormat, Task } from '@englog/domain';
import type { Dispatch } from '../../dispatch/dispatch';
import type { TaskReads } from '../../store/records';
import { sendJson } from '../answer';
import type { Call, UserEndpoint } from '../endpoint';
import { paramOf, pathOf } from '../endpoint';
import { sendProblem } from '../problem';
import { createTurnstile, sendPieces } from '../stream-answer';
import type { Turnstile } from '../stream-answer';
import { findOwnTask } from './permissions';
import { toResultView } from './task-view';

/** A completed task's result in another form than JSON, in pieces made one by one; null when its type has no such form. */
export type RenderResult = (task: Task, format: Exclude<ResultFormat, 'json'>) => AsyncGenerator<string> | null;

export interface ResultOptions {
  dispatch: Dispatch;
  tasks: TaskReads;
  renderResult: RenderResult;
}

const maxWaitMs = 60_000;
const mediaTypes: Record<ResultFormat, string> = {
  json: 'application/json',
  markdown: 'text/markdown',
  html: 'text/html',
  csv: 'text/csv',
};
/** A report's page is made of what people wrote: it may style itself and show its pictures, nothing else. */
const pagePolicy = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
};

const waitMsOf = (wait: string | undefined): number => {
  if (wait === undefined) return 0;
  const waitMs = parseDurationMs(wait);
  if (waitMs !== null && waitMs <= maxWaitMs) return waitMs;
  const message = 'must be a duration of at most 60s, such as 30s';
  throw new EnglogError('invalid_argument', `wait ${message}`, { fields: [{ field: 'wait', message }] });
};

/** What the client asks for, best first. Undefined: nothing we have would do. */
const formatOf = (call: Call, asked: ResultFormat | undefined): ResultFormat | undefined => {
  if (asked !== undefined) return asked;
  // JSON first: `*/*` and no Accept at all mean JSON.
  const type = call.request.accepts(resultFormats.map((format) => mediaTypes[format]));
  return resultFormats.find((format) => mediaTypes[format] === type);
};

const settled = async (call: Call, waitMs: number, { dispatch, tasks }: ResultOptions): Promise<Task> => {
  const task = await findOwnTask(tasks, call.principal, paramOf(call, 'task_id'));
  if (waitMs === 0 || isTerminal(task.status)) return task;
  return (await dispatch.waitFor(task.id, waitMs, call.signal())) ?? task;
};

const refuseFormat = (call: Call, detail: string): void =>
  sendProblem({ response: call.response, path: pathOf(call), reqId: call.reqId }, { code: 'not_acceptable', detail });

const readResult = async (call: Call, options: ResultOptions, turn: Turnstile): Promise<void> => {
  const query = parseInput(resultQuery, call.request.query);
  const waitMs = waitMsOf(query.wait);
  const format = formatOf(call, query.format);
  if (format === undefined) return refuseFormat(call, `Results come as ${Object.values(mediaTypes).join(', ')}`);
  const task = await settled(call, waitMs, options);
  if (call.response.destroyed) return;
  const vary = { vary: 'accept' };
  if (format === 'json')
    return sendJson(call.response, 200, toResultView(task, options.dispatch.progressOf(task.id)), vary);

  const pieces = task.status === 'completed' ? options.renderResult(task, format) : null;
  if (pieces !== null) {
    const headers = format === 'html' ? { ...vary, ...pagePolicy } : vary;
    return sendPieces(call.response, { contentType: `${mediaTypes[format]}; charset=utf-8`, pieces, headers, turn });
  }
  // A browser that would rather have a page still takes JSON (`*/*`); who asked for the format alone is told.
  if (query.format === undefined && call.request.accepts('application/json') !== false)
    return sendJson(call.response, 200, toResultView(task, options.dispatch.progressOf(task.id)), vary);
  const why = task.status === 'completed' ? `a ${task.type} has no such form` : `the task is ${task.status}`;
  return refuseFormat(call, `The result cannot be had as ${mediaTypes[format]}: ${why}`);
};

export const resultEndpoint = (options: ResultOptions): UserEndpoint => {
  const turn = createTurnstile();
  return {
    method: 'get',
    path: '/v1/tasks/:task_id/result',
    access: 'user',
    tag: 'tasks',
    summary: 'A task’s result, waited for if asked',
    description:
      'Answers as soon as the task ends, or as it is when `wait` is over. A completed weekly report also comes as Markdown, HTML and CSV, by Accept or `format`; the pages cut long tables short, the CSV has all rows.',
    query: resultQuery,
    answers: {
      200: {
        description: 'The task’s state, and its result once completed',
        schema: resultAnswer,
        mediaTypes: Object.values(mediaTypes),
      },
    },
    handle: (call) => readResult(call, options, turn),
  };
};
