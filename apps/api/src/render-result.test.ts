import { join } from 'node:path';
import { buildReport, computeFacts, periodOf, renderReport, reportPayload } from '@englog/domain';
import type { ReportFormat, ReportModel } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { createResultRenderer } from './render-result';
import type { ResultRenderer } from './render-result';

const payload = reportPayload.parse({ user_id: 'u1', start_date: '2026-03-02', end_date: '2026-03-08' });
const rows = (count: number): ReportModel => ({
  ...buildReport(payload, computeFacts({ spans: [], before: [], period: periodOf(payload) })),
  entries_count: count,
  by_type: [{ name: 'development', minutes: 60 * count, hours: count, percent: 100 }],
  by_project: ['größe', 'b'].map((name) => ({ name, minutes: 30 * count, hours: count / 2, percent: 50 })),
  table: Array.from({ length: count }, (_, index) => ({
    date: '2026-03-02',
    project: `größe ${index}`,
    type: 'development',
    minutes: 60,
    hours: 1,
    entries: 1,
  })),
  narrative: { text: 'Words.', sentences: [], source: 'rules', model: null, dropped_claims: 0 },
});
const small = rows(2);
const bytesOf = (document: unknown) => Buffer.from(JSON.stringify(document));
/** Charts number their styles anew each time. */
const plain = (text: string) => text.replaceAll(/zr\d+/g, 'zr');
const textOf = (body: Uint8Array | null) => plain(new TextDecoder().decode(body ?? new Uint8Array()));

let renderer: ResultRenderer;
beforeEach(() => {
  renderer = createResultRenderer();
});
afterEach(() => renderer.stop());
afterAll(() => leakCheck());

test.each<ReportFormat>(['markdown', 'html', 'csv'])('a thread renders %s as the domain does', async (format) => {
  const expected = plain(await renderReport(small, format));
  expect(textOf(await renderer.render(bytesOf(small), format))).toBe(expected);
  expect(expected.split('<svg').length - 1).toBe(format === 'html' ? 3 : 0);
});

test('meanwhile the event loop turns', async () => {
  const document = bytesOf(rows(30_000));
  await renderer.render(bytesOf(small), 'csv');
  let turns = 0;
  let rendered = false;
  const turn = () => {
    turns += 1;
    if (!rendered) setImmediate(turn);
  };
  setImmediate(turn);
  const bodies = await Promise.all([renderer.render(document, 'csv'), renderer.render(document, 'html')]);
  rendered = true;
  expect(textOf(bodies[0]).split('\r\n')).toHaveLength(30_002);
  expect(turns).toBeGreaterThan(20);
});

test('what is no report has no other form, and what cannot be read fails alone', async () => {
  const [none, broken, good] = await Promise.allSettled([
    renderer.render(bytesOf({ kind: 'analysis' }), 'html'),
    renderer.render(Buffer.from('{"kind":'), 'html'),
    renderer.render(bytesOf(small), 'csv'),
  ]);
  expect(none).toEqual({ status: 'fulfilled', value: null });
  expect(broken).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/not rendered/) } });
  expect(good.status).toBe('fulfilled');
});

test('a thread that cannot start fails the result, and so does a stop', async () => {
  const broken = createResultRenderer(join(__dirname, 'no-such-file.js'));
  await expect(broken.render(bytesOf(small), 'csv')).rejects.toThrow(/no-such-file/);
  await broken.stop();
  const rendered = renderer.render(bytesOf(small), 'html');
  const outcome = expect(rendered).rejects.toThrow(/ended/);
  await renderer.stop();
  await outcome;
  await expect(renderer.render(bytesOf(small), 'html')).rejects.toThrow(/stopping/);
});
