import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Commit } from './log-format';
import { readHistory } from './read-history';
import { toWorkBlocks } from './sessions';

const repo = mkdtempSync(join(tmpdir(), 'englog-hand-'));
afterAll(() => rmSync(repo, { recursive: true, force: true }));

const times = [
  '2026-03-01T23:50:10Z', // its lead-in is the week's before
  '2026-03-02T00:20:40Z', // over midnight into the week
  '2026-03-02T09:00:00Z',
  '2026-03-02T10:59:59Z',
  '2026-03-02T12:59:00Z',
  '2026-03-02T15:00:01+02:00', // one minute after, in another zone
  '2026-03-04T22:00:00Z',
  '2026-03-04T22:00:30Z', // the same minute
  '2026-03-08T23:30:00Z',
  '2026-03-09T00:10:00Z', // over midnight out of the week
];

/** The README's way to recompute a week, word for word. */
const readmeSnippet = (): string => {
  const readme = readFileSync(resolve(__dirname, '../../../../README.md'), 'utf8');
  return /```sh\n(git log --no-merges[\s\S]*?)```/.exec(readme)?.[1] ?? 'exit 1';
};

describe("the README's count of a week by hand", () => {
  beforeAll(() => {
    execFileSync('git', ['init', '-q', repo]);
    for (const time of times)
      execFileSync(
        'git',
        [
          '-C',
          repo,
          '-c',
          'user.name=Ada',
          '-c',
          'user.email=ada@example.org',
          'commit',
          '-q',
          '--allow-empty',
          '-m',
          time,
        ],
        {
          env: { ...process.env, GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time },
        },
      );
  });

  it('is what the import makes of it', async () => {
    const commits: Commit[] = [];
    for await (const commit of readHistory({ repo, signal: new AbortController().signal })) commits.push(commit);
    const [from, to] = [Date.parse('2026-03-02') / 60_000, Date.parse('2026-03-09') / 60_000];
    const inWeek = toWorkBlocks(commits).map(({ startMinute, endMinute }) =>
      Math.max(0, Math.min(endMinute, to) - Math.max(startMinute, from)),
    );
    const byHand = execFileSync('bash', ['-c', readmeSnippet()], { cwd: repo, env: { ...process.env, TZ: 'UTC' } });
    expect(byHand.toString()).toBe(`${inWeek.reduce((sum, minutes) => sum + minutes, 0)} minutes\n`);
    expect(byHand.toString()).toBe(`${20 + 30 + 119 + 120 + 1 + 30 + 30 + 30} minutes\n`);
  });
});
