import { z } from 'zod';
import { csvPieces } from './render-csv';
import { htmlPieces } from './render-html';
import { markdownPieces } from './render-markdown';
import type { ReportModel } from './report-model';

export const reportFormats = ['markdown', 'html', 'csv'] as const;
export type ReportFormat = (typeof reportFormats)[number];

const number = z.number();
const text = z.string();

/** The types that each field of a row may have. A log of 100,000 entries has as many rows: a schema a row would take long. */
const rowsOf = (fields: Record<string, readonly ('string' | 'number' | 'null')[]>) => {
  const checks = Object.entries(fields);
  const typeOf = (value: unknown): string =>
    value === null ? 'null' : Number.isNaN(value) ? 'not a number' : typeof value;
  const isRow = (row: unknown): boolean =>
    typeof row === 'object' &&
    row !== null &&
    checks.every(([name, types]) => (types as string[]).includes(typeOf((row as Record<string, unknown>)[name])));
  return z.custom<unknown[]>((rows) => Array.isArray(rows) && rows.every(isRow));
};
const amounts = rowsOf({ name: ['string', 'null'], hours: ['number'], percent: ['number'] });

/** What a page is made of; a report holds more. */
const renderable = z.object({
  kind: z.literal('report'),
  title: text,
  entries_count: number,
  period: z.object({ start_date: text, end_date: text, time_zone: text, days: number }),
  totals: z.object({ hours: number, active_days: number }),
  by_type: amounts,
  by_project: amounts,
  by_tag: amounts,
  by_day: z.array(z.object({ date: text, weekday: text, hours: number })),
  by_hour: z.array(number),
  table: rowsOf({
    date: ['string'],
    project: ['string', 'null'],
    type: ['string'],
    minutes: ['number'],
    hours: ['number'],
    entries: ['number'],
  }),
  value: z.object({ by_rating: amounts }),
  impact: z.object({ by_level: amounts }),
  focus: z.object({ hours: number }),
  goals: z.array(
    z.object({
      name: text,
      by: text,
      value: text,
      unit: text,
      target: number,
      actual: number,
      met: z.boolean(),
      difference: number,
    }),
  ),
  before: z.object({ period: z.object({ start_date: text, end_date: text }) }).nullable(),
  comparison: rowsOf({
    name: ['string'],
    hours: ['number'],
    hours_before: ['number'],
    difference_hours: ['number'],
  }),
  highlights: z.array(z.object({ text })),
  gaps: z.array(text),
  narrative: z.object({ text, source: z.enum(['model', 'fallback_model', 'cache', 'rules']), dropped_claims: number }),
});

/** True for a result document that `reportPieces` takes. Any worker may send any document. */
export const isReport = (
  result: { [key: string]: unknown } | null,
): result is ReportModel & { [key: string]: unknown } =>
  result?.['kind'] === 'report' && renderable.safeParse(result).success;

/**
 * A report in another form than JSON, in pieces of a few milliseconds' work each: a caller may give way to others between
 * them. A chart, which HTML alone has, takes longer.
 */
export async function* reportPieces(report: ReportModel, format: ReportFormat): AsyncGenerator<string> {
  switch (format) {
    case 'markdown':
      return yield* markdownPieces(report);
    case 'html':
      return yield* htmlPieces(report);
    case 'csv':
      return yield* csvPieces(report);
  }
}

/** The same in one piece. */
export const renderReport = async (report: ReportModel, format: ReportFormat): Promise<string> => {
  const pieces: string[] = [];
  for await (const piece of reportPieces(report, format)) pieces.push(piece);
  return pieces.join('');
};
