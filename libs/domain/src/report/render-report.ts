import { z } from 'zod';
import { renderCsv } from './render-csv';
import { renderHtml } from './render-html';
import { renderMarkdown } from './render-markdown';
import type { ReportModel } from './report-model';

export const reportFormats = ['markdown', 'html', 'csv'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const reportContentTypes: Record<ReportFormat, string> = {
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
};

const amounts = z.array(z.object({ name: z.string().nullable(), hours: z.number(), percent: z.number() }));
const number = z.number();
const text = z.string();

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
  table: z.array(
    z.object({ date: text, project: text.nullable(), type: text, minutes: number, hours: number, entries: number }),
  ),
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
  comparison: z.array(z.object({ name: text, hours: number, hours_before: number, difference_hours: number })),
  highlights: z.array(z.object({ text })),
  gaps: z.array(text),
  narrative: z.object({ text, source: z.enum(['model', 'fallback_model', 'cache', 'rules']), dropped_claims: number }),
});

/** True for a result document that `renderReport` takes. Any worker may send any document. */
export const isReport = (
  result: { [key: string]: unknown } | null,
): result is ReportModel & { [key: string]: unknown } =>
  result?.['kind'] === 'report' && renderable.safeParse(result).success;

/** A report in another form than JSON. Charts are drawn (and their library loaded) for HTML alone. */
export const renderReport = async (report: ReportModel, format: ReportFormat): Promise<string> => {
  switch (format) {
    case 'markdown':
      return renderMarkdown(report);
    case 'html':
      return renderHtml(report);
    case 'csv':
      return renderCsv(report);
  }
};
