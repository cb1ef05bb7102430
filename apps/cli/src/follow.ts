import { isTerminal } from '@englog/domain';
import type { ResultAnswer, ResultFormat } from '@englog/domain';
import { randomUUID } from 'node:crypto';
import type { ApiClient } from './api/api-client';
import { followTask } from './api/task-events';
import { CliError, exitCodes } from './cli-error';
import type { CliContext } from './context';
import { say } from './context';
import { createProgressDisplay } from './progress-display';
import { watchWaiting } from './waiting';

/** A task that is taken at once needs no word of why it waits. */
const whyEveryMs = 2_000;

/** Asks for a task; sent again after a broken connection, it is still one task. */
export const submitTask = async (client: ApiClient, path: string, body: unknown): Promise<string> => {
  const answer = await client.json<{ task_id: string }>({ method: 'POST', path, body, idempotencyKey: randomUUID() });
  return answer.task_id;
};

/** Shows a task's progress until it is finished, then gives its result; a task that did not complete is an error. */
export const awaitResult = async (
  context: CliContext,
  client: ApiClient,
  taskId: string,
  everyMs = whyEveryMs,
): Promise<ResultAnswer> => {
  const display = createProgressDisplay(context);
  const ended = new AbortController();
  let isWaiting = false;
  const watching = watchWaiting({
    client,
    path: taskPath(taskId),
    tell: (why) => isWaiting && display.waits(why),
    everyMs,
    signal: ended.signal,
  });
  try {
    for await (const event of followTask(client, taskId, context.signal)) {
      isWaiting = event.kind === 'state' && event.status === 'pending';
      if (event.kind === 'state') display.state(event.status);
      else if (event.kind === 'progress') display.progress(event.percent, event.message);
      else display.text(event.text, event.restart);
    }
  } finally {
    ended.abort();
    await watching;
    display.end();
  }
  return requireCompleted(await resultOf(client, taskId));
};

export const resultOf = (client: ApiClient, taskId: string): Promise<ResultAnswer> =>
  client.json<ResultAnswer>({ path: `${taskPath(taskId)}/result` });

/** A completed task's document: as JSON by itself, else as the API renders it. */
export const renderedResult = async (client: ApiClient, answer: ResultAnswer, format: ResultFormat): Promise<string> =>
  format === 'json'
    ? JSON.stringify(answer.result, null, 2)
    : client.text({ path: `${taskPath(answer.task_id)}/result`, query: { format } });

export const taskPath = (taskId: string): string => `/v1/tasks/${encodeURIComponent(taskId)}`;

export const requireCompleted = (answer: ResultAnswer): ResultAnswer => {
  if (answer.status === 'completed' || !isTerminal(answer.status)) return answer;
  const why = answer.failure === null ? (answer.error ?? '') : `${answer.failure.code}: ${answer.failure.message}`;
  throw new CliError(
    `task ${answer.task_id} ${answer.status}${why === '' ? '' : `: ${why}`}`,
    exitCodes.taskNotCompleted,
  );
};

export const sayTask = (context: CliContext, taskId: string): void => say(context, `task ${taskId}`);
