/** What processes cost, from /proc: processor time and memory of each process and all its descendants. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Usage {
  cpuMs: number;
  /** Proportional set size: shared pages count once over all who share them. */
  memoryMb: number;
}

const tickMs = 1_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Of the process and its descendants; those already ended count through the parent that waited for them. */
export function cpuMsOf(pid: number): number {
  return sum(treeOf(pid).map(ticksOf)) * tickMs;
}

export function memoryMbOf(pid: number): number {
  return sum(treeOf(pid).map(pssKb)) / 1_024;
}

/** The largest resident size the process itself ever had. */
export function peakMemoryMbOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1_024;
}

function treeOf(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(treeOf)];
}

/** utime, stime, cutime, cstime: fields 14 to 17, counted after the name, which may hold spaces. */
function ticksOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  return sum(
    stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map(Number),
  );
}

function pssKb(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended between two looks.
    return '';
  }
}

const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0);
