import { newEntry } from '@englog/domain';
import { toEntry } from './entries';
import type { Commit } from './log-format';

const commit = (over: Partial<Commit> = {}): Commit => ({
  hash: '0123456789abcdef0123456789abcdef01234567',
  authorName: 'Ada',
  authorEmail: 'ada@example.org',
  authoredAt: 0,
  subject: 'feat(api): answer sooner',
  body: 'Because waiting is dull.',
  paths: ['src/a.ts'],
  ...over,
});
const entryOf = (...commits: Commit[]) =>
  toEntry({ startMinute: 29_540_190, endMinute: 29_540_220, commits }, 'englog');

describe('toEntry', () => {
  it('names the project, the work and the commit', () => {
    expect(entryOf(commit())).toEqual({
      project: 'englog',
      title: 'feat(api): answer sooner',
      description: 'commit 0123456789ab\n\nBecause waiting is dull.',
      type: 'development',
      start_time: '2026-03-02T00:30:00.000Z',
      end_time: '2026-03-02T01:00:00.000Z',
      value_rating: 'medium',
      impact_level: 'personal',
      tags: ['git', 'api', 'typescript'],
    });
  });

  it('tells of every commit of a block; the commonest type is its type, and a breaking change rates it higher', () => {
    const entry = entryOf(
      commit({ body: '' }),
      commit({ subject: 'fix: a', body: '' }),
      commit({ subject: 'fix!: b', body: '' }),
    );
    expect(entry.title).toBe('feat(api): answer sooner (+2 more)');
    expect(entry.description?.split('\n\n')).toHaveLength(3);
    expect(entry.type).toBe('debugging');
    expect(entry.value_rating).toBe('high');
  });

  const hostile: [string, Partial<Commit>][] = [
    ['an empty message', { subject: '', body: '' }],
    ['a subject of spaces', { subject: ' \t ', body: ' ' }],
    ['a subject longer than a title', { subject: '🙂'.repeat(400) }],
    ['a body longer than a description', { body: 'é🙂'.repeat(4000) }],
    ['terminal escapes', { subject: '\u001b[31mred\u001b[0m\u0007', body: '\u0000\u009b2J' }],
    ['quotes and markup', { subject: `'; DROP TABLE tasks; -- <script>alert(1)</script> "\\`, body: '${x}' }],
    ['a scope too long for a tag', { subject: `feat(${'s'.repeat(59)}): x` }],
  ];
  it.each(hostile)('makes a valid entry of %s', (_name, over) => {
    const entry = entryOf(commit(over), commit(over));
    expect(newEntry.safeParse(entry).error?.issues).toBeUndefined();
    expect(JSON.stringify(entry)).not.toMatch(/\\u00(?:0[0-8bcef]|1[0-9a-f])/);
    expect(Buffer.from(JSON.stringify(entry)).toString()).toBe(JSON.stringify(entry));
    expect(JSON.stringify(entry)).not.toMatch(/\\ud[89a-f]/);
  });
});
