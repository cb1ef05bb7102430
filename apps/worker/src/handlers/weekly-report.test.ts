import { isReport, renderReport } from '@englog/domain';
import type { JsonObject, LogEntry, ReportModel } from '@englog/domain';
import { startScriptedOllama } from '@englog/testing';
import type { ScriptedOllama } from '@englog/testing';
import { createCompute } from '../compute/compute';
import { createOllama } from '../ollama/ollama';
import { createOllamaPolicy } from '../ollama/ollama-policy';
import { AttemptError } from './handler';
import type { LlmOptions } from './llm-options';
import { contextOf, entryAt } from './testing/context';
import type { ContextData } from './testing/context';
import { createWeeklyReportHandler } from './weekly-report';

const llm: LlmOptions = {
  model: 'llama3.2',
  fallback_model: '',
  timeout: 5_000,
  first_token_timeout: 5_000,
  temperature: 0.2,
  keep_alive: '5m',
  context_tokens: 8_192,
};
const resilience = {
  retry_initial_interval: 2,
  retry_max_interval: 5,
  retry_multiplier: 1.5,
  retry_max_attempts: 3,
  circuit_breaker_threshold: 50,
  circuit_breaker_timeout: 60_000,
};
const week: LogEntry[] = ['23', '24', '25', '26', '27'].map((day) =>
  entryAt(`2026-03-${day}T09:00:00+01:00`, 6, { value_rating: 'high' }),
);
// The clock goes forward in the night to Sunday the 29th: 23:00 to 04:00 on the wall is four hours.
week.push(entryAt('2026-03-28T23:00:00+01:00', 4, { type: 'deployment', project: 'beta' }));
const before = [entryAt('2026-03-17T09:00:00+01:00', 10)];
const payload: JsonObject = {
  user_id: 'u1',
  start_date: '2026-03-23',
  end_date: '2026-03-29',
  time_zone: 'Europe/Berlin',
  goals: [
    { name: 'Atlas', by: 'project', value: 'atlas', target_hours: 30 },
    { name: 'Beta', by: 'project', value: 'beta', target_share: 0.25 },
  ],
};

const compute = createCompute({ maxThreads: 1 });
afterAll(() => compute.stop());

let server: ScriptedOllama;
beforeEach(async () => {
  server = await startScriptedOllama({
    chat: {
      kind: 'answer',
      value: {
        sentences: [
          { text: 'You logged 34 hours in total this week.', fact_ids: ['time.total'] },
          { text: 'You logged 43 hours in total.', fact_ids: ['time.total'] },
        ],
        tags: [],
        confidence: 1,
      },
    },
  });
});
afterEach(() => server.stop());

const handle = async (data: Partial<ContextData> = {}): Promise<JsonObject> => (await follow(data)).result;
const follow = async (data: Partial<ContextData> = {}) => {
  const ollama = createOllama({ url: server.url, policy: createOllamaPolicy(resilience) });
  const context = contextOf({ type: 'weekly_report', payload, entries: week, before, ...data });
  return { result: await createWeeklyReportHandler({ ollama, llm, compute })(context), context };
};
const asReport = (result: JsonObject): ReportModel => {
  if (!isReport(result)) throw new Error('not a report');
  return result;
};

test('a week with a clock change: totals, days, goals, the period before, words that are checked', async () => {
  const report = asReport(await handle());
  expect(report).toMatchObject({
    title: 'Weekly report, week 13 of 2026',
    entries_count: 6,
    totals: { minutes: 2_040, hours: 34, active_days: 7 },
    period: {
      start_date: '2026-03-23',
      end_date: '2026-03-29',
      from: '2026-03-22T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
      days: 7,
    },
    goals: [
      { met: true, actual: 30, difference: 0 },
      { met: false, target: 25, actual: 11.76, difference: -13.24 },
    ],
    before: { entries_count: 1, totals: { hours: 10 } },
    narrative: {
      source: 'model',
      model: 'llama3.2',
      dropped_claims: 1,
      text: expect.stringMatching(/^You logged 34 hours in total this week\. /),
    },
    gaps: [],
  });
  expect(report.by_day.slice(5).map((day) => day.minutes)).toEqual([60, 180]);
  expect(report.by_hour.slice(0, 5)).toEqual([60, 60, 0, 60, 0]);
  expect(report.comparison[0]).toEqual({
    name: 'Total',
    hours: 34,
    hours_before: 10,
    difference_hours: 24,
    change_percent: 240,
  });
  expect(report.table.reduce((sum, row) => sum + row.minutes, 0)).toBe(2_040);
});

test('without Ollama the words are computed, and it is told', async () => {
  await server.kill();
  expect(await handle()).toMatchObject({
    source: 'rules',
    model: null,
    fallbacks: [{ reason: 'ollama_away' }, { source: 'cache' }],
    content: expect.stringMatching(/34 hours/),
  });
});

