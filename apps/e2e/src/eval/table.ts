import { sumOf } from './score';
import type { TaskScore } from './score';

const columns = ['tasks', 'figures right', 'findings', 'published', 'unsupported', 'truths kept', 'lies dropped'];

const share = (part: number, whole: number): string =>
  whole === 0
    ? '-'
    : `${part}/${whole} ${part === whole ? '100' : (Math.floor((part / whole) * 1_000) / 10).toFixed(1)} %`;

const cellsOf = (name: string, scores: readonly TaskScore[]): string[] => {
  const sum = sumOf(scores);
  return [
    name,
    String(sum.tasks),
    share(sum.right, sum.figures),
    share(sum.found, sum.planted),
    String(sum.published),
    String(sum.unsupported),
    share(sum.truthsPublished, sum.truths),
    share(sum.dropped, sum.lies),
  ];
};

const render = (head: string[], rows: string[][]): string => {
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((cells) => cells[at]?.length ?? 0)));
  const pad = (text: string, at: number): string =>
    at === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[at] ?? 0);
  const rule = widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [head.map(pad), rule, ...rows.map((cells) => cells.map(pad))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
};

/** Markdown, one row for each value of `by`, and their sum. */
export function renderTable(scores: readonly TaskScore[], by: 'case' | 'model'): string {
  const names = [...new Set(scores.map((score) => score[by]))];
  const rows = names.map((name) =>
    cellsOf(
      name,
      scores.filter((score) => score[by] === name),
    ),
  );
  return render([by, ...columns], [...rows, cellsOf('all', scores)]);
}

const maxShown = 60;

/** What broke a must, where. */
export function renderProblems(scores: readonly TaskScore[]): string {
  const lines = scores.flatMap((score) =>
    score.problems.map((problem) => `✗ ${score.case}, ${score.model}, ${score.task}: ${problem}`),
  );
  const more = lines.length > maxShown ? [`… and ${lines.length - maxShown} more`] : [];
  return [...lines.slice(0, maxShown), ...more].join('\n');
}

export const meaning = `figures right: every figure and fact of the documents against a recomputation minute by minute. findings: truths planted in
the logs. published: sentences of models that reached a reader; unsupported: those the log does not bear out. truths kept: true sentences
of models that were published. lies dropped: false, uncited or invented sentences that were not.`;
