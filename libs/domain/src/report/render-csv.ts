import type { ReportModel } from './report-model';

/**
 * Where a spreadsheet would read a formula: at the start of the text, and after what a spreadsheet that separates cells by
 * `;` or tab takes for an end, whatever we quoted.
 */
const formulaStart = /(^|[;\t\r\n])([ "]*)(?=[=+\-@＝＋－＠])/g;

/** A field as RFC 4180 has it; what would be a formula is made plain by a leading quote. */
const field = (value: string | number): string => {
  if (typeof value === 'number') return String(value);
  const text = value.replace(formulaStart, "$1$2'");
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const line = (fields: readonly (string | number)[]): string => `${fields.map(field).join(',')}\r\n`;
const rowsAPiece = 500;

/** The day × project × type table, in pieces of some rows. */
export function* csvPieces({ table }: ReportModel): Generator<string> {
  yield line(['date', 'project', 'type', 'minutes', 'hours', 'entries']);
  for (let at = 0; at < table.length; at += rowsAPiece)
    yield table
      .slice(at, at + rowsAPiece)
      .map((row) => line([row.date, row.project ?? '', row.type, row.minutes, row.hours, row.entries]))
      .join('');
}
