import type { LogEntry, NewEntry } from '@englog/domain';
import { maxBulkEntries, maxPageSize } from '@englog/domain';
import { createHash } from 'node:crypto';
import type { ApiClient } from './api/api-client';
import { CliError } from './cli-error';

export interface ImportOutcome {
  created: number;
  /** Already in the log: left as they are. */
  known: number;
}

interface BulkAnswer {
  created_count: number;
  errors: { index: number; field: string; message: string }[];
}
interface EntryPage {
  entries: LogEntry[];
  next_cursor: string | null;
}

/**
 * Brings entries into a user's log, once: one with the same project, title, start and end as one already there is left
 * out, so that importing again (after more work, or after a failure half-way) adds what is new and nothing else.
 */
export const importEntries = async (
  client: ApiClient,
  userId: string,
  entries: NewEntry[],
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<ImportOutcome> => {
  const known = await knownKeys(client, userId, entries);
  const fresh = uniqueBy(entries, keyOf).filter((entry) => !known.has(keyOf(entry)));
  let created = 0;
  for (const chunk of chunksOf(fresh)) {
    const body = { entries: chunk.map((entry) => ({ ...entry, user_id: userId })) };
    const answer = await client.json<BulkAnswer>({
      method: 'POST',
      path: '/v1/logs/bulk',
      body,
      idempotencyKey: `import-${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`,
    });
    const [problem] = answer.errors;
    if (problem !== undefined)
      throw new CliError(`entry "${chunk[problem.index]?.title}" was refused: ${problem.field} ${problem.message}`);
    created += answer.created_count;
    onProgress(created, fresh.length);
  }
  return { created, known: entries.length - fresh.length };
};

/** Every entry of a user's in a period, in the API's order. */
export async function* listEntries(
  client: ApiClient,
  filter: { userId: string; from?: string; to?: string; project?: string },
): AsyncGenerator<LogEntry> {
  let cursor: string | undefined;
  do {
    const page: EntryPage = await client.json<EntryPage>({
      path: '/v1/logs',
      query: {
        user_id: filter.userId,
        from: filter.from,
        to: filter.to,
        project: filter.project,
        cursor,
        limit: maxPageSize,
      },
    });
    yield* page.entries;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

const knownKeys = async (client: ApiClient, userId: string, entries: NewEntry[]): Promise<Set<string>> => {
  const known = new Set<string>();
  if (entries.length === 0) return known;
  const times = entries.flatMap(({ start_time, end_time }) => [Date.parse(start_time), Date.parse(end_time)]);
  const { from, to } = endsOf(times);
  const filter = { userId, from: new Date(from).toISOString(), to: new Date(to + 1).toISOString() };
  for await (const entry of listEntries(client, filter)) known.add(keyOf(entry));
  return known;
};

const endsOf = (times: number[]): { from: number; to: number } =>
  times.reduce(({ from, to }, time) => ({ from: Math.min(from, time), to: Math.max(to, time) }), {
    from: Infinity,
    to: -Infinity,
  });

const keyOf = (entry: Pick<NewEntry, 'start_time' | 'end_time' | 'project' | 'title'>): string =>
  JSON.stringify([Date.parse(entry.start_time), Date.parse(entry.end_time), entry.project ?? null, entry.title.trim()]);

const uniqueBy = <T>(items: T[], key: (item: T) => string): T[] => [
  ...new Map(items.map((item) => [key(item), item])).values(),
];

const maxChunkBytes = 900_000;

/** As many as the API takes in one call, by number and by size. */
const chunksOf = (entries: NewEntry[]): NewEntry[][] => {
  const chunks: NewEntry[][] = [];
  let chunk: NewEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry)) + 160;
    if (chunk.length === maxBulkEntries || (bytes + size > maxChunkBytes && chunk.length > 0)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(entry);
    bytes += size;
  }
  return chunk.length === 0 ? chunks : [...chunks, chunk];
};
