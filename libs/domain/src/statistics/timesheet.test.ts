import type { LogEntry } from '../entries';
import { entry, span } from '../testing/entry';
import { createLocalClock, isoDay, weekdayOf } from './local-clock';
import { measureOverlap } from './overlap';
import { periodOf } from './period';
import { toSpans } from './span';
import { summarise } from './timesheet';

const sheetOf = (entries: LogEntry[], start_date: string, end_date: string, time_zone = 'UTC') =>
  summarise(toSpans(entries), periodOf({ start_date, end_date, time_zone }));

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

describe('overlapping entries', () => {
  it.each([
    [
      'apart',
      [
        ['09:00', '10:00'],
        ['11:00', '12:00'],
      ],
      [60, 60],
      120,
      0,
    ],
    [
      'touching',
      [
        ['09:00', '10:00'],
        ['10:00', '11:00'],
      ],
      [60, 60],
      120,
      0,
    ],
    [
      'half over',
      [
        ['09:00', '11:00'],
        ['10:00', '12:00'],
      ],
      [90, 90],
      180,
      60,
    ],
    [
      'one inside',
      [
        ['09:00', '12:00'],
        ['10:00', '11:00'],
      ],
      [150, 30],
      180,
      60,
    ],
    [
      'three at once',
      [
        ['09:00', '10:00'],
        ['09:00', '10:00'],
        ['09:00', '10:00'],
      ],
      [20, 20, 20],
      60,
      120,
    ],
  ] as const)('%s', (...[, spans, credits, covered, doubled]) => {
    const overlapping = spans.map(([from, to]) => span('2026-03-02', from, to));
    const overlap = measureOverlap(overlapping);
    overlapping.forEach((one, index) =>
      expect(overlap.credit(one.from, one.to) / 60_000).toBeCloseTo(credits[index] ?? NaN, 6),
    );
    expect(overlap.coveredMs / 60_000).toBe(covered);
    expect(overlap.doubledMs / 60_000).toBe(doubled);
  });

  it('are quick even when thousands share a day', () => {
    const spans = Array.from({ length: 20_000 }, () => span('2026-03-02', '00:00', '23:00'));
    const started = performance.now();
    const sheet = summarise(spans, periodOf({ start_date: '2026-03-02', end_date: '2026-03-02', time_zone: 'UTC' }));
    expect(sheet.minutes).toBe(23 * 60);
    expect(sum(sheet.byHour)).toBeCloseTo(23 * 60, 3);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('summarise', () => {
  it('splits an entry at local midnight, not at UTC midnight', () => {
    const night = [entry('2026-03-02T22:00:00Z', '2026-03-03T01:00:00Z')];
    expect([...sheetOf(night, '2026-03-02', '2026-03-03', 'Europe/Berlin').byDay]).toEqual([
      ['2026-03-02', 60],
      ['2026-03-03', 120],
    ]);
    expect([...sheetOf(night, '2026-03-02', '2026-03-03', 'America/New_York').byDay]).toEqual([['2026-03-02', 180]]);
  });

  it('counts only what lies inside the period', () => {
    const sheet = sheetOf([entry('2026-03-01T23:00:00Z', '2026-03-02T02:00:00Z')], '2026-03-02', '2026-03-08');
    expect([sheet.minutes, sheet.entries]).toEqual([120, 1]);
    expect(sheetOf([], '2026-03-02', '2026-03-08')).toMatchObject({ minutes: 0, entries: 0, rows: [] });
  });

  it.each([
    // The clock jumps from 02:00 to 03:00 on 29 March: four hours on the wall are three of work.
    ['spring', '2026-03-29T00:00:00+01:00', '2026-03-29T04:00:00+02:00', { 0: 60, 1: 60, 3: 60 }],
    // 02:00 to 03:00 happens twice on 25 October.
    ['autumn', '2026-10-25T00:00:00+02:00', '2026-10-25T04:00:00+01:00', { 0: 60, 1: 60, 2: 120, 3: 60 }],
  ])('knows the hours of a clock change in %s', (...[, from, to, expected]) => {
    const sheet = sheetOf([entry(from, to)], from.slice(0, 10), to.slice(0, 10), 'Europe/Berlin');
    expect(Object.fromEntries(Object.entries(sheet.byHour).filter(([, minutes]) => minutes > 0))).toEqual(expected);
    expect(sheet.byDay.size).toBe(1);
  });

  it('adds up the same in every breakdown', () => {
    const types = ['meeting', 'development', 'support', 'learning'] as const;
    const entries = Array.from({ length: 500 }, (_, index) => {
      const from = Date.parse('2026-03-20T00:00:00Z') + index * 1_900_000 * (1 + (index % 3));
      return entry(new Date(from).toISOString(), new Date(from + (1 + (index % 9)) * 1_234_000).toISOString(), {
        type: types[index % 4],
        project: ['a', 'b', null][index % 3],
      });
    });
    const sheet = sheetOf(entries, '2026-03-20', '2026-04-30', 'Australia/Lord_Howe');
    for (const part of [sheet.byType, sheet.byProject, sheet.byDay, sheet.byValue, sheet.byImpact])
      expect(sum(part.values())).toBeCloseTo(sheet.minutes, 6);
    expect(sum(sheet.byHour)).toBeCloseTo(sheet.minutes, 6);
    expect(sum(sheet.byWeekday)).toBeCloseTo(sheet.minutes, 6);
    expect(sum(sheet.rows.map((row) => row.minutes))).toBeCloseTo(sheet.minutes, 6);
  });
});

describe('createLocalClock', () => {
  it.each([
    ['Asia/Kolkata', '2026-03-02T18:45:00Z', '2026-03-03', 0.25, 1],
    ['Australia/Lord_Howe', '2026-04-04T14:00:00Z', '2026-04-05', 1, 6],
    ['Pacific/Kiritimati', '2026-03-01T10:00:00Z', '2026-03-02', 0, 0],
    ['America/New_York', '1969-12-31T23:00:00Z', '1969-12-31', 18, 2],
  ] as const)('%s', (...[zone, instant, day, hour, weekday]) => {
    const clock = createLocalClock(zone);
    const time = Date.parse(instant);
    expect([isoDay(clock.dayOf(time)), clock.hourOf(time), weekdayOf(clock.dayOf(time))]).toEqual([day, hour, weekday]);
  });
});
