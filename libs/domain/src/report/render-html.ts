import { typeWords } from '../facts/fact';
import { chartsOf, drawChart } from './charts';
import { escapeHtml, htmlTable } from './html-table';
import type { Amount, ReportModel } from './report-model';
import { comparedWith, goalLine, moreLine, shownDayRows, shownRows, sourceLine } from './report-words';

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
  body === '' ? '' : `<section><h2>${escapeHtml(title)}</h2>${body}</section>`;

interface Rows<T> {
  head: string[];
  rows: readonly T[];
  cells: (row: T) => (string | number)[];
  shown?: number;
  /** Which form has the rows that are not shown. */
  elsewhere?: 'CSV' | 'JSON';
}

const table = <T>({ head, rows, cells, shown = shownRows, elsewhere = 'JSON' }: Rows<T>): string => {
  const more = moreLine(rows.length, shown, elsewhere);
  return `${htmlTable(head, rows.slice(0, shown).map(cells))}${more === '' ? '' : `<p class="meta">${more}</p>`}`;
};

const amounts = <N>(parts: readonly Amount<N>[], name: (name: N) => string): string =>
  table({
    head: ['', 'Hours', 'Share'],
    rows: parts,
    cells: (part) => [name(part.name), part.hours.toFixed(2), `${part.percent} %`],
  });

const list = <T>(items: readonly T[], item: (item: T) => string): string => {
  if (items.length === 0) return '';
  const more = moreLine(items.length, shownRows, 'JSON');
  const shown = items.slice(0, shownRows).map(item).join('');
  return `<ul>${shown}${more === '' ? '' : `<li>${more}</li>`}</ul>`;
};

const figures = ({ totals, entries_count, focus, period }: ReportModel): string =>
  `<ul class="figures">${[
    [totals.hours.toFixed(2), 'hours'],
    [entries_count, 'entries'],
    [`${totals.active_days} / ${period.days}`, 'days'],
    [focus.hours.toFixed(2), 'hours of focus'],
  ]
    .map(([value, label]) => `<li><b>${value}</b>${label}</li>`)
    .join('')}</ul>`;

const head = (title: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body>
`;

const introduction = (report: ReportModel): string => {
  const { period, goals, highlights } = report;
  const dates = `${period.start_date} to ${period.end_date} (${period.time_zone})`;
  return [
    `<header><h1>${escapeHtml(report.title)}</h1><p class="meta">${escapeHtml(dates)}</p></header>`,
    figures(report),
    `<p>${escapeHtml(report.narrative.text)}</p><p class="source">${escapeHtml(sourceLine(report))}</p>`,
    section(
      'Goals',
      list(
        goals,
        (goal) => `<li class="${goal.open ? 'open' : goal.met ? 'met' : 'missed'}">${escapeHtml(goalLine(goal))}</li>`,
      ),
    ),
    section(
      'Highlights',
      list(highlights, ({ text }) => `<li>${escapeHtml(text)}</li>`),
    ),
  ].join('\n');
};

const comparison = (report: ReportModel): string =>
  section(
    comparedWith(report),
    table({
      head: ['', 'Hours', 'Before', 'Difference'],
      rows: report.comparison,
      cells: ({ name, hours, hours_before: before, difference_hours: difference }) => [
        name,
        hours.toFixed(2),
        before.toFixed(2),
        `${difference > 0 ? '+' : ''}${difference.toFixed(2)}`,
      ],
    }),
  );

const dayByDay = (report: ReportModel): string =>
  section(
    'Day by day',
    table({
      head: ['Day', 'Project', 'Type', 'Hours', 'Entries'],
      rows: report.table,
      cells: (row) => [row.date, row.project ?? '', typeWords(row.type), row.hours.toFixed(2), row.entries],
      shown: shownDayRows,
      elsewhere: 'CSV',
    }),
  );

/** One file, nothing loaded from elsewhere; prints well. All text of the log is escaped. Long tables are cut short. */
export async function* htmlPieces(report: ReportModel): AsyncGenerator<string> {
  yield head(report.title);
  yield `${introduction(report)}\n`;
  for (const chart of chartsOf(report)) {
    const label = escapeHtml(chart.title);
    const figure = `<figure role="img" aria-label="${label}" style="margin:0">${await drawChart(chart)}</figure>`;
    yield `${section(chart.title, figure)}\n`;
  }
  const parts = [
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
  ];
  yield `${parts.join('\n')}\n`;
  yield `${comparison(report)}\n`;
  const gaps = list(report.gaps, (day) => `<li>${escapeHtml(day)}</li>`);
  yield `${section('Gaps in the log', gaps)}\n${dayByDay(report)}\n</body></html>\n`;
}
