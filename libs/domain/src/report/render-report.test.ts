import { computeFacts } from '../facts/compute-facts';
import { reportPayload } from '../payloads';
import { periodOf } from '../statistics/period';
import { span } from '../testing/entry';
import { buildReport } from './build-report';
import { isReport, renderReport } from './render-report';
import type { ReportModel } from './report-model';

const payload = reportPayload.parse({
  user_id: 'u1',
  start_date: '2026-03-02',
  end_date: '2026-03-08',
  goals: [{ name: 'Deep | work', by: 'project', value: 'atlas', target_hours: 3 }],
});
const reportOf = (spans: ReturnType<typeof span>[], before: typeof spans = []): ReportModel => ({
  ...buildReport(payload, computeFacts({ spans, before, period: periodOf(payload), goals: payload.goals })),
  narrative: { text: 'Words.', sentences: [], source: 'rules', model: null, dropped_claims: 1 },
});
const spans = [
  span('2026-03-02', '09:00', '11:00', { tags: ['auth'] }),
  span('2026-03-02', '10:00', '12:00', { type: 'meeting', project: null }),
  span('2026-03-08', '23:00', '23:30', { project: 'beta' }),
];
const report = reportOf(spans, [span('2026-02-25', '09:00', '10:00')]);

test('the tables add up to the total, overlaps counted once', () => {
  const sum = (parts: { minutes: number }[]) => parts.reduce((total, part) => total + part.minutes, 0);
  expect(report.totals).toEqual({
    minutes: 210,
    hours: 3.5,
    active_days: 2,
    hours_per_active_day: 1.75,
    overlap_minutes: 60,
  });
  for (const parts of [
    report.table,
    report.by_type,
    report.by_project,
    report.by_day,
    report.value.by_rating,
    report.impact.by_level,
  ])
    expect(sum(parts)).toBe(210);
  expect(report.by_project.find((project) => project.name === null)?.minutes).toBe(90);
  expect(report.gaps).toEqual(['2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06']);
  expect(report.comparison.map((row) => [row.name, row.difference_hours])).toEqual(
    expect.arrayContaining([
      ['Total', 2.5],
      ['Project beta', 0.5],
    ]),
  );
});

test('Markdown says the same', async () => {
  const markdown = await renderReport(report, 'markdown');
  expect(markdown).toContain('**3.50 hours** in 3 entries on 2 of 7 days');
  expect(markdown).toContain('- Deep \\| work (project atlas): missed by 1.5 h, 1.5 of 3 h');
  expect(markdown).toContain('| (none) | 1.50 | 42.9 % |');
  expect(markdown).toContain('Left out, as the log does not bear it out: 1 sentence.');
});

test('HTML draws a chart of every kind, and none of an empty period', async () => {
  expect((await renderReport(report, 'html')).match(/<svg/g)).toHaveLength(3);
  const empty = await renderReport(reportOf([]), 'html');
  expect(empty).not.toContain('<svg');
  expect(empty).toContain('0.00');
});

test('a year is drawn by week', async () => {
  const year = reportPayload.parse({ user_id: 'u1', start_date: '2026-01-01', end_date: '2026-12-31' });
  const long = { ...report, ...buildReport(year, computeFacts({ spans, period: periodOf(year) })) };
  expect(long.by_day).toHaveLength(365);
  expect((await renderReport(long, 'html')).length).toBeLessThan(200_000);
});

test('CSV has a line for each day, project and type', async () => {
  expect((await renderReport(report, 'csv')).trimEnd().split('\r\n')).toEqual([
    'date,project,type,minutes,hours,entries',
    '2026-03-02,,meeting,90,1.5,1',
    '2026-03-02,atlas,development,90,1.5,1',
    '2026-03-08,beta,development,30,0.5,1',
  ]);
});

test('a document that only claims to be a report is none', () => {
  const document = JSON.parse(JSON.stringify(report)) as { [key: string]: unknown };
  expect(isReport(document)).toBe(true);
  for (const part of [
    'totals',
    'by_type',
    'by_day',
    'table',
    'goals',
    'narrative',
    'focus',
    'impact',
    'period',
    'title',
  ])
    expect([part, isReport({ ...document, [part]: undefined })]).toEqual([part, false]);
  expect(isReport({ ...document, by_type: [{ name: 'x', hours: '3' }] })).toBe(false);
  expect(isReport({ kind: 'report' })).toBe(false);
  expect(isReport(null)).toBe(false);
});

test.each([
  ['=1+1', "'=1+1"],
  [' =1+1', " '=1+1"],
  [';=1+1', `";'=1+1"`],
  ['a;b', '"a;b"'],
  ['a,=1+1', '"a,=1+1"'],
  ['a\t@x', `"a\t'@x"`],
  ['a\n-2', `"a\n'-2"`],
  ['"=1', `"""'=1"`],
  ['a";"=1', `"a"";""'=1"`],
  ['\t=1', `"\t'=1"`],
  ['a=b, c-d; e', '"a=b, c-d; e"'],
  ['＝1+1', "'＝1+1"],
])('CSV: a project called %j is %j, whatever a spreadsheet separates by', async (project, cell) => {
  const [row] = report.table;
  const csv = await renderReport({ ...report, table: [{ ...(row as ReportModel['table'][number]), project }] }, 'csv');
  expect(csv).toBe(`date,project,type,minutes,hours,entries\r\n2026-03-02,${cell},meeting,90,1.5,1\r\n`);
});
