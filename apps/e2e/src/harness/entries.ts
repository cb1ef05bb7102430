import type { HttpClient } from './http-client';

const hourMs = 3_600_000;

/** A log entry as a client posts it: an hour of work, `index` days after the first of March. */
export const entry = (index = 0): Record<string, unknown> => {
  const start = Date.UTC(2026, 2, 2, 9) + index * 24 * hourMs;
  return {
    title: `Worked on part ${index}`,
    project: 'englog',
    type: index % 2 === 0 ? 'development' : 'meeting',
    start_time: new Date(start).toISOString(),
    end_time: new Date(start + hourMs).toISOString(),
    value_rating: 'high',
    impact_level: 'team',
    tags: ['parts'],
  };
};

/** Posts so many entries; answers their ids. */
export async function logEntries(client: HttpClient, count: number): Promise<string[]> {
  const entries = Array.from({ length: count }, (_, index) => entry(index));
  const { status, body, text } = await client.post<{ entries: { id: string }[] }>('/v1/logs/bulk', { entries });
  if (status !== 201) throw new Error(`bulk: HTTP ${status} ${text}`);
  return body.entries.map(({ id }) => id);
}
