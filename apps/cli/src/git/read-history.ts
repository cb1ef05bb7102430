import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { CliError } from '../cli-error';
import { logFormat, parseLog } from './log-format';
import type { Commit } from './log-format';

export interface HistoryQuery {
  repo: string;
  /** A branch, tag or commit; `HEAD` when undefined. Every branch with `all`. */
  ref?: string;
  all?: boolean;
  /** Commits committed before this (epoch seconds) are not read. */
  after?: number;
  signal: AbortSignal;
}

const run = promisify(execFile);

/** The history without its merges, newest first, as git walks it. Nothing when the repository has no commit yet. */
export async function* readHistory(query: HistoryQuery): AsyncGenerator<Commit> {
  const { repo, signal } = query;
  await assertRepository(repo, signal);
  if (query.ref === undefined && !(await hasCommit(repo, signal))) return;
  const git = spawn('git', ['-C', repo, ...logArguments(query)], { signal, stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  git.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2000)));
  const closed = once(git, 'close').then(([code]) => code as number | null);
  closed.catch(() => undefined); // awaited below, after the output that comes first
  try {
    yield* parseLog(git.stdout.setEncoding('utf8'));
    const code = await closed;
    if (code !== 0) throw new CliError(`git log failed: ${lastLine(complaint) || `exit code ${code}`}`);
  } finally {
    git.kill();
  }
}

const logArguments = ({ ref, all, after }: HistoryQuery): string[] => [
  ...['-c', 'log.showSignature=false', '-c', 'log.follow=false', '-c', 'core.quotePath=false'],
  ...['log', '-z', '--no-merges', '--name-only', '--no-renames', '--no-ext-diff', '--no-color', '--no-decorate'],
  ...['--encoding=UTF-8', `--format=${logFormat}`],
  ...(after === undefined ? [] : [`--since=${new Date(after * 1000).toISOString()}`]),
  ...(all === true ? ['--all'] : []),
  '--end-of-options',
  ...(all === true ? [] : [ref ?? 'HEAD']),
  '--',
];

const assertRepository = async (repo: string, signal: AbortSignal): Promise<void> => {
  try {
    await run('git', ['-C', repo, 'rev-parse', '--git-dir'], { signal });
  } catch (error) {
    if (isMissing(error)) throw new CliError('git is not installed, or not in PATH');
    throw new CliError(`${repo} is no git repository: ${lastLine(stderrOf(error))}`);
  }
};

const hasCommit = (repo: string, signal: AbortSignal): Promise<boolean> =>
  run('git', ['-C', repo, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { signal }).then(
    () => true,
    () => false,
  );

/** The name of the repository: of its `origin` where it has one, else of its folder. */
export const projectOf = async (repo: string, signal: AbortSignal): Promise<string> => {
  const remote = await ask(repo, ['config', '--get', 'remote.origin.url'], signal);
  const folder =
    remote ??
    (await ask(repo, ['rev-parse', '--show-toplevel'], signal)) ??
    (await ask(repo, ['rev-parse', '--absolute-git-dir'], signal)) ??
    repo;
  return basename(folder.replace(/[\\:]/g, '/').replace(/\/+$/, '')).replace(/\.git$/, '') || 'unnamed';
};

export const configuredEmail = (repo: string, signal: AbortSignal): Promise<string | null> =>
  ask(repo, ['config', '--get', 'user.email'], signal);

/** What git makes of `2 weeks ago` and the like, in epoch seconds; null when it makes nothing of it. */
export const gitDate = async (text: string, signal: AbortSignal): Promise<number | null> => {
  const asked = await run('git', ['rev-parse', `--since=${text}`, '--since=now'], { signal }).catch(() => null);
  const [seconds, now] = [...(asked?.stdout ?? '').matchAll(/^--max-age=(\d+)$/gm)].map((match) => Number(match[1]));
  // git reads what it does not understand as "now".
  return seconds === undefined || now === undefined || (seconds === now && text.trim() !== 'now') ? null : seconds;
};

const ask = (repo: string, args: string[], signal: AbortSignal): Promise<string | null> =>
  run('git', ['-C', repo, ...args], { signal }).then(
    ({ stdout }) => stdout.trim() || null,
    () => null,
  );

const isMissing = (error: unknown): boolean => (error as { code?: unknown }).code === 'ENOENT';
const stderrOf = (error: unknown): string => String((error as { stderr?: unknown }).stderr ?? error);
const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
