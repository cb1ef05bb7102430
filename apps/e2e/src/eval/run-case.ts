import type { HttpClient } from '../harness/http-client';
import type { EvalCase, Findings, InsightSeen, NarratedReport } from './cases/case';
import { logAll, pageOf, runTask, shownLive } from './client';
import { expectedKnowledge } from './knowledge';
import type { Knowledge } from './knowledge';
import { judgeWords } from './judge';
import type { Words } from './judge';
import type { Asking, Ledger } from './models/ledger';
import { checkAnalysis } from './naive/check-analysis';
import type { AnalysisSeen } from './naive/check-analysis';
import { checkFacts } from './naive/check-facts';
import { checkReport } from './naive/check-report';
import type { TaskScore } from './score';
import { Tally } from './tally';

export interface Contestant {
  /** The Ollama model a task names. */
  name: string;
  isHonest: boolean;
}

export interface CaseRun {
  client: HttpClient;
  userId: string;
  case: EvalCase;
  ids: string[];
  knowledge: Knowledge;
  ledger: Ledger;
}

/** Logs a case's entries under a user of its own. */
export async function openCase(
  evalCase: EvalCase,
  { client, userId, ledger }: Pick<CaseRun, 'client' | 'userId' | 'ledger'>,
): Promise<CaseRun> {
  const ids = await logAll(client, evalCase.log);
  return { client, userId, case: evalCase, ids, knowledge: expectedKnowledge(evalCase), ledger };
}

interface Scored<T> {
  seen: T;
  taskId: string;
  score: TaskScore;
  askings: Asking[];
}

const blank = { published: 0, truths: { told: 0, published: 0 }, lies: { told: 0, dropped: 0 } };

function scoreOf(run: CaseRun, tally: Tally, rest: Partial<TaskScore> & Pick<TaskScore, 'model' | 'task'>): TaskScore {
  const problems = [...tally.wrong.map((wrong) => `wrong figure: ${wrong}`), ...(rest.problems ?? [])];
  const figures = { checked: tally.checked, right: tally.right };
  return {
    case: run.case.name,
    source: 'rules',
    planted: { sought: 0, found: 0 },
    ...blank,
    ...rest,
    figures,
    problems,
  };
}

export async function runReport(run: CaseRun, model: Contestant): Promise<Scored<NarratedReport>> {
  const { client, knowledge, userId } = run;
  const { days, goals } = run.case;
  const period = { start_date: days.start, end_date: days.end, time_zone: days.timeZone };
  const body = { user_id: userId, ...period, goals, model: model.name };
  const { taskId, result } = await runTask<NarratedReport>(client, '/v1/tasks/reports', body);
  const askings = run.ledger.take(model.name);
  const tally = new Tally();
  checkReport(result, knowledge.report, tally);
  const { text, sentences, source, dropped_claims } = result.narrative;
  const shown = [text, await pageOf(client, taskId, 'markdown'), await shownLive(client, taskId)];
  const words: Words = { source, sentences, dropped: dropped_claims, facts: result.facts, shown };
  const judged = judgeWords(words, askings);
  const score = scoreOf(run, tally, { model: model.name, task: 'report', source, ...judged });
  return { seen: result, taskId, askings, score };
}

export async function runInsight(run: CaseRun, model: Contestant, type: string): Promise<Scored<InsightSeen>> {
  const { client, knowledge, userId } = run;
  const { days, goals, wordGoals = [], focusAreas = [] } = run.case;
  const context = {
    date_range: { start: days.start, end: days.end },
    time_zone: days.timeZone,
    goals: [...goals, ...wordGoals],
    ...(focusAreas.length > 0 ? { focus_areas: focusAreas } : {}),
    preferences: { language: model.isHonest ? model.name.split(':')[1] : 'en' },
  };
  const entry_ids = knowledge.inside.map((index) => run.ids[index]);
  const body = { user_id: userId, entry_ids, insight_type: type, context, model: model.name };
  const { taskId, result } = await runTask<InsightSeen>(client, '/v1/tasks/insights', body);
  const askings = run.ledger.take(model.name);
  const tally = new Tally();
  checkFacts(result.facts, knowledge.insight, tally);
  tally.figure('entries_count', result.entries_count, knowledge.insight.now.entries.length);
  tally.holds(result.confidence >= 0 && result.confidence <= 1, `confidence ${result.confidence}`);
  const { source, sentences, dropped_claims, facts } = result;
  const shown = [result.content, await shownLive(client, taskId)];
  const judged = judgeWords({ source, sentences, dropped: dropped_claims, facts, shown }, askings);
  const score = scoreOf(run, tally, { model: model.name, task: `insight ${type}`, source, ...judged });
  return { seen: result, taskId, askings, score };
}

export async function runAnalysis(run: CaseRun): Promise<Scored<AnalysisSeen>> {
  const { start, end, timeZone } = run.case.days;
  const body = { user_id: run.userId, start_date: start, end_date: end, time_zone: timeZone };
  const { taskId, result } = await runTask<AnalysisSeen>(run.client, '/v1/tasks/analyses', body);
  const tally = new Tally();
  const { now, before } = run.knowledge.report;
  if (before) checkAnalysis(result, now, before, tally);
  return { seen: result, taskId, askings: [], score: scoreOf(run, tally, { model: '(none)', task: 'analysis' }) };
}

/** The planted truths of a case, looked for in everything the honest model's tasks gave. */
export function seekPlanted(run: CaseRun, findings: Findings): TaskScore {
  const missing = run.case.planted.filter(({ isFound }) => !isFound(findings));
  const planted = { sought: run.case.planted.length, found: run.case.planted.length - missing.length };
  const problems = missing.map(({ name }) => `not found: ${name}`);
  return scoreOf(run, new Tally(), { model: '(none)', task: 'findings', planted, problems });
}
