import { createLogger } from '@englog/runtime';
import { createGradedLog, isMilestone } from './graded';

const build = () => {
  const lines: { level: string; msg: string; why: string; times?: number }[] = [];
  const log = createLogger({
    name: 't',
    level: 'info',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  return { lines, trouble: createGradedLog(log, 'not connected') };
};

test('a thousand repeats are seven lines with their count', () => {
  const { lines, trouble } = build();
  for (let count = 0; count < 1_000; count += 1) trouble.tell('refused');
  expect(lines.map(({ times }) => times ?? 1)).toEqual([1, 3, 10, 30, 100, 300, 1_000]);
  expect(trouble.count).toBe(1_000);
});

test('a new cause is told at once, the end is told with how often, and nothing when nothing was', () => {
  const { lines, trouble } = build();
  trouble.over('connected');
  trouble.tell('refused');
  trouble.tell('timed out');
  trouble.over('connected');
  trouble.over('connected');
  expect(lines.map(({ level, msg, why }) => [level, msg, why])).toEqual([
    ['warn', 'not connected', 'refused'],
    ['warn', 'not connected', 'timed out'],
    ['info', 'connected', 'timed out'],
  ]);
  expect(lines.at(-1)?.times).toBe(2);
});

test.each([
  [1, true],
  [2, false],
  [3, true],
  [9, false],
  [10, true],
  [300, true],
  [301, false],
  [100_000, true],
])('the repeat number %i is worth a line: %s', (count, worth) => expect(isMilestone(count)).toBe(worth));
