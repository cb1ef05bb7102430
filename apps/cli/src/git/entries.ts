import type { EntryType, NewEntry } from '@englog/domain';
import { entryTypeOf, isBreaking, tagsOf } from './classify';
import type { Commit } from './log-format';
import type { WorkBlock } from './sessions';

const maxTitle = 200;
const maxDescription = 5000;

/** One log entry a block of work. Pure: the same history gives the same entries, byte for byte. */
export const toEntry = (block: WorkBlock, project: string): NewEntry => ({
  project: cut(clean(project), maxTitle) || 'unnamed',
  title: titleOf(block.commits),
  description: cut(descriptionOf(block.commits), maxDescription),
  type: commonType(block.commits),
  start_time: toIso(block.startMinute),
  end_time: toIso(block.endMinute),
  value_rating: block.commits.some(isBreaking) ? 'high' : 'medium',
  impact_level: 'personal',
  tags: tagsOf(block.commits),
});

const toIso = (minute: number): string => new Date(minute * 60_000).toISOString();

const titleOf = (commits: Commit[]): string => {
  const subject = clean(commits[0]?.subject ?? '').replace(/\s+/g, ' ') || '(no message)';
  const more = commits.length > 1 ? ` (+${commits.length - 1} more)` : '';
  return cut(subject, maxTitle - more.length) + more;
};

const descriptionOf = (commits: Commit[]): string =>
  commits
    .map((commit) => {
      const head = `commit ${commit.hash.slice(0, 12)}`;
      const subject = commits.length > 1 ? ` ${clean(commit.subject)}` : '';
      return commit.body === '' ? head + subject : `${head}${subject}\n\n${clean(commit.body)}`;
    })
    .join('\n\n');

/** The type most of the block's commits have; the first of them where two are as frequent. */
const commonType = (commits: Commit[]): EntryType => {
  const types = commits.map(entryTypeOf);
  const count = (type: EntryType): number => types.filter((other) => other === type).length;
  return types.reduce((best, type) => (count(type) > count(best) ? type : best), types[0] ?? 'other');
};

/** Without control characters: terminal escapes and the like have no place in a log entry. */
const clean = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cc}/gu, (character) => (character === '\n' || character === '\t' ? character : ''))
    .trim();

/** At most so many UTF-16 units, never through the middle of a character. */
const cut = (text: string, maxLength: number): string => {
  if (text.length <= maxLength) return text;
  const room = maxLength - 1;
  const end = /[\ud800-\udbff]/.test(text.charAt(room - 1)) ? room - 1 : room;
  return `${text.slice(0, end).trimEnd()}…`;
};
