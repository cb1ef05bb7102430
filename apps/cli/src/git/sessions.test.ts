import type { Commit } from './log-format';
import { toWorkBlocks } from './sessions';
import type { SessionRule } from './sessions';

const at = (time: string, hash = time): Commit => ({
  hash,
  authorName: 'Ada',
  authorEmail: 'ada@example.org',
  authoredAt: Date.parse(`2026-03-02T${time}Z`) / 1000,
  subject: hash,
  body: '',
  paths: [],
});
const spans = (times: string[], rule?: SessionRule): string[] =>
  toWorkBlocks(
    times.map((time) => at(time)),
    rule,
  ).map(({ startMinute, endMinute }) =>
    [startMinute, endMinute].map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16)).join('-'),
  );

describe('toWorkBlocks', () => {
  it.each<[string, string[], string[]]>([
    ['nothing', [], []],
    ['one commit gets the lead-in', ['10:00:00'], ['09:30-10:00']],
    ['a commit counts the time since the one before', ['10:00:00', '10:45:00'], ['09:30-10:00', '10:00-10:45']],
    ['exactly two hours is still the same session', ['10:00:00', '12:00:00'], ['09:30-10:00', '10:00-12:00']],
    ['more than two hours starts a session', ['10:00:00', '12:01:00'], ['09:30-10:00', '11:31-12:01']],
    ['one minute is one block', ['10:00:01', '10:00:59', '10:01:00'], ['09:30-10:00', '10:00-10:01']],
    ['order does not matter', ['10:45:00', '10:00:00'], ['09:30-10:00', '10:00-10:45']],
    ['seconds are cut', ['10:00:59', '10:45:59'], ['09:30-10:00', '10:00-10:45']],
  ])('%s', (_name, times, expected) => {
    expect(spans(times)).toEqual(expected);
  });

  it('never lets a lead-in reach into the session before', () => {
    expect(spans(['10:00:00', '10:20:00'], { gapMinutes: 10, leadInMinutes: 30 })).toEqual([
      '09:30-10:00',
      '10:00-10:20',
    ]);
  });

  it('keeps every commit, in time order, those of one minute in one block', () => {
    const blocks = toWorkBlocks([at('10:00:30', 'b'), at('09:10:00', 'a'), at('10:00:30', 'c')]);
    expect(blocks.map((block) => block.commits.map((commit) => commit.hash))).toEqual([['a'], ['b', 'c']]);
  });

  it('changes no earlier block when commits are added later', () => {
    const early = ['08:00:00', '08:50:00', '13:00:00'];
    const late = [...early, '13:30:00', '18:00:00'];
    expect(spans(late).slice(0, 3)).toEqual(spans(early));
  });

  it('sums up to what counting by hand gives: gaps of a session, and one lead-in each', () => {
    const blocks = toWorkBlocks(['08:00:00', '08:50:00', '10:50:00', '15:00:00', '15:01:00'].map((time) => at(time)));
    const minutes = blocks.reduce((sum, block) => sum + block.endMinute - block.startMinute, 0);
    expect(minutes).toBe(30 + 50 + 120 + 30 + 1);
  });
});
