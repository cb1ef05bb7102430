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
import { createTurnstile, sendLarge } from '../stream-answer';
import type { Turnstile } from '../stream-answer';
import { findOwnTask } from './permissions';
import { ResultBodies } from './result-bodies';
import { resultViewAround, toResultView } from './task-view';

/** A result document, given as JSON text in UTF-8, in another form; null when it has no such form. */
export type RenderResult = (json: Uint8Array, format: Exclude<ResultFormat, 'json'>) => Promise<Uint8Array | null>;

export interface ResultOptions {
  dispatch: Dispatch;
  tasks: TaskReads;
  renderResult: RenderResult;
}

const maxWaitMs = 60_000;
/** Of large results: what is read of the database and rendered at once, and what waits for that. */
const bodyLimits = {
  atOnce: 2,
  maxWaiting: 200,
  maxWaitMs: 20_000,
  maxLentBytes: 64 * 1_048_576,
  maxCachedBytes: 32 * 1_048_576,
};
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

/** Aborts when the client is gone. A drain leaves the call its time to be answered. */
const untilGone = ({ response }: Call): AbortSignal => {
  const controller = new AbortController();
  if (response.destroyed) controller.abort('cancelled');
  response.once('close', () => controller.abort('cancelled'));
  return controller.signal;
};

interface ReadingOptions extends ResultOptions {
  bodies: ResultBodies;
  turn: Turnstile;
}

const vary = { vary: 'accept' };

/** Sends the completed task's result in the format, around it what `around` says; false when it has no such form. */
const sendBody = async (
  call: Call,
  options: ReadingOptions,
  { task, format, around }: { task: Task; format: ResultFormat; around?: { head: string; tail: string } },
): Promise<boolean> => {
  const { tasks, bodies, renderResult, turn } = options;
  const make = async (signal: AbortSignal): Promise<Uint8Array | null> => {
    const json = await tasks.resultBytes(task.id);
    signal.throwIfAborted();
    return json === null || format === 'json' ? json : renderResult(json, format);
  };
  const { userId } = call.principal;
  const gone = untilGone(call);
  const lent = await bodies.lend({ key: `${task.id} ${format}`, userId, make }, gone).catch((error: unknown) => {
    if (gone.aborted) return null;
    throw error;
  });
  // There is nobody to answer any more.
  if (lent === null) return true;
  const { body, release } = lent;
  if (body === null) return false;
  try {
    const parts = around === undefined ? [body] : [Buffer.from(around.head), body, Buffer.from(around.tail)];
    const contentType = `${mediaTypes[format]}; charset=utf-8`;
    const headers = format === 'html' ? { ...vary, ...pagePolicy } : vary;
    await sendLarge(call.response, { contentType, parts, headers, turn });
    return true;
  } finally {
    release();
  }
};

const sendAsJson = async (call: Call, options: ReadingOptions, task: Task): Promise<void> => {
  const progress = options.dispatch.progressOf(task);
  const isLarge = task.status === 'completed' && task.result === null;
  if (isLarge && (await sendBody(call, options, { task, format: 'json', around: resultViewAround(task, progress) })))
    return;
  sendJson(call.response, 200, toResultView(task, progress), vary);
};

const readResult = async (call: Call, options: ReadingOptions): Promise<void> => {
  const query = parseInput(resultQuery, call.request.query);
  const waitMs = waitMsOf(query.wait);
  const format = formatOf(call, query.format);
  if (format === undefined) return refuseFormat(call, `Results come as ${Object.values(mediaTypes).join(', ')}`);
  const task = await settled(call, waitMs, options);
  if (call.response.destroyed) return;
  if (format === 'json') return sendAsJson(call, options, task);
  if (task.status === 'completed' && (await sendBody(call, options, { task, format }))) return;
  // A browser that would rather have a page still takes JSON (`*/*`); who asked for the format alone is told.
  if (query.format === undefined && call.request.accepts('application/json') !== false)
    return sendAsJson(call, options, task);
  const why = task.status === 'completed' ? `a result of ${task.type} has no such form` : `the task is ${task.status}`;
  return refuseFormat(call, `The result cannot be had as ${mediaTypes[format]}: ${why}`);
};

export const resultEndpoint = (options: ResultOptions): UserEndpoint => {
  const reading = { ...options, bodies: new ResultBodies(bodyLimits), turn: createTurnstile() };
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
      406: { description: 'The result has no such form' },
    },
    handle: (call) => readResult(call, reading),
  };
};