test('stored words are used for the same question, but for who wants them fresh', async () => {
  const first = await handle();
  const stored = new Map([[String(first['question_key']), { result: first, answeredAt: Date.now() - 5_000 }]]);
  const { result, context } = await follow({ stored });
  expect(result).toMatchObject({
    source: 'cache',
    model: 'llama3.2',
    totals: { hours: 34 },
    content: first['content'],
    narrative: { source: 'cache', model: 'llama3.2' },
  });
  expect(server.requests).toHaveLength(1);
  expect(context.chunks.join('')).toBe(first['content']);
  expect((await handle({ stored, payload: { ...payload, fresh: true } }))['source']).toBe('model');
  expect(result['age_seconds']).toBeGreaterThanOrEqual(5);
});

test.each([true, false])('what live followers read is the narrative, with Ollama there: %p', async (isThere) => {
  if (!isThere) await server.kill();
  const { result, context } = await follow();
  expect(context.chunks.join('')).toBe(result['content']);
});

test('an empty week is a report that says so, and asks no model', async () => {
  const result = await handle({ entries: [], before: [] });
  expect(result).toMatchObject({
    source: 'rules',
    entries_count: 0,
    totals: { minutes: 0 },
    before: null,
    table: [],
    content: 'Nothing was logged in this period.',
  });
  expect(asReport(result).gaps).toHaveLength(5);
  expect(server.requests).toEqual([]);
  expect(await renderReport(asReport(result), 'html')).toContain('Nothing was logged');
});

test('a request without a time zone is read in the user’s preferred one', async () => {
  const { time_zone: _, ...rest } = payload;
  const zoned = asReport(await handle({ payload: rest, timeZone: 'Europe/Berlin' }));
  expect(zoned.period).toEqual(asReport(await handle()).period);
  expect(asReport(await handle({ timeZone: 'Asia/Tokyo' })).period.time_zone).toBe('Europe/Berlin');
});

test('a week that runs has no gaps to come, no goal missed and is compared as far as it has come', async () => {
  const ollama = createOllama({ url: server.url, policy: createOllamaPolicy(resilience) });
  const now = () => Date.parse('2026-03-26T12:00:00+01:00');
  const entries = week.slice(1, 3);
  const late = entryAt('2026-03-21T09:00:00+01:00', 10);
  const data: ContextData = { type: 'weekly_report', payload, entries, before: [...before, late] };
  const report = asReport(await createWeeklyReportHandler({ ollama, llm, compute, now })(contextOf(data)));
  expect(report.gaps).toEqual(['2026-03-23']);
  expect(report.before?.totals.hours).toBe(10);
  for (const format of ['markdown', 'html'] as const) {
    const page = await renderReport(report, format);
    expect(page).toContain('Atlas (project atlas): still open, 12 of 30 h so far');
    expect(page).not.toMatch(/missed(?: by|:)/);
  }
});

test.each([
  [{ end_date: '2026-03-22' }, /end_date: must not be before start_date/],
  [{ end_date: '2027-06-01' }, /end_date: must be within 366 days/],
])('%j fails for good, naming the field', async (change, message) => {
  const failed = handle({ payload: { ...payload, ...change } });
  await expect(failed).rejects.toBeInstanceOf(AttemptError);
  await expect(failed).rejects.toMatchObject({
    failure: { code: 'invalid_payload', retryable: false, message: expect.stringMatching(message) },
  });
});

describe('renderReport', () => {
  const hostile = '<script>alert(1)</script>|=1+1"\n# x';
  const rendered = async (format: 'markdown' | 'html' | 'csv') =>
    renderReport(
      asReport(
        await handle({
          entries: week.map((entry) => ({ ...entry, project: hostile, title: hostile, tags: [hostile] })),
        }),
      ),
      format,
    );

  it('draws one self-contained page whose text is only text', async () => {
    const html = await rendered('html');
    expect(html).not.toMatch(/<script|src=|href=|@import|url\(http/);
    // Of one project there is no chart: one bar compares nothing.
    expect(html.match(/<svg/g)).toHaveLength(2);
    expect(html).toContain('34.00');
    expect(html).toContain('@media print');
    expect(html.length).toBeLessThan(300_000);
  });

  it('writes Markdown whose cells hold', async () => {
    const markdown = await rendered('markdown');
    expect(markdown).toContain('**34.00 hours** in 6 entries on 7 of 7 days');
    expect(markdown).not.toMatch(/<script|^# x/m);
    for (const line of markdown.split('\n').filter((one) => one.startsWith('| ')))
      expect(line.replace(/\\\|/g, '').split('|').length).toBeGreaterThanOrEqual(4);
  });

  it('writes the table as CSV that no spreadsheet runs', async () => {
    const report = asReport(await handle({ entries: week.map((entry) => ({ ...entry, project: '=HYPERLINK("x")' })) }));
    const csv = await renderReport(report, 'csv');
    const [head, first] = csv.split('\r\n');
    expect(head).toBe('date,project,type,minutes,hours,entries');
    expect(first).toBe(`2026-03-23,"'=HYPERLINK(""x"")",development,360,6,1`);
  });
});
