import { isTerminal } from '@englog/domain';
import type { TaskStatus } from '@englog/domain';
import { backoff, wait } from '@englog/resilience';
import { createParser } from 'eventsource-parser';
import type { EventSourceMessage } from 'eventsource-parser';
import type { ApiClient } from './api-client';

/** What a follower of a task sees; the last one is the terminal state. */
export type FollowedEvent =
  | { kind: 'state'; status: TaskStatus }
  | { kind: 'progress'; percent: number; message: string }
  /** `restart`: the text so far counts no more. */
  | { kind: 'chunk'; text: string; restart: boolean };

/** The API says something every 15 s, if only that it is there: a longer silence is a dead connection. */
const maxSilenceMs = 60_000;
const waits = { retry_initial_interval: 250, retry_max_interval: 5_000, retry_multiplier: 2 };

/** A task's events until it is finished: a cut stream is taken up again where it ended. */
export async function* followTask(
  client: ApiClient,
  taskId: string,
  signal: AbortSignal,
): AsyncGenerator<FollowedEvent> {
  let lastEventId: string | undefined;
  let intervals = backoff(waits);
  for (;;) {
    const response = await client.open({
      path: `/v1/tasks/${encodeURIComponent(taskId)}/events`,
      headers: { accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
    });
    // How the API says that the end was in what has been seen.
    if (response.status === 204) return;
    for await (const message of readEvents(response)) {
      lastEventId = message.id ?? lastEventId;
      const event = toFollowedEvent(message);
      if (event === null) continue;
      yield event;
      if (event.kind === 'state' && isTerminal(event.status)) return;
      intervals = backoff(waits);
    }
    await wait(intervals.next().value, signal);
    signal.throwIfAborted();
  }
}

/** Ends when the stream does, however it ends: what was missed comes with the next one. */
async function* readEvents(response: Response): AsyncGenerator<EventSourceMessage> {
  const ready: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => ready.push(message) });
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const cancel = (): Promise<void> => reader.cancel().catch(() => undefined);
  const silence = setTimeout(() => void cancel(), maxSilenceMs);
  try {
    for (;;) {
      const chunk = await reader.read().catch(() => undefined);
      if (chunk?.value === undefined) return;
      silence.refresh();
      parser.feed(decoder.decode(chunk.value, { stream: true }));
      yield* ready.splice(0);
    }
  } finally {
    clearTimeout(silence);
    await cancel();
  }
}

const toFollowedEvent = ({ event, data }: EventSourceMessage): FollowedEvent | null => {
  const fields = parseData(data);
  if (event === 'state' && typeof fields['status'] === 'string')
    return { kind: 'state', status: fields['status'] as TaskStatus };
  if (event === 'progress')
    return { kind: 'progress', percent: Number(fields['percent'] ?? 0), message: String(fields['message'] ?? '') };
  if (event === 'chunk' && typeof fields['text'] === 'string')
    return { kind: 'chunk', text: fields['text'], restart: fields['restart'] === true };
  return null;
};

const parseData = (data: string): Record<string, unknown> => {
  try {
    const document: unknown = JSON.parse(data);
    return typeof document === 'object' && document !== null ? { ...document } : {};
  } catch {
    return {};
  }
};
