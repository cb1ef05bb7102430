import { leakCheck } from '@englog/testing';
import { repositoryRoot } from '../harness/built';
import { generatedCases } from './cases/generated';
import { gitCase } from './cases/git-history';
import { startEvalStack } from './eval-stack';
import type { EvalStack } from './eval-stack';
import { freeModels } from './models/free';
import { honestModels } from './models/honest';
import { lyingModels } from './models/lying';
import type { FactSeen } from './naive/expected';
import { runEval } from './run-eval';
import { sumOf } from './score';
import { unsupportedIn } from './supports';
import { Tally } from './tally';

/** The short form of `npm run eval`: the built programs, a few known logs, every lying model. */
describe('what comes out of known logs', () => {
  let stack: EvalStack;

  beforeAll(async () => {
    stack = await startEvalStack({});
  }, 60_000);
  afterAll(() => stack.stop(), 60_000);
  afterAll(() => leakCheck());

  const short = generatedCases.filter(({ isShort }) => isShort);
  test.each(short.map((evalCase) => [evalCase.name, evalCase] as const))(
    '%s: figures right, findings found, lies dropped',
    async (_, evalCase) => {
      const scores = await runEval(stack, {
        cases: [evalCase],
        honest: [...honestModels, ...freeModels],
        lying: lyingModels,
      });
      expect(scores.flatMap(({ problems }) => problems)).toEqual([]);
      const { figures, right, truths, lies, dropped } = sumOf(scores);
      expect(figures).toBeGreaterThan(200);
      expect(right).toBe(figures);
      expect(dropped).toBe(lies);
      if (evalCase.insights.length > 0) expect([truths > 20, lies > 500]).toEqual([true, true]);
    },
    60_000,
  );

  test('this repository’s own history', async () => {
    const cases = [await gitCase(repositoryRoot, stack.folder)];
    const scores = await runEval(stack, { cases, honest: honestModels, lying: [] });
    expect(scores.flatMap(({ problems }) => problems)).toEqual([]);
  }, 60_000);
});

describe('the judges judge', () => {
  const facts: FactSeen[] = [
    { id: 'time.total', kind: 'time.total', value: 19.5, unit: 'hours', text: 'Total time logged: 19.5 hours.' },
    { id: 'time.project.a', kind: 'time.project', value: 13, unit: 'hours', text: 'On a: 13 hours.' },
    { id: 'time.project.b', kind: 'time.project', value: 9, unit: 'hours', text: 'On b: 9 hours.' },
    { id: 'change.total', kind: 'change.total', value: -4, unit: 'hours', text: 'Total time logged: 4 hours less.' },
  ];
  const problems = (text: string, ...fact_ids: string[]) => unsupportedIn({ text, fact_ids, source: 'model' }, facts);

  test.each([
    ['You logged 19.5 hours in total.', ['time.total'], 0],
    ['You logged 19 hours and 30 minutes.', ['time.total'], 0],
    ['You logged 20.5 hours in total.', ['time.total'], 1],
    ['You logged 19.5 days in total.', ['time.total'], 1],
    ['You logged 4 hours more.', ['change.total'], 1],
    ['You logged 4 hours less.', ['change.total'], 0],
    ['You logged 19.5 hours in total.', [], 1],
    ['You spent 4 hours more on a than on b.', ['time.project.a', 'time.project.b'], 0],
    ['You spent 5 hours more on a than on b.', ['time.project.a', 'time.project.b'], 1],
    ['You spent 4 hours more on a.', ['time.project.a', 'time.project.b'], 2],
    ['Nearly 20 hours went by.', ['time.total'], 0],
    ['More than 10 hours went by, less than before.', ['time.total'], 2],
    ['Your time fell from 24 to 19.5 hours.', ['time.total', 'change.total'], 0],
    ['Your time fell from 25 to 19.5 hours.', ['time.total', 'change.total'], 1],
    ['Together a and b took 22 hours.', ['time.project.a', 'time.project.b'], 0],
    ['Together a and b took 23 hours.', ['time.project.a', 'time.project.b'], 1],
  ])('%s citing %j: %i problems', (text, cited, count) => expect(problems(text, ...cited)).toHaveLength(count));

  test('a wrong figure is told, rounding is not', () => {
    const tally = new Tally();
    tally.figure('hours', 1.33, 4 / 3);
    tally.figure('hours', 1.35, 4 / 3);
    tally.figure('hours', undefined, 1);
    tally.figure('hours', 1, NaN);
    expect([tally.checked, tally.right]).toEqual([4, 1]);
  });
});
