import type { ReportModel } from './report-model';

/** A field as RFC 4180 has it; text a spreadsheet would take for a formula is made plain by a leading quote. */
const field = (value: string | number): string => {
  const text = typeof value === 'number' ? String(value) : /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The day × project × type table. */
export const renderCsv = (report: ReportModel): string =>
  [
    ['date', 'project', 'type', 'minutes', 'hours', 'entries'],
    ...report.table.map((row) => [row.date, row.project ?? '', row.type, row.minutes, row.hours, row.entries]),
  ]
    .map((row) => `${row.map(field).join(',')}\r\n`)
    .join('');
