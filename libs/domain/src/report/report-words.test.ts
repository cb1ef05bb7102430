import { goalLine, sourceLine } from './report-words';
import type { ReportModel } from './report-model';

const goal = {
  name: 'Deep',
  by: 'project',
  value: 'atlas',
  unit: 'hours',
  target: 10,
  actual: 3,
  difference: -7,
} as const;

test.each([
  [{ ...goal, met: false }, 'Deep (project atlas): missed by 7 h, 3 of 10 h'],
  [{ ...goal, met: false, open: true as const }, 'Deep (project atlas): still open, 3 of 10 h so far'],
  [{ ...goal, met: true, actual: 10, difference: 0 }, 'Deep (project atlas): met, 10 of 10 h'],
])('%j', (outcome, line) => expect(goalLine(outcome)).toBe(line));

test('what was logged twice is told, and how it is counted', () => {
  const narrative = { text: '', sentences: [], source: 'rules', model: null, dropped_claims: 0 } as const;
  const of = (overlap_minutes?: number) =>
    sourceLine({ narrative, totals: { overlap_minutes } } as unknown as ReportModel);
  expect(of(90)).toBe(
    'Figures and words computed from the log; no model’s words were used. Time logged more than once (1.5 hours) counts once: entries that overlap share it equally.',
  );
  expect(of(0)).not.toContain('overlap');
  expect(of(undefined)).not.toContain('overlap');
});
