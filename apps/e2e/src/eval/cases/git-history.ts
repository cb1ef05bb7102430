import { execFile } from 'node:child_process';
import { basename, resolve } from 'node:path';
import { promisify } from 'node:util';
import { programs } from '../../harness/built';
import { dayAfter } from '../log';
import type { LoggedEntry } from '../log';
import type { EvalCase, Planted } from './case';

const run = promisify(execFile);
const maxBuffer = 256 * 1024 * 1024;
/** A report's and a trend's worth of the newest history. */
const maxDays = 84;

/**
 * A real history as the built client imports it, everybody's commits as one log. Its total is counted a third time,
 * from the commits' times alone.
 */
export async function gitCase(repository: string, home: string): Promise<EvalCase> {
  const path = resolve(repository);
  const env = { PATH: process.env.PATH, HOME: home, LC_ALL: 'C' };
  const asked = ['import', 'git', path, '--author', '', '--dry-run', '--time-zone', 'UTC'];
  const { stdout } = await run(process.execPath, [programs.cli, ...asked], { env, maxBuffer });
  const log = (JSON.parse(stdout) as { entries: LoggedEntry[] }).entries;
  const newestCommit = log.at(-1)?.end_time.slice(0, 10);
  if (newestCommit === undefined) throw new Error(`${path} holds no commit`);
  const first = log[0]?.start_time.slice(0, 10) ?? newestCommit;
  // Today is not over, and what it is compared with grows while it is looked at.
  const yesterday = dayAfter(new Date().toISOString().slice(0, 10), -1);
  const last = newestCommit > yesterday && first <= yesterday ? yesterday : newestCommit;
  const newest = dayAfter(last, 1 - maxDays);
  const days = { start: first > newest ? first : newest, end: last, timeZone: 'UTC' };
  const times = await commitMinutes(path, env);
  return {
    name: `the history of ${basename(path)}`,
    days,
    log,
    goals: [{ name: 'Ten hours of development', by: 'type', value: 'development', target_hours: 10 }],
    insights: ['productivity', 'patterns'],
    planted: [totalOf(times, minuteOf(days.start), minuteOf(dayAfter(days.end, 1)))],
  };
}

async function commitMinutes(path: string, env: NodeJS.ProcessEnv): Promise<number[]> {
  const asked = ['-C', path, 'log', '--no-merges', '--format=%at'];
  const { stdout } = await run('git', asked, { env: { ...env, GIT_CONFIG_NOSYSTEM: '1' }, maxBuffer });
  const minutes = stdout
    .trim()
    .split('\n')
    .map((seconds) => Math.floor(Number(seconds) / 60));
  return [...new Set(minutes)].sort((a, b) => a - b);
}

const minuteOf = (day: string): number => Date.parse(`${day}T00:00Z`) / 60_000;

/** Each commit counts the time since the one before up to two hours, else half an hour. */
function totalOf(times: readonly number[], from: number, to: number): Planted {
  const minutes = times.reduce((sum, minute, index) => {
    const before = times[index - 1] ?? -Infinity;
    const start = minute - before <= 120 ? before : Math.max(before, minute - 30);
    return sum + Math.max(0, Math.min(minute, to) - Math.max(start, from));
  }, 0);
  return {
    name: `${minutes} minutes, as git log has them`,
    isFound: ({ report }) => report.totals.minutes === minutes,
  };
}
