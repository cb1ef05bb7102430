/** What the one Redis stream holds: each entry a batch of events of one replica. */
import type { FeedEvent } from '@englog/domain';
import type { EventId } from './event-id';
import { compareIds } from './event-id';
import { areMeant } from './kept-events';
import type { KeptEvents } from './kept-events';
import { within } from './redis-session';
import type { RedisClient } from './redis-session';

export const streamKey = 'englog:events';
const field = 'batch';

/** `from` and `number` let a replica know its own batch again. */
export interface EventBatch {
  from: string;
  number: number;
  events: FeedEvent[];
}

export interface StreamEntry extends EventBatch {
  ms: number;
  seq: number;
}

export interface StreamAccess {
  client: RedisClient;
  timeoutMs: number;
}

/** How long a read waits at the server for something new. */
const blockMs = 2000;
const entriesARead = 100;

const toEntry = (id: string, message: Record<string, string> | null): StreamEntry | null => {
  const [ms = Number.NaN, seq = Number.NaN] = id.split('-').map(Number);
  try {
    return { ...(JSON.parse(message?.[field] ?? '') as EventBatch), ms, seq };
  } catch {
    return null; // not written by us: nothing to show
  }
};

/** Answers how many characters it wrote. */
export const appendBatch = async (
  { client, timeoutMs }: StreamAccess,
  batch: EventBatch,
  entriesKept: number,
): Promise<number> => {
  const TRIM = { strategy: 'MAXLEN', strategyModifier: '~', threshold: entriesKept } as const;
  const text = JSON.stringify(batch);
  await within(timeoutMs, client.xAdd(streamKey, '*', { [field]: text }, { TRIM }));
  return text.length;
};

/** Drops the older half until the stream takes no more memory than that. */
export const keepWithin = async ({ client, timeoutMs }: StreamAccess, maxBytes: number): Promise<void> => {
  for (let length = await within(timeoutMs, client.xLen(streamKey)); length > 0;) {
    // All of it is weighed: entries are of any size, and a sample would tell little.
    const bytes = await within(timeoutMs, client.memoryUsage(streamKey, { SAMPLES: 0 }));
    if (bytes === null || bytes <= maxBytes) return;
    length = Math.floor(length / 2);
    await within(timeoutMs, client.xTrim(streamKey, 'MAXLEN', length));
  }
};

/** The id the stream gave last, also to an entry that was forgotten since; [0, 0] when there is no stream. */
export const lastGivenId = async ({ client, timeoutMs }: StreamAccess): Promise<readonly [ms: number, seq: number]> => {
  try {
    const stream = await within(timeoutMs, client.xInfoStream(streamKey));
    const [ms = 0, seq = 0] = String(stream['last-generated-id']).split('-').map(Number);
    return [ms, seq];
  } catch (error) {
    if (/no such key/.test((error as Error).message)) return [0, 0];
    throw error;
  }
};

export interface TailRead {
  entries: StreamEntry[];
  /** Where the next read goes on; unchanged when nothing was there. */
  position: string;
}

/** Waits a while for entries after `position`; none is an answer too. */
export const readTail = async ({ client, timeoutMs }: StreamAccess, position: string): Promise<TailRead> => {
  const options = { BLOCK: blockMs, COUNT: entriesARead };
  const reply = await within(blockMs + timeoutMs, client.xRead({ key: streamKey, id: position }, options));
  const [stream] = (reply ?? []) as { messages: { id: string; message: Record<string, string> }[] }[];
  const messages = stream?.messages ?? [];
  return {
    entries: messages.flatMap(({ id, message }) => toEntry(id, message) ?? []),
    position: messages.at(-1)?.id ?? position,
  };
};

/** Counts the events meant, and drops the entries that hold any when told to. */
export const goThroughKept = async (access: StreamAccess, which: KeptEvents, drop: boolean): Promise<number> => {
  const { client, timeoutMs } = access;
  let [count, start] = [0, '-'];
  for (;;) {
    const page = (await within(timeoutMs, client.xRange(streamKey, start, '+', { COUNT: entriesARead }))) ?? [];
    const found: string[] = [];
    for (const { id, message } of page) {
      const meant = toEntry(id, message)?.events.filter((event) => areMeant(which, event)).length ?? 0;
      if (meant > 0) found.push(id);
      count += meant;
    }
    if (drop && found.length > 0) await within(timeoutMs, client.xDel(streamKey, found));
    const last = page.at(-1);
    if (last === undefined || page.length < entriesARead) return count;
    start = `(${last.id}`;
  }
};

/** Every event after `after` up to `until`, oldest first, a page at a time. */
export async function* readHistory(
  access: StreamAccess,
  after: EventId,
  until: EventId,
): AsyncGenerator<{ id: EventId; event: FeedEvent }> {
  const end = `${until[0]}-${until[1]}`;
  let start = `${after[0]}-${after[1]}`;
  for (;;) {
    const page =
      (await within(access.timeoutMs, access.client.xRange(streamKey, start, end, { COUNT: entriesARead }))) ?? [];
    for (const { id: entryId, message } of page) {
      const entry = toEntry(entryId, message);
      for (const [index, event] of (entry?.events ?? []).entries()) {
        const id: EventId = [entry?.ms ?? 0, entry?.seq ?? 0, index];
        if (compareIds(id, after) > 0 && compareIds(id, until) <= 0) yield { id, event };
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < entriesARead) return;
    start = `(${last.id}`;
  }
}
