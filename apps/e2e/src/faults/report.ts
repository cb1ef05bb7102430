import type { Row } from './run-fault';

const columns = ['fault', 'accepted', 'completed', 'lost', 'duplicated runs', 'attempts spent', 'longest stall ms'];

const cellsOf = ({ fault, world, account }: Row): string[] => [
  world === 'embedded' ? `${fault} (embedded)` : fault,
  String(account.accepted),
  String(account.completed),
  String(account.lost.length),
  String(account.repeatedRuns),
  String(account.attemptsSpent),
  String(account.longestStallMs),
];

/** Markdown, so that what is printed can be pasted where it is told. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [columns, ...rows.map(cellsOf)];
  const widths = columns.map((_, at) => Math.max(...lines.map((cells) => cells[at]?.length ?? 0)));
  const pad = (text: string, at: number): string =>
    at === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[at] ?? 0);
  const line = (cells: string[]): string => `| ${cells.map(pad).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(columns), rule, ...lines.slice(1).map(line)].join('\n');
}

/** What hit, why some handlers may have run again, and what is wrong, fault by fault. */
export function renderNotes(rows: readonly Row[]): string {
  return rows.map(notesOf).join('\n');
}

function notesOf({ fault, world, account, evidence, repeats, problems, seconds }: Row): string {
  const interrupted = Object.entries(account.interrupted).map(([outcome, count]) => `${count} ${outcome}`);
  const facts = [evidence, ...interrupted, `${seconds.toFixed(0)} s`].filter(Boolean).join(' · ');
  const lines = [`${problems.length === 0 ? '✓' : '✗'} ${fault}${world === 'embedded' ? ' (embedded)' : ''}: ${facts}`];
  if (repeats && account.repeatedRuns > 0) lines.push(`    ran again: ${repeats.why}`);
  return [...lines, ...problems.map((problem) => `    ${problem.replaceAll('\n', '\n    ')}`)].join('\n');
}

export const meaning = `lost: accepted (202) and not completed. duplicated runs: handler runs beyond a task's first, as Ollama and a webhook
receiver saw them. longest stall: from a client's first try to the task's end, among all tasks of the row.`;
