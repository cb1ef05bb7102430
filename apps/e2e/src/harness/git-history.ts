import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface CommitPlan {
  at: string;
  message: string;
  author?: string;
}

const identity = (who: string, at: string): Record<string, string> => ({
  GIT_AUTHOR_NAME: who,
  GIT_AUTHOR_EMAIL: `${who}@example.com`,
  GIT_AUTHOR_DATE: at,
  GIT_COMMITTER_NAME: who,
  GIT_COMMITTER_EMAIL: `${who}@example.com`,
  GIT_COMMITTER_DATE: at,
});

const git = async (cwd: string, args: string[], env: Record<string, string> = {}): Promise<string> => {
  const own = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C', ...env };
  return (await run('git', args, { cwd, env: own, timeout: 20_000 })).stdout;
};

/** A real repository with these commits, made by git itself. */
export async function makeHistory(folder: string, name: string, commits: readonly CommitPlan[]): Promise<string> {
  const repository = join(folder, name);
  await mkdir(repository);
  await git(repository, ['init', '--quiet', '--initial-branch=main']);
  for (const [index, { at, message, author = 'ann' }] of commits.entries()) {
    await writeFile(join(repository, `part-${index}.ts`), `export const part${index} = ${index};\n`);
    await git(repository, ['add', '.']);
    await git(repository, ['commit', '--quiet', '--message', message], identity(author, at));
  }
  return repository;
}

/** When the author committed, in seconds, oldest first: what `git log` says and nothing else. */
export async function commitTimes(repository: string, author: string): Promise<number[]> {
  const text = await git(repository, ['log', '--reverse', '--format=%at', `--author=${author}`]);
  return text.trim().split('\n').map(Number);
}
