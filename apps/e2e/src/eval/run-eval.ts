import { randomUUID } from 'node:crypto';
import type { EvalCase, Findings } from './cases/case';
import { pageOf } from './client';
import type { EvalStack } from './eval-stack';
import { openCase, runAnalysis, runInsight, runReport, seekPlanted } from './run-case';
import type { CaseRun, Contestant } from './run-case';
import type { TaskScore } from './score';

export interface EvalOptions {
  cases: readonly EvalCase[];
  /** The honest ones a case may name; the first is asked everything. */
  honest: readonly Contestant[];
  lying: readonly Contestant[];
  onCase?(name: string, scores: readonly TaskScore[]): void;
}

/** Every case with every model, the cases one after the other, the models of one side by side. */
export async function runEval(stack: EvalStack, { cases, honest, lying, onCase }: EvalOptions): Promise<TaskScore[]> {
  const scores: TaskScore[] = [];
  for (const evalCase of cases) {
    const userId = `case-${randomUUID()}`;
    const client = stack.api.clientFor(userId);
    try {
      const run = await openCase(evalCase, { client, userId, ledger: stack.ledger });
      const found = [...(await askHonest(run, honest)), ...(await askLiars(run, lying))];
      onCase?.(evalCase.name, found);
      scores.push(...found);
    } finally {
      client.close();
    }
  }
  return scores;
}

async function askHonest(run: CaseRun, honest: readonly Contestant[]): Promise<TaskScore[]> {
  const { client } = run;
  const [first, ...others] = honest.filter(({ name }) =>
    (run.case.languages ?? honest.map((one) => one.name).slice(0, 1)).includes(name),
  );
  if (!first) throw new Error(`${run.case.name}: none of its models is there`);
  const report = await runReport(run, first);
  const analysis = await runAnalysis(run);
  const findings: Findings = {
    report: report.seen,
    page: await pageOf(client, report.taskId, 'html'),
    analysis: analysis.seen,
    insights: new Map(),
    asked: report.askings.map(({ asked }) => asked),
  };
  const scores = [report.score, analysis.score];
  for (const type of run.case.insights) {
    const insight = await runInsight(run, first, type);
    findings.insights.set(type, insight.seen);
    findings.asked.push(...insight.askings.map(({ asked }) => asked));
    scores.push(insight.score);
  }
  for (const model of others)
    for (const type of run.case.insights) {
      const { score } = await runInsight(run, model, type);
      // Of a few freely worded ones none may be read.
      if (score.published === 0 && score.truths.told > 2) score.problems.push(`not found: a sentence of ${model.name}`);
      scores.push(score);
    }
  return [...scores, seekPlanted(run, findings)];
}

async function askLiars(run: CaseRun, lying: readonly Contestant[]): Promise<TaskScore[]> {
  const [type] = run.case.insights;
  if (type === undefined) return [];
  const byModel = await Promise.all(
    lying.map(async (model) => {
      const insight = await runInsight(run, model, type);
      const report = await runReport(run, model);
      return [insight.score, report.score];
    }),
  );
  return byModel.flat();
}
