import type { HttpClient } from '../harness/http-client';
import type { LoggedEntry } from './log';

const bulk = 1_000;
const resultWait = '55s';
/** A real model on a small machine takes its time. */
const maxWaits = 15;

/** Logs it all; answers the ids in the order of the entries. */
export async function logAll(client: HttpClient, log: readonly LoggedEntry[]): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < log.length; at += bulk) {
    const entries = log.slice(at, at + bulk);
    const path = '/v1/logs/bulk';
    const { status, body, text } = await client.call<{ entries: { id: string }[]; errors: unknown[] }>({
      method: 'POST',
      path,
      body: { entries },
      timeoutMs: 60_000,
    });
    if (status !== 201 || body.errors.length > 0) throw new Error(`${path}: HTTP ${status} ${text.slice(0, 500)}`);
    ids.push(...body.entries.map(({ id }) => id));
  }
  return ids;
}

export interface Done<T> {
  taskId: string;
  result: T;
}

/** Creates a task and waits for its result; rejects unless it completes. */
export async function runTask<T>(client: HttpClient, path: string, body: object): Promise<Done<T>> {
  const created = await client.post<{ task_id: string }>(path, body);
  if (created.status !== 202) throw new Error(`${path}: HTTP ${created.status} ${created.text.slice(0, 500)}`);
  const taskId = created.body.task_id;
  for (let waits = 0; waits < maxWaits; waits += 1) {
    const { body: answer } = await client.call<{ status: string; result: T; error: string | null }>({
      path: `/v1/tasks/${taskId}/result?wait=${resultWait}`,
      timeoutMs: 70_000,
    });
    if (answer.status === 'completed') return { taskId, result: answer.result };
    if (answer.status === 'failed' || answer.status === 'cancelled')
      throw new Error(`${path}: the task ${answer.status}: ${answer.error}`);
  }
  throw new Error(`${path}: task ${taskId} did not end`);
}

/** Everything live followers of a task were shown, joined. */
export async function shownLive(client: HttpClient, taskId: string): Promise<string> {
  const { text } = await client.call({ path: `/v1/tasks/${taskId}/events`, timeoutMs: 20_000 });
  return text;
}

export async function pageOf(client: HttpClient, taskId: string, format: 'html' | 'markdown'): Promise<string> {
  const { status, text } = await client.get(`/v1/tasks/${taskId}/result?format=${format}`);
  if (status !== 200) throw new Error(`${format}: HTTP ${status} ${text.slice(0, 300)}`);
  return text;
}
