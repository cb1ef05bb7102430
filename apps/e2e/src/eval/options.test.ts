import { readOptions, usage } from './options';

test('what is not said has a default', () => {
  expect(readOptions([])).toEqual({ kind: 'run', options: { short: false, only: '', repos: [] } });
  expect(readOptions(['--short', '--only', 'week', '--repo', 'a', '--repo=b'])).toEqual({
    kind: 'run',
    options: { short: true, only: 'week', repos: ['a', 'b'] },
  });
});

test('help is asked for, or told with what is wrong', () => {
  expect(readOptions(['--help', '--short'])).toEqual({ kind: 'help' });
  expect(readOptions(['-h'])).toEqual({ kind: 'help' });
  for (const args of [['--shorter'], ['--only'], ['week'], ['--short=yes']])
    expect(readOptions(args)).toEqual({ kind: 'wrong', problem: expect.stringMatching(/\S/) as string });
});

test('the help names every option', () => {
  for (const option of ['--short', '--only', '--repo', '--help', 'OLLAMA_URL', 'OLLAMA_MODEL'])
    expect(usage).toContain(option);
});
