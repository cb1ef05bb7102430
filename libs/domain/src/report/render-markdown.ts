import { typeWords } from '../facts/fact';
import type { Amount, ReportModel } from './report-model';
import { comparedWith, goalLine, sourceLine } from './report-words';

/** Log text is text: nothing in it becomes markup, a link or a cell's end. */
const plain = (text: string): string =>
  text
    .replace(/[\r\n]+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~#]/g, '\\$&')
    .replace(/^(\s*\d*)([-+.=)])/, '$1\\$2');

const table = (head: string[], rows: (string | number)[][]): string =>
  [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

const amounts = <N>(title: string, parts: readonly Amount<N>[], name: (name: N) => string): string =>
  parts.length === 0
    ? ''
    : `## ${title}\n\n${table(
        [title.replace('By ', ''), 'Hours', 'Share'],
        parts.map((part) => [plain(name(part.name)), part.hours.toFixed(2), `${part.percent} %`]),
      )}`;

const list = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `## ${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;

const comparison = (report: ReportModel): string =>
  report.comparison.length === 0
    ? ''
    : `## ${comparedWith(report)}\n\n${table(
        ['', 'Hours', 'Before', 'Difference'],
        report.comparison.map((row) => [
          plain(row.name),
          row.hours.toFixed(2),
          row.hours_before.toFixed(2),
          `${row.difference_hours > 0 ? '+' : ''}${row.difference_hours.toFixed(2)}`,
        ]),
      )}`;

export const renderMarkdown = (report: ReportModel): string => {
  const { totals, period } = report;
  return `${[
    `# ${plain(report.title)}`,
    `${period.start_date} to ${period.end_date} (${period.time_zone}) · **${totals.hours.toFixed(2)} hours** in ${report.entries_count} entries on ${totals.active_days} of ${period.days} days`,
    plain(report.narrative.text),
    `_${plain(sourceLine(report))}_`,
    list(
      'Goals',
      report.goals.map((goal) => plain(goalLine(goal))),
    ),
    list(
      'Highlights',
      report.highlights.map((highlight) => plain(highlight.text)),
    ),
    amounts('By project', report.by_project, (name) => name ?? '(none)'),
    amounts('By type', report.by_type, typeWords),
    amounts('By tag', report.by_tag.slice(0, 15), (tag) => tag),
    amounts('By value', report.value.by_rating, (rating) => rating),
    amounts('By impact', report.impact.by_level, (level) => level),
    report.entries_count === 0
      ? ''
      : `## By day\n\n${table(
          ['Day', 'Hours'],
          report.by_day.map((day) => [`${day.date} ${day.weekday}`, day.hours.toFixed(2)]),
        )}`,
    comparison(report),
    list(
      'Gaps in the log',
      report.gaps.map((day) => `${day}: no entry`),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
};
