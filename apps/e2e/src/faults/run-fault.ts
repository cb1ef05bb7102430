import { randomUUID } from 'node:crypto';
import { waitFor } from '@englog/testing';
import type { Fault } from './fault';
import { settle } from './ledger';
import type { Account } from './ledger';
import { Load } from './load';
import { readRecords, untilAllEnded } from './read-records';
import type { World, WorldKind } from './world';

export interface Row {
  fault: string;
  world: WorldKind;
  account: Account;
  /** What shows that the fault hit. */
  evidence: string;
  repeats: Fault['repeats'];
  /** What is wrong; none when the cell holds. */
  problems: string[];
  seconds: number;
}

/** Tasks a second: steady, and little enough that what is measured is the fault. */
export const loadRate = 12;
/** Tasks that must have completed before the fault comes, and that must be asked after it has passed. */
const tasksAround = 8;
const endWithinMs = 90_000;

/** One cell of the matrix: steady load, the fault in its midst, then the account of every task. Leaves the world whole. */
export async function runFault(fault: Fault, world: World): Promise<Row> {
  const begunAt = performance.now();
  await world.untilWhole();
  await untilModelAnswers(world);
  const load = loadOf(world, fault);
  const problems: string[] = [];
  let evidence = '';
  try {
    await load.start();
    await untilUnderWay(world, load);
    evidence = await fault.act({ world, load });
    const asked = load.asked;
    await waitFor(() => load.asked >= asked + tasksAround, { timeoutMs: 10_000, what: 'the load after the fault' });
  } catch (error) {
    problems.push((error as Error).message);
  }
  try {
    await world.restore();
    await world.untilWhole();
  } finally {
    await load.stop();
  }
  const account = await accountOf(world, load, fault);
  problems.push(...judge(account, fault), ...load.refused.map((why) => `a task was not accepted: ${why}`));
  const seconds = (performance.now() - begunAt) / 1_000;
  return { fault: fault.name, world: world.kind, account, evidence, repeats: fault.repeats, problems, seconds };
}

/** Each of a user of its own, so that each has its own list. */
const loadOf = ({ urls, webhookUrl, runs }: World, { liesAboutTime: follows = false }: Partial<Fault> = {}): Load =>
  new Load({ urls, userId: `load-${randomUUID()}`, rate: loadRate, webhookUrl, runs, follows });

async function accountOf(world: World, { accepted, userId }: Load, { asksModelAgain }: Fault): Promise<Account> {
  await untilAllEnded(world.api.admin, userId, endWithinMs);
  const records = await readRecords(world.api.admin, userId);
  return settle({ accepted, records, runs: world.runs, runsFrom: asksModelAgain ? 'attempts' : 'outside' });
}

/** A breaker the fault before has opened closes by calls alone: a load nobody counts makes them. */
async function untilModelAnswers(world: World): Promise<void> {
  const doesAnswer = async () => {
    const healths = await Promise.all(world.workers.map((worker) => worker.health()));
    return healths.every(
      ({ services }) => services.ollama_breaker === 'closed' && services.ollama_failing_models === '',
    );
  };
  if (await doesAnswer()) return;
  const load = loadOf(world);
  try {
    await load.start();
    const timeoutMs = 3 * world.timing.breakerMs + 10_000;
    await waitFor(doesAnswer, { timeoutMs, intervalMs: 50, what: 'every worker’s breaker to close' });
  } finally {
    await load.stop();
  }
}

async function untilUnderWay(world: World, load: Load): Promise<void> {
  const query = new URLSearchParams({ user_id: load.userId, status: 'completed', limit: String(tasksAround) });
  const isUnderWay = async () =>
    (await world.api.admin.get<{ tasks: unknown[] }>(`/v1/tasks?${query}`)).body.tasks.length >= tasksAround;
  await waitFor(isUnderWay, { timeoutMs: 60_000, intervalMs: 50, what: 'tasks to complete before the fault' });
}

function judge(account: Account, { repeats, mostStallMs = Infinity }: Fault): string[] {
  const { lost, unasked, unseen, recordedTwice, repeatedRuns, attemptsSpent, longestStallMs } = account;
  const most = repeats?.most ?? 0;
  return [
    ...lost.map((task) => `lost: ${task}`),
    ...(unasked > 0 ? [`${unasked} tasks nobody was promised`] : []),
    ...(unseen > 0 ? [`${unseen} completed tasks whose handler nobody outside saw`] : []),
    ...(recordedTwice > 0 ? [`${recordedTwice} tasks with two recorded results`] : []),
    ...(repeatedRuns > most ? [`${repeatedRuns} repeated handler runs, at most ${most} may be`] : []),
    ...(attemptsSpent > 0 ? [`${attemptsSpent} attempts spent: interruption spends none`] : []),
    ...(longestStallMs > mostStallMs ? [`a task took ${longestStallMs} ms, at most ${mostStallMs} it may`] : []),
  ];
}
