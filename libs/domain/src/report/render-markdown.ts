import { typeWords } from '../facts/fact';
import type { Amount, ReportModel } from './report-model';
import { comparedWith, goalLine, moreLine, shownRows, sourceLine } from './report-words';

/** Log text is text: nothing in it becomes markup, a link or a cell's end. */
const plain = (text: string): string =>
  text
    .replace(/[\r\n]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~#]/g, '\\$&')
    .replace(/^(\s*\d*)([-+.=)])/, '$1\\$2');

const table = <T>(head: string[], rows: readonly T[], cells: (row: T) => string[]): string => {
  const lines = [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows.slice(0, shownRows).map(cells)];
  return withMore(
    lines.map((row) => `| ${row.join(' | ')} |`),
    rows.length,
  );
};

/** What is not shown is told below, as a paragraph of its own: a table would take it for a row. */
const withMore = (lines: readonly string[], count: number): string => {
  const more = moreLine(count, shownRows, 'JSON');
  return `${lines.join('\n')}${more === '' ? '' : `\n\n${more}`}`;
};

const amounts = <N>(title: string, parts: readonly Amount<N>[], name: (name: N) => string): string =>
  parts.length === 0
    ? ''
    : `## ${title}\n\n${table([title.replace('By ', ''), 'Hours', 'Share'], parts, (part) => [
        plain(name(part.name)),
        part.hours.toFixed(2),
        `${part.percent} %`,
      ])}`;

const list = <T>(title: string, items: readonly T[], line: (item: T) => string): string => {
  if (items.length === 0) return '';
  const lines = items.slice(0, shownRows).map((item) => `- ${line(item)}`);
  return `## ${title}\n\n${withMore(lines, items.length)}`;
};

const comparison = (report: ReportModel): string =>
  report.comparison.length === 0
    ? ''
    : `## ${comparedWith(report)}\n\n${table(['', 'Hours', 'Before', 'Difference'], report.comparison, (row) => [
        plain(row.name),
        row.hours.toFixed(2),
        row.hours_before.toFixed(2),
        `${row.difference_hours > 0 ? '+' : ''}${row.difference_hours.toFixed(2)}`,
      ])}`;

const days = (report: ReportModel): string =>
  report.entries_count === 0
    ? ''
    : `## By day\n\n${table(['Day', 'Hours'], report.by_day, (day) => [`${day.date} ${day.weekday}`, day.hours.toFixed(2)])}`;

/** Its sections, one a piece; those that would be empty are left out, and long tables are cut short. */
export function* markdownPieces(report: ReportModel): Generator<string> {
  const { totals, period } = report;
  yield `# ${plain(report.title)}\n`;
  const parts = [
    () =>
      `${period.start_date} to ${period.end_date} (${period.time_zone}) · **${totals.hours.toFixed(2)} hours** in ${report.entries_count} entries on ${totals.active_days} of ${period.days} days`,
    () => plain(report.narrative.text),
    () => `_${plain(sourceLine(report))}_`,
    () => list('Goals', report.goals, (goal) => plain(goalLine(goal))),
    () => list('Highlights', report.highlights, ({ text }) => plain(text)),
    () => amounts('By project', report.by_project, (name) => name ?? '(none)'),
    () => amounts('By type', report.by_type, typeWords),
    () => amounts('By tag', report.by_tag.slice(0, 15), (tag) => tag),
    () => amounts('By value', report.value.by_rating, (rating) => rating),
    () => amounts('By impact', report.impact.by_level, (level) => level),
    () => days(report),
    () => comparison(report),
    () => list('Gaps in the log', report.gaps, (day) => `${day}: no entry`),
  ];
  for (const part of parts) {
    const text = part();
    if (text !== '') yield `\n${text}\n`;
  }
}
