/** What processes cost, from /proc: processor time and memory of each process and all its descendants. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const tickMs = 1_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Of the process and its descendants; those already ended count through the parent that waited for them. */
export function cpuMsOf(pid: number): number {
  return sum(treeOf(pid).map(ticksOf)) * tickMs;
}

/** Of every process on the machine since it started, time stolen by its host included. */
export function machineBusyMs(): number {
  const [user, nice, system, , , irq, softirq, steal] = read('/proc/stat')
    .split('\n')[0]!
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return sum([user, nice, system, irq, softirq, steal].map((ticks) => ticks ?? 0)) * tickMs;
}

/** Proportional set size: shared pages count once over all who share them. */
export function memoryMbOf(pid: number): number {
  return sum(treeOf(pid).map(pssKb)) / 1_024;
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
