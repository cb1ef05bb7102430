/** `npm run eval`: see `options.ts` for what it may be told. */
import { repositoryRoot } from '../harness/built';
import { generatedCases } from './cases/generated';
import { gitCase } from './cases/git-history';
import { startEvalStack } from './eval-stack';
import { freeModels } from './models/free';
import { honestModels } from './models/honest';
import { lyingModels } from './models/lying';
import { readOptions, usage } from './options';
import type { EvalOptions } from './options';
import { runEval } from './run-eval';
import type { TaskScore } from './score';
import { meaning, renderProblems, renderTable } from './table';

function print(scores: readonly TaskScore[]): void {
  console.log(`\n${renderTable(scores, 'case')}\n\n${renderTable(scores, 'model')}\n\n${meaning}`);
  const problems = renderProblems(scores);
  console.log(problems === '' ? '\nEvery must holds.' : `\n${problems}`);
}

async function evaluate({ short, only, repos }: EvalOptions): Promise<void> {
  const { OLLAMA_URL: ollamaUrl, OLLAMA_MODEL: realModel = 'llama3.2' } = process.env;
  const stack = await startEvalStack({ ollamaUrl });
  const stopOnce = (): void => void stack.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopOnce);
  try {
    const made = generatedCases.filter(({ isShort }) => !short || isShort);
    const imported = await Promise.all(
      (repos.length > 0 ? repos : [repositoryRoot]).map((path) => gitCase(path, stack.folder)),
    );
    const cases = [...made, ...imported].filter(({ name }) => name.includes(only));
    const real = { name: realModel, isHonest: true };
    const scores = await runEval(stack, {
      cases: ollamaUrl ? cases.map((one) => ({ ...one, languages: [realModel] })) : cases,
      honest: ollamaUrl ? [real] : [...honestModels, ...freeModels],
      lying: ollamaUrl ? [] : lyingModels,
      onCase: (name, done) => console.log(`${done.some(({ problems }) => problems.length > 0) ? '✗' : '✓'} ${name}`),
    });
    print(scores);
    process.exitCode = scores.length === 0 || scores.some(({ problems }) => problems.length > 0) ? 1 : 0;
  } finally {
    await stack.stop();
  }
}

async function main(): Promise<void> {
  const read = readOptions(process.argv.slice(2));
  if (read.kind === 'run') return evaluate(read.options);
  if (read.kind === 'help') return console.log(usage);
  console.error(`${read.problem}\n\n${usage}`);
  process.exitCode = 2;
}

void main();
