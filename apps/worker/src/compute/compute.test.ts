import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { analyse, computeFacts, periodOf } from '@englog/domain';
import type { Span } from '@englog/domain';
import { createCompute } from './compute';
import type { Compute } from './compute';

const period = periodOf({ start_date: '2022-01-01', end_date: '2026-12-31', time_zone: 'Europe/Berlin' });
const types = ['development', 'meeting', 'testing', 'learning'] as const;
const spansOf = (count: number, everyMs: number): Span[] =>
  Array.from({ length: count }, (_, index): Span => {
    const from = period.from + index * everyMs;
    return {
      id: `entry-${index}`,
      from,
      to: from + everyMs + (index % 7) * 300_000,
      title: `Title ${index % 500}`,
      project: `project ${index % 20}`,
      type: types[index % 4] ?? 'other',
      value: index % 3 ? 'medium' : 'high',
      impact: 'team',
      tags: ['a', 'b'],
    };
  });
const never = new AbortController().signal;

let compute: Compute;
beforeEach(() => {
  compute = createCompute({ maxThreads: 1 });
});
afterEach(() => compute.stop());

test('a thread calculates the same as the domain does', async () => {
  const input = { spans: spansOf(3_000, 3_600_000), before: spansOf(5, 3_600_000), period };
  expect(await compute.facts(input, never)).toEqual(computeFacts(input));
  const { before: _, ...alone } = input;
  expect(await compute.facts(alone, never)).toEqual(computeFacts(alone));
  expect(await compute.analyse(input, never)).toEqual(analyse(input));
});

test('100,000 entries are analysed in seconds while the event loop stays free', async () => {
  const spans = spansOf(100_000, 1_500_000);
  await compute.facts({ spans: spans.slice(0, 2_000), period }, never); // the thread is up
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const started = performance.now();
  const model = await compute.analyse({ spans, before: [], period }, never);
  const tookMs = performance.now() - started;
  delay.disable();
  expect(model.entries_count).toBe(100_000);
  expect(tookMs).toBeLessThan(15_000);
  expect(delay.max / 1e6).toBeLessThan(1_000);
});

test('an aborted calculation ends at once, and the next one works', async () => {
  const controller = new AbortController();
  const spans = spansOf(100_000, 1_500_000);
  const running = compute.analyse({ spans, before: [], period }, controller.signal);
  setImmediate(() => controller.abort());
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect((await compute.facts({ spans: spans.slice(0, 2_000), period }, never)).sheet.entries).toBe(2_000);
});

test('a thread that cannot start fails the calculation instead of leaving it waiting', async () => {
  const broken = createCompute({ maxThreads: 1 }, join(__dirname, 'no-such-file.js'));
  await expect(broken.facts({ spans: spansOf(2_000, 3_600_000), period }, never)).rejects.toThrow(/no-such-file/);
  await broken.stop();
});

const twoMonths = periodOf({ start_date: '2026-03-01', end_date: '2026-05-01', time_zone: 'Europe/Berlin' });
test.each([
  ['few entries of two months', 'at once', 10, twoMonths],
  ['many entries', 'in a thread', 1_001, twoMonths],
  ['few entries of years', 'in a thread', 10, period],
])('%s are calculated %s', async (_name, where, count, over) => {
  const threadless = createCompute({ maxThreads: 1 }, join(__dirname, 'no-such-file.js'));
  const input = { spans: spansOf(count, 3_600_000), before: [], period: over };
  for (const calculate of [threadless.facts, threadless.analyse]) {
    const calculated = calculate(input, never);
    if (where === 'at once') await calculated;
    else await expect(calculated).rejects.toThrow(/no-such-file/);
  }
  await threadless.stop();
});
