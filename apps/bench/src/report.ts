/** The figures as a table a reader can compare, and the medians they come from. */
import type { StackResult } from './measure-stack';
import type { Role } from './scenarios/rate';

export interface StackReport {
  name: string;
  note: string;
  /** Every round, in order. */
  rounds: StackResult[];
  median: StackResult;
}

/** Field by field, over any number of equally shaped results. */
export function medianOf<T>(results: T[]): T {
  const [first] = results;
  if (typeof first === 'number') {
    const sorted = (results as number[]).toSorted((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    return ((sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2) as T;
  }
  const keys = Object.keys(first as object) as (keyof T)[];
  return Object.fromEntries(keys.map((key) => [key, medianOf(results.map((result) => result[key]))])) as T;
}

const columns: [string, (report: StackReport, best: StackReport) => string][] = [
  ['stack', ({ name }) => name],
  ['tasks/s', ({ median }) => whole(median.single.perSecond)],
  ['×', ({ median }, first) => (median.single.perSecond / first.median.single.perSecond).toFixed(2)],
  ['start p50 ms', ({ median }) => median.latency.p50Ms.toFixed(2)],
  ['p99 ms', ({ median }) => median.latency.p99Ms.toFixed(2)],
  ['batch created/s', ({ median }) => whole(median.batch.acceptedPerSecond)],
  ['batch done/s', ({ median }) => whole(median.batch.perSecond)],
  ['CPU ms/task front', cpu('front')],
  ['worker', cpu('worker')],
  ['store', cpu('store')],
  ['client', cpu('client')],
  ['all but client', ({ median }) => serverCpu(median).toFixed(3)],
  ['MB front', memory('front')],
  ['worker', memory('worker')],
  ['store', memory('store')],
  ['others %', ({ median }) => (100 * median.single.othersShare).toFixed(0)],
];

/** Markdown, the first stack being what the others are compared with. */
export function tableOf(reports: StackReport[]): string {
  const [first] = reports;
  if (!first) return '';
  const rows = [
    columns.map(([title]) => title),
    ...reports.map((report) => columns.map(([, cell]) => cell(report, first))),
  ];
  const widths = columns.map((_, n) => Math.max(...rows.map((row) => row[n]!.length)));
  const line = (cells: string[]) =>
    `| ${cells.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, n) => (n === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const notes = reports.map(({ name, note }) => `${name}: ${note}`);
  return [line(rows[0]!), rule, ...rows.slice(1).map(line), '', ...notes].join('\n');
}

export const whole = (n: number) => Math.round(n).toLocaleString('en-US');

function cpu(role: Role): (report: StackReport) => string {
  return ({ median }) => median.single.cpuMsPerTask[role].toFixed(3);
}

const serverCpu = ({ single: { cpuMsPerTask } }: StackResult) =>
  cpuMsPerTask.front + cpuMsPerTask.worker + cpuMsPerTask.store;

function memory(role: Role): (report: StackReport) => string {
  return ({ median }) => whole(median.single.memoryMb[role]);
}
