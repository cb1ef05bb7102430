import type { AttemptAnswer, TaskSummaryAnswer } from '@englog/domain';
import { isTerminal } from '@englog/domain';
import { waitFor } from '@englog/testing';
import type { Answer, HttpClient } from '../harness/http-client';
import type { TaskRecord } from './ledger';

interface TaskPage {
  tasks: TaskSummaryAnswer[];
  next_cursor: string | null;
}

/** Every task of the user, page by page. */
export async function listTasks(client: HttpClient, userId: string): Promise<TaskSummaryAnswer[]> {
  const tasks: TaskSummaryAnswer[] = [];
  let cursor: string | null = null;
  do {
    const query: URLSearchParams = new URLSearchParams({ user_id: userId, limit: '200' });
    if (cursor !== null) query.set('cursor', cursor);
    const { status, body, text }: Answer<TaskPage> = await client.get<TaskPage>(`/v1/tasks?${query}`);
    if (status !== 200) throw new Error(`the task list: HTTP ${status} ${text}`);
    tasks.push(...body.tasks);
    cursor = body.next_cursor;
  } while (cursor !== null);
  return tasks;
}

/** Resolves when every task of the user has ended, or when the time is up, which the ledger then tells. */
export async function untilAllEnded(client: HttpClient, userId: string, timeoutMs: number): Promise<void> {
  const allEnded = async () => (await listTasks(client, userId)).every(({ status }) => isTerminal(status));
  await waitFor(allEnded, { timeoutMs, intervalMs: 200 }).catch(() => undefined);
}

/** Every task of the user with its attempts. */
export async function readRecords(client: HttpClient, userId: string): Promise<Map<string, TaskRecord>> {
  const left = await listTasks(client, userId);
  const records = new Map<string, TaskRecord>();
  const readOn = async (): Promise<void> => {
    for (let task = left.pop(); task; task = left.pop()) {
      const { body } = await client.get<{ attempts: AttemptAnswer[] }>(`/v1/tasks/${task.task_id}/attempts`);
      records.set(task.task_id, { task, attempts: body.attempts });
    }
  };
  await Promise.all(Array.from({ length: 8 }, readOn));
  return records;
}
