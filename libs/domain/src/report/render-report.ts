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

/** True for a result document that `renderReport` takes. */
export const isReport = (
  result: { [key: string]: unknown } | null,
): result is ReportModel & { [key: string]: unknown } =>
  result?.['kind'] === 'report' && typeof result['narrative'] === 'object' && Array.isArray(result['table']);

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
