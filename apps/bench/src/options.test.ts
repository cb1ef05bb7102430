import { parseOptions } from './options';

test('quick is small, and what is said wins', () => {
  expect(parseOptions(['--quick', '--tasks', '50'])).toMatchObject({ rounds: 1, tasks: 50, connections: 32 });
  expect(parseOptions(['--stacks', 'pg-boss,englog']).stacks).toEqual(['pg-boss', 'englog']);
});

test.each([
  ['--rounds', '0'],
  ['--tasks', 'many'],
  ['--backlog', '1.5'],
])('%s %s is refused by name', (name, value) => {
  expect(() => parseOptions([name, value])).toThrow(`${name} must be a whole number`);
});
