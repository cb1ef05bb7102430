import { chooseAuthor } from './authors';
import type { Commit } from './log-format';

const by = (authorName: string, authorEmail: string): Commit => ({
  hash: '',
  authorName,
  authorEmail,
  authoredAt: 0,
  subject: '',
  body: '',
  paths: [],
});
const commits = [
  by('Ada', 'ada@example.org'),
  by('Bob', 'bob@example.org'),
  by('bob', 'Bob@example.org'),
  by('Cy', 'cy@example.com'),
];

describe('chooseAuthor', () => {
  it.each<[string, string[], string | null, string[]]>([
    ['whoever has most', [], null, ['Bob', 'bob']],
    ['the configured address first', [], 'CY@example.com', ['Cy']],
    ['a configured address without commits is no choice', [], 'who@example.org', ['Bob', 'bob']],
    ['by part of the name', ['ada'], 'cy@example.com', ['Ada']],
    ['by part of the address', ['@example.org'], null, ['Ada', 'Bob', 'bob']],
    ['any of several', ['ada', 'cy@'], null, ['Ada', 'Cy']],
    ['none', ['zoe'], null, []],
  ])('%s', (_name, patterns, email, expected) => {
    expect(chooseAuthor(commits, patterns, email).commits.map((commit) => commit.authorName)).toEqual(expected);
  });

  it('says who', () => {
    expect(chooseAuthor(commits, ['ada'], null).who).toBe('Ada <ada@example.org>');
    expect(chooseAuthor([], [], null)).toEqual({ commits: [], who: 'nobody' });
  });
});
