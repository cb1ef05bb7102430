import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Commit } from './log-format';
import { gitDate, projectOf, readHistory } from './read-history';
import type { HistoryQuery } from './read-history';

const signal = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'englog-git-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const gitIn =
  (repo: string) =>
  (args: string[], date = '2026-03-02T10:00:00+01:00') =>
    execFileSync(
      'git',
      ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: repo,
        env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, GIT_CONFIG_GLOBAL: '/dev/null' },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
const newRepo = (name: string) => {
  const repo = join(folder, name);
  execFileSync('git', ['init', '-q', '-b', 'main', repo]);
  return { repo, git: gitIn(repo) };
};
const read = async (query: Omit<HistoryQuery, 'signal'>): Promise<Commit[]> => {
  const commits: Commit[] = [];
  for await (const commit of readHistory({ ...query, signal })) commits.push(commit);
  return commits;
};

describe('readHistory on a real repository', () => {
  const { repo, git } = newRepo('real.git-work');
  const hostile = `hostile \u001b[31m "quotes" h0123\n\nbody line\n\nt170000 \u0001 <b>\n`;

  beforeAll(() => {
    writeFileSync(join(repo, 'a b.ts'), '1');
    git(['add', '.']);
    git(['commit', '-q', '-m', 'feat: first'], '2026-03-02T10:00:00+09:00');
    git(['checkout', '-q', '-b', 'side']);
    writeFileSync(join(repo, 'ü\n.md'), '1');
    git(['add', '.']);
    git(['commit', '-q', '-m', hostile], '2026-03-02T03:00:00Z');
    git(['checkout', '-q', 'main']);
    git(['commit', '-q', '--allow-empty', '--allow-empty-message', '-m', ''], '2026-03-02T04:00:00Z');
    git(['merge', '-q', '--no-ff', '-m', 'Merge side', 'side'], '2026-03-02T05:00:00Z');
    git(['tag', 'v1', 'HEAD~1']);
  });

  it('reads messages, paths and author times as they are, without the merge', async () => {
    const commits = (await read({ repo })).sort((a, b) => a.authoredAt - b.authoredAt);
    expect(
      commits.map(({ subject, paths, authoredAt }) => [new Date(authoredAt * 1000).toISOString(), subject, paths]),
    ).toEqual([
      ['2026-03-02T01:00:00.000Z', 'feat: first', ['a b.ts']],
      ['2026-03-02T03:00:00.000Z', 'hostile \u001b[31m "quotes" h0123', ['ü\n.md']],
      ['2026-03-02T04:00:00.000Z', '', []],
    ]);
    expect(commits[1]?.body).toBe('body line\n\nt170000 \u0001 <b>');
  });

  it('reads the branch that is asked for, or all of them', async () => {
    expect((await read({ repo, ref: 'v1' })).map((commit) => commit.subject)).toEqual(['', 'feat: first']);
    expect(await read({ repo, ref: 'v1', all: true })).toHaveLength(3);
  });

  it('leaves out what was committed before the time asked for', async () => {
    const commits = await read({ repo, after: Date.parse('2026-03-02T03:30:00Z') / 1000 });
    expect(commits.map((commit) => commit.subject)).toEqual(['']);
  });

  it('refuses a ref that is none, be it one that looks like an option', async () => {
    await expect(read({ repo, ref: 'nowhere' })).rejects.toThrow(/git log failed: .*nowhere/);
    await expect(read({ repo, ref: '--output=/tmp/owned' })).rejects.toThrow(/git log failed/);
  });

  it('works on a shallow clone, whose oldest commit has no parent', async () => {
    const shallow = join(folder, 'shallow');
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${repo}`, shallow], { stdio: 'ignore' });
    const commits = await read({ repo: shallow });
    expect(commits.map((commit) => commit.subject)).toEqual(['Merge side']);
    expect(await projectOf(shallow, signal)).toBe('real.git-work');
  });
});

describe('readHistory on what is no history', () => {
  it('gives nothing for a repository without a commit', async () => {
    expect(await read({ repo: newRepo('empty').repo })).toEqual([]);
  });

  it('says so of a folder that is no repository, and of one that is not there', async () => {
    await expect(read({ repo: tmpdir() })).rejects.toThrow(/is no git repository/);
    await expect(read({ repo: join(folder, 'nowhere') })).rejects.toThrow(/is no git repository/);
  });
});

describe('projectOf', () => {
  it.each([
    ['https://example.org/team/rocket.git', 'rocket'],
    ['git@example.org:team/rocket.git', 'rocket'],
    ['example.org:rocket', 'rocket'],
    ['/srv/git/rocket.git/', 'rocket'],
  ])('origin %s is %s', async (url, expected) => {
    const { repo, git } = newRepo(`origin-${expected}-${url.length}`);
    git(['remote', 'add', 'origin', url]);
    expect(await projectOf(repo, signal)).toBe(expected);
  });

  it('is the folder where there is no origin', async () => {
    expect(await projectOf(newRepo('my-project').repo, signal)).toBe('my-project');
  });
});

describe('gitDate', () => {
  const now = Math.floor(Date.now() / 1000);
  it('understands what git does, and nothing else', async () => {
    expect(Math.abs(((await gitDate('2 weeks ago', signal)) ?? 0) - (now - 14 * 86_400))).toBeLessThan(7200);
    expect(await gitDate('now', signal)).not.toBeNull();
    expect(await gitDate('gibberish', signal)).toBeNull();
  });
});
