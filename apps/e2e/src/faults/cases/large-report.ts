import type { ResultAnswer } from '@englog/domain';
import { HttpClient } from '../../harness/http-client';
import { bearerToken } from '../../harness/token';
import type { Load } from '../load';
import type { World } from '../world';

const leastBytes = 5 * 1024 * 1024;
const entries = 12_000;
const chunk = 1_000;
const year = 2025;
const minuteMs = 60_000;

/** One entry each three quarters of an hour of the year, each for a project of its own with a long name. */
function entryAt(index: number): Record<string, unknown> {
  const start = Date.UTC(year, 0, 1) + index * 40 * minuteMs;
  return {
    title: `Entry ${index}`,
    project: `project ${index} ${'of a long name '.repeat(12)}`.slice(0, 190),
    type: 'development',
    start_time: new Date(start).toISOString(),
    end_time: new Date(start + 30 * minuteMs).toISOString(),
    value_rating: 'medium',
    impact_level: 'team',
    tags: [],
  };
}

/** A report whose result is 5 MiB and more, asked for, run by the built worker and read back. Answers its size in bytes. */
export async function largeReport({ api }: World, load: Load): Promise<number> {
  const client = new HttpClient(api.url, bearerToken({ sub: load.userId }));
  try {
    for (let first = 0; first < entries; first += chunk) {
      const body = {
        entries: Array.from({ length: chunk }, (_, at) => ({ user_id: load.userId, ...entryAt(first + at) })),
      };
      const { status, text } = await client.post('/v1/logs/bulk', body);
      if (status !== 201) throw new Error(`entries for the large report: HTTP ${status} ${text.slice(0, 300)}`);
    }
    const period = { user_id: load.userId, start_date: `${year}-01-01`, end_date: `${year}-12-31` };
    const taskId = await load.ask({ path: '/v1/tasks/reports', body: period });
    const { body, text } = await client.call<ResultAnswer>({
      path: `/v1/tasks/${taskId}/result?wait=60s`,
      timeoutMs: 65_000,
    });
    if (body.status !== 'completed') throw new Error(`the large report is ${body.status}: ${body.error}`);
    const bytes = Buffer.byteLength(text);
    if (bytes < leastBytes) throw new Error(`the result has ${bytes} bytes, not 5 MiB`);
    const { entries_count: count } = body.result as { entries_count?: number };
    if (count !== entries) throw new Error(`the report is about ${count} entries, not ${entries}`);
    return bytes;
  } finally {
    client.close();
  }
}
