import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { leakCheck } from '@englog/testing';
import { programs, requireBuilt } from './harness/built';
import { commitTimes, makeHistory } from './harness/git-history';
import { startStack } from './harness/stack';
import type { Stack } from './harness/stack';
import { bearerToken } from './harness/token';

/** The main job on the embedded default: a git history goes in through the client, an insight and a report come out. */
const user = 'ann';
const week = [
  { at: '2026-03-02T09:10:20Z', message: 'feat(api): take log entries' },
  { at: '2026-03-02T09:55:00Z', message: 'test(api): entries that overlap' },
  { at: '2026-03-02T09:55:30Z', message: 'test(api): entries that end before they start' },
  { at: '2026-03-02T15:00:00Z', message: 'docs: say what an entry is' },
  { at: '2026-03-03T08:00:00Z', message: 'fix(worker): leave when told to', author: 'bob' },
  { at: '2026-03-03T08:30:00Z', message: 'fix(worker): reconnect for ever' },
  { at: '2026-03-03T10:30:00Z', message: 'fix(worker): claim back what still runs' },
  { at: '2026-03-04T23:50:00Z', message: 'refactor: one word an idea' },
  { at: '2026-03-05T00:20:00Z', message: 'feat!: no more than one owner an attempt' },
  { at: '2026-03-08T12:00:00Z', message: 'chore: the last of the week' },
];

/** By hand, from `git log` alone: each commit counts the time since the one before up to two hours, else half an hour. */
function minutesByHand(times: readonly number[]): number {
  let total = 0;
  let before: number | undefined;
  for (const minute of new Set(times.map((seconds) => Math.floor(seconds / 60)))) {
    total += before !== undefined && minute - before <= 120 ? minute - before : Math.min(30, minute - (before ?? 0));
    before = minute;
  }
  return total;
}

interface Report {
  entries_count: number;
  totals: { minutes: number; hours: number };
  by_project: { name: string; minutes: number }[];
  by_day: { date: string; minutes: number }[];
}

describe('the whole path on the embedded default', () => {
  let stack: Stack;
  let repository: string;
  let token: string;

  /** Runs the built client; answers what it printed. */
  const englog = async (...args: string[]): Promise<string> => {
    const env = { PATH: process.env.PATH, ENGLOG_URL: stack.apis[0].url, ENGLOG_TOKEN: token };
    return (await promisify(execFile)(process.execPath, [programs.cli, ...args], { env, timeout: 60_000 })).stdout;
  };

  beforeAll(async () => {
    requireBuilt('cli');
    stack = await startStack();
    token = bearerToken({ sub: user });
    repository = await makeHistory(stack.folder, 'sample', week);
  }, 60_000);
  afterAll(() => stack.stop(), 60_000);
  afterAll(() => leakCheck());

  test('the client imports a git history once, however often it is asked to', async () => {
    expect(await englog('import', 'git', repository, '--author', user)).toMatch(/imported 8 entries for ann, 0 were/);
    expect(await englog('import', 'git', repository, '--author', user)).toMatch(/imported 0 entries for ann, 8 were/);
  });

  test('the weekly report’s totals are those of git log', async () => {
    const printed = await englog('report', '--week', '2026-W10', '--format', 'json');
    const report = JSON.parse(printed) as Report;
    const byHand = minutesByHand(await commitTimes(repository, user));
    expect(byHand).toBe(75 + 30 + 30 + 120 + 30 + 30 + 30);
    expect(report.totals.minutes).toBe(byHand);
    expect(report.totals.hours).toBeCloseTo(byHand / 60, 2);
    expect(report.entries_count).toBe(8);
    expect(report.by_project).toEqual([expect.objectContaining({ name: 'sample', minutes: byHand })]);
    const thursday = report.by_day.find(({ date }) => date === '2026-03-05');
    expect(thursday?.minutes).toBe(20);
  });

  test('an insight is worded by the model, its figures the log’s, its facts beside it', async () => {
    const printed = await englog('insight', '--type', 'productivity', '--json');
    const { status, result } = JSON.parse(printed) as { status: string; result: Record<string, unknown> };
    expect(status).toBe('completed');
    expect(result).toMatchObject({ source: 'model', model: 'llama3.2', entries_count: 8, dropped_claims: 0 });
    const facts = result.facts as { id: string; value: number; unit: string }[];
    const byHand = minutesByHand(await commitTimes(repository, user));
    const total = facts.find(({ id }) => id === 'time.total');
    expect(total).toMatchObject({ unit: 'hours', value: Math.round(byHand / 6) / 10 });
    expect(result.confidence).toBeGreaterThan(0);
    expect(result.confidence).toBeLessThanOrEqual(1);
  });

  test('without a model the insight is computed, and says so', async () => {
    await stack.ollama.kill();
    const printed = await englog('insight', '--type', 'patterns', '--context', 'asked without a model', '--json');
    const { status, result } = JSON.parse(printed) as { status: string; result: Record<string, unknown> };
    expect({ status, source: result.source, model: result.model }).toEqual({
      status: 'completed',
      source: 'rules',
      model: null,
    });
    await stack.ollama.start();
  });

  test('the report comes as a page and as a table too', async () => {
    expect(await englog('report', '--week', '2026-W10', '--format', 'html')).toMatch(/^<!doctype html>[\s\S]*<svg/i);
    expect(await englog('report', '--week', '2026-W10', '--format', 'csv')).toMatch(/^date,/);
  });

  test('both programs leave cleanly when told to, and say nothing worse than a warning', async () => {
    const [worker] = stack.workers;
    const exits = [await worker?.stop(), await stack.apis[0].stop()];
    expect(exits).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);
    expect([...(worker?.complaints() ?? []), ...stack.apis[0].complaints()]).toEqual([]);
  });
});
