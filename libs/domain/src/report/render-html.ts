import { typeWords } from '../facts/fact';
import { drawCharts } from './charts';
import type { Amount, ReportModel } from './report-model';
import { comparedWith, goalLine, sourceLine } from './report-words';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const style = `
:root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #1c2430; }
body { max-width: 760px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.8rem 0 .5rem; border-bottom: 1px solid #d5dbe3; }
.meta, .source { color: #5a6675; } .figures { display: flex; flex-wrap: wrap; gap: 1.5rem; margin: 1rem 0; padding: 0; list-style: none; }
.figures b { display: block; font-size: 1.5rem; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .2rem .5rem; border-bottom: 1px solid #e8ecf1; font-variant-numeric: tabular-nums; }
.n { text-align: right; } td:not(.n) { overflow-wrap: anywhere; } svg { max-width: 100%; height: auto; }
.met { color: #2c7a4b; } .missed { color: #a8323f; }
@media print { body { margin: 0; max-width: none; } section, figure, tr { break-inside: avoid; } section:has(tbody tr:nth-child(25)) { break-inside: auto; } h2 { break-after: avoid; } @page { margin: 15mm; } }
`;

const section = (title: string, body: string): string =>
  body === '' ? '' : `<section><h2>${escape(title)}</h2>${body}</section>`;

const isFigure = (cell: string | number): boolean =>
  typeof cell === 'number' || /^[+-]?\d+(?:\.\d+)?(?: %)?$/.test(cell);

/** Columns of figures stand to the right; what a project is called decides nothing, so the first column never does. */
const table = (head: string[], rows: (string | number)[][]): string => {
  if (rows.length === 0) return '';
  const classOf = (column: number): string =>
    column > 0 && rows.every((row) => isFigure(row[column] ?? '')) ? ' class="n"' : '';
  const cells = (tag: string, row: readonly (string | number)[]): string =>
    row.map((cell, at) => `<${tag}${classOf(at)}>${escape(String(cell))}</${tag.slice(0, 2)}>`).join('');
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('');
  return `<table><thead><tr>${cells('th scope="col"', head)}</tr></thead><tbody>${body}</tbody></table>`;
};

const amounts = <N>(parts: readonly Amount<N>[], name: (name: N) => string): string =>
  table(
    ['', 'Hours', 'Share'],
    parts.map((part) => [name(part.name), part.hours.toFixed(2), `${part.percent} %`]),
  );

const list = (items: readonly string[]): string => (items.length === 0 ? '' : `<ul>${items.join('')}</ul>`);

const figures = ({ totals, entries_count, focus, period }: ReportModel): string =>
  `<ul class="figures">${[
    [totals.hours.toFixed(2), 'hours'],
    [entries_count, 'entries'],
    [`${totals.active_days} / ${period.days}`, 'days'],
    [focus.hours.toFixed(2), 'hours of focus'],
  ]
    .map(([value, label]) => `<li><b>${value}</b>${label}</li>`)
    .join('')}</ul>`;

/** One file, nothing loaded from elsewhere; prints well. All text of the log is escaped. */
export const renderHtml = async (report: ReportModel): Promise<string> => {
  const charts = await drawCharts(report);
  const { period } = report;
  const signed = (hours: number): string => `${hours > 0 ? '+' : ''}${hours.toFixed(2)}`;
  const body = [
    `<header><h1>${escape(report.title)}</h1><p class="meta">${escape(`${period.start_date} to ${period.end_date} (${period.time_zone})`)}</p></header>`,
    figures(report),
    `<p>${escape(report.narrative.text)}</p><p class="source">${escape(sourceLine(report))}</p>`,
    section(
      'Goals',
      list(report.goals.map((goal) => `<li class="${goal.met ? 'met' : 'missed'}">${escape(goalLine(goal))}</li>`)),
    ),
    section('Highlights', list(report.highlights.map(({ text }) => `<li>${escape(text)}</li>`))),
    ...charts.map(({ title, svg }) =>
      section(title, `<figure role="img" aria-label="${escape(title)}" style="margin:0">${svg}</figure>`),
    ),
    section(
      'By project',
      amounts(report.by_project, (name) => name ?? '(none)'),
    ),
    section('By type', amounts(report.by_type, typeWords)),
    section(
      'By tag',
      amounts(report.by_tag.slice(0, 15), (tag) => tag),
    ),
    section(
      'By value',
      amounts(report.value.by_rating, (rating) => rating),
    ),
    section(
      'By impact',
      amounts(report.impact.by_level, (level) => level),
    ),
    section(
      comparedWith(report),
      table(
        ['', 'Hours', 'Before', 'Difference'],
        report.comparison.map((row) => [
          row.name,
          row.hours.toFixed(2),
          row.hours_before.toFixed(2),
          signed(row.difference_hours),
        ]),
      ),
    ),
    section('Gaps in the log', list(report.gaps.map((day) => `<li>${escape(day)}</li>`))),
    section(
      'Day by day',
      table(
        ['Day', 'Project', 'Type', 'Hours', 'Entries'],
        report.table.map((row) => [
          row.date,
          row.project ?? '',
          typeWords(row.type),
          row.hours.toFixed(2),
          row.entries,
        ]),
      ),
    ),
  ].join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(report.title)}</title><style>${style}</style></head>
<body>
${body}
</body></html>
`;
};
