import { computeFacts } from '../facts/compute-facts';
import { reportPayload } from '../payloads';
import { periodOf } from '../statistics/period';
import { span } from '../testing/entry';
import { buildReport } from './build-report';
import { renderReport, reportPieces } from './render-report';
import type { ReportFormat } from './render-report';
import type { ReportModel } from './report-model';

const count = 30_000;
const payload = reportPayload.parse({ user_id: 'u1', start_date: '2024-01-01', end_date: '2024-12-31' });
const built = buildReport(
  payload,
  computeFacts({ spans: [span('2024-03-02', '09:00', '11:00')], before: [], period: periodOf(payload) }),
);
const names = Array.from({ length: count }, (_, index) => `project ${index}`);
const amounts = names.map((name) => ({ name, minutes: 60, hours: 1, percent: 0.1 }));
/** As large as its tables get: a project an entry. */
const large: ReportModel = {
  ...built,
  entries_count: count,
  by_project: amounts,
  by_tag: amounts,
  comparison: names.map((name) => ({
    name,
    hours: 2,
    hours_before: 1,
    difference_hours: 1,
    change_percent: 100,
  })),
  table: names.map((project) => ({
    date: '2024-03-02',
    project,
    type: 'development',
    minutes: 60,
    hours: 1,
    entries: 1,
  })),
  narrative: { text: 'Words.', sentences: [], source: 'rules', model: null, dropped_claims: 0 },
};
const piecesOf = async (format: ReportFormat): Promise<string[]> => {
  const pieces: string[] = [];
  for await (const piece of reportPieces(large, format)) pieces.push(piece);
  return pieces;
};

test('a page shows the first rows of a long table, and says how many more there are and where', async () => {
  const page = await renderReport(large, 'html');
  expect(page.match(/<tr>/g)?.length).toBeLessThan(3_500);
  expect(page).toContain('… and 28,000 more (the CSV has all)');
  expect(page).toContain('… and 29,500 more (the JSON has all)');
  expect(page.endsWith('</html>\n')).toBe(true);
});

test('Markdown too', async () => {
  const markdown = await renderReport(large, 'markdown');
  expect(markdown.split('\n').length).toBeLessThan(2_000);
  expect(markdown).toContain('… and 29,500 more (the JSON has all)');
});

test('CSV has all rows', async () => {
  const csv = await renderReport(large, 'csv');
  expect(csv.split('\r\n')).toHaveLength(count + 2);
  expect(csv).toContain('\r\n2024-03-02,project 29999,development,60,1,1\r\n');
});

test.each<ReportFormat>(['html', 'markdown', 'csv'])(
  '%s comes in small pieces, to give way between',
  async (format) => {
    const pieces = await piecesOf(format);
    expect(pieces.length).toBeGreaterThan(5);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(500_000);
  },
);
