import { parseLog } from './log-format';
import type { Commit } from './log-format';

const parse = async (...chunks: string[]): Promise<Commit[]> => {
  const commits: Commit[] = [];
  for await (const commit of parseLog(
    (async function* () {
      yield* chunks;
    })(),
  ))
    commits.push(commit);
  return commits;
};

const one = '\0\0habc\0nAda\0eada@example.org\0t1700000000\0sfeat: x\0bwhy\n\0\na.ts\0b c.ts\0';
const bare = '\0\0hdef\0n\0e\0t1700000060\0s\0b\0';

describe('parseLog', () => {
  it('reads every field, paths with spaces, and commits without author, message or paths', async () => {
    expect(await parse(`${one}\0${bare}`)).toEqual([
      {
        hash: 'abc',
        authorName: 'Ada',
        authorEmail: 'ada@example.org',
        authoredAt: 1_700_000_000,
        subject: 'feat: x',
        body: 'why',
        paths: ['a.ts', 'b c.ts'],
      },
      { hash: 'def', authorName: '', authorEmail: '', authoredAt: 1_700_000_060, subject: '', body: '', paths: [] },
    ]);
  });

  it('does not care where the chunks are cut', async () => {
    const whole = await parse(`${one}\0${bare}`);
    expect(await parse(...`${one}\0${bare}`)).toEqual(whole);
  });

  it('gives nothing for nothing', async () => {
    expect(await parse('')).toEqual([]);
  });
});
