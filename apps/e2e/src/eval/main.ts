/**
 * `npm run eval [-- --short] [--repo path]… [--only text]`: what comes out of known logs, with honest and lying models.
 * With OLLAMA_URL, the model OLLAMA_MODEL (llama3.2) of that server is asked instead. Exits 1 when a must does not hold.
 */
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../harness/built';
import { generatedCases } from './cases/generated';
import { gitCase } from './cases/git-history';
import { startEvalStack } from './eval-stack';
import { honestModels } from './models/honest';
import { lyingModels } from './models/lying';
import { runEval } from './run-eval';
import type { TaskScore } from './score';
import { meaning, renderProblems, renderTable } from './table';

const options = {
  short: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  repo: { type: 'string', multiple: true },
} as const;

function print(scores: readonly TaskScore[]): void {
  console.log(`\n${renderTable(scores, 'case')}\n\n${renderTable(scores, 'model')}\n\n${meaning}`);
  const problems = renderProblems(scores);
  console.log(problems === '' ? '\nEvery must holds.' : `\n${problems}`);
}

async function main(): Promise<void> {
  const { short, only, repo = [repositoryRoot] } = parseArgs({ options }).values;
  const { OLLAMA_URL: ollamaUrl, OLLAMA_MODEL: realModel = 'llama3.2' } = process.env;
  const stack = await startEvalStack({ ollamaUrl });
  const stopOnce = (): void => void stack.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopOnce);
  try {
    const made = generatedCases.filter(({ isShort }) => !short || isShort);
    const imported = await Promise.all(repo.map((path) => gitCase(path, stack.folder)));
    const cases = [...made, ...imported].filter(({ name }) => name.includes(only));
    const real = { name: realModel, isHonest: true };
    const scores = await runEval(stack, {
      cases: ollamaUrl ? cases.map((one) => ({ ...one, languages: [realModel] })) : cases,
      honest: ollamaUrl ? [real] : honestModels,
      lying: ollamaUrl ? [] : lyingModels,
      onCase: (name, done) => console.log(`${done.some(({ problems }) => problems.length > 0) ? '✗' : '✓'} ${name}`),
    });
    print(scores);
    process.exitCode = scores.length === 0 || scores.some(({ problems }) => problems.length > 0) ? 1 : 0;
  } finally {
    await stack.stop();
  }
}

void main();
