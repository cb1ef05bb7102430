import type { LogEntry } from '../entries';
import { daysOf, periodOf } from '../statistics/period';
import { toSpans } from '../statistics/span';
import { entry } from '../testing/entry';
import { analyse } from './analyse';
import { findChangePoints } from './change-points';
import { correlate } from './correlation';
import { distributionOf } from './distribution';
import { mannKendall } from './mann-kendall';
import { findOutliers } from './outliers';

/** The same numbers each time (Park and Miller). */
const noise = (seed: number) => {
  let state = seed;
  return () => {
    state = Number((BigInt(state) * 48_271n) % 2_147_483_647n);
    return state / 2_147_483_647;
  };
};

describe('mannKendall', () => {
  it.each([
    // Values checked against the formulas by hand: S = 10, variance 16.67, z = 9 / 4.082.
    ['rising', [1, 2, 3, 4, 5], { slope: 1, p_value: 0.0275, direction: 'up' }],
    ['falling', [10, 8, 6, 4, 2, 0], { slope: -2, p_value: 0.0085, direction: 'down' }],
    ['flat', [3, 3, 3, 3, 3, 3], { slope: 0, p_value: 1, direction: 'none' }],
    ['up and down', [1, 5, 1, 5, 1, 5], { direction: 'none' }],
  ])('%s', (_name, values, expected) => {
    const trend = mannKendall(values);
    expect({ ...trend, p_value: Number(trend?.p_value.toFixed(4)) }).toMatchObject(expected);
  });

  it('does not test what is too short', () => expect(mannKendall([1, 2, 3, 4])).toBeNull());

  it('finds a trend in noise about as often as its level says', () => {
    const random = noise(7);
    const found = Array.from({ length: 1_000 }, () => mannKendall(Array.from({ length: 20 }, random))).filter(
      (trend) => trend?.significant,
    );
    expect(found.length).toBeGreaterThan(20);
    expect(found.length).toBeLessThan(80);
  });
});

describe('findChangePoints', () => {
  const around = (level: number, count: number, random: () => number) =>
    Array.from({ length: count }, () => level + random() * 2 - 1);

  it('finds where the level changed, twice', () => {
    const random = noise(3);
    const points = findChangePoints([...around(10, 15, random), ...around(20, 12, random), ...around(5, 14, random)]);
    expect(points.map((point) => point.index)).toEqual([15, 27]);
    expect(points[0]?.mean_after).toBeCloseTo(20, 0);
  });

  it('finds nothing in noise, nor in a constant', () => {
    const random = noise(11);
    const found = Array.from({ length: 50 }, () => findChangePoints(around(10, 30, random)).length).filter(
      (count) => count > 0,
    );
    expect(found.length).toBeLessThanOrEqual(2);
    expect(findChangePoints(new Array<number>(30).fill(5))).toEqual([]);
  });
});

test('correlate ranks with ties, and says how sure it is', () => {
  const x = Array.from({ length: 40 }, (_, index) => index);
  expect(
    correlate(
      x,
      x.map((value) => Math.exp(value / 10)),
    ),
  ).toMatchObject({ rho: 1, p_value: 0 });
  expect(correlate([1, 2, 2, 4, 5, 6, 7, 8, 9, 10], [10, 9, 8, 7, 6, 5, 4, 3, 2, 1])?.rho).toBeCloseTo(-0.997, 3);
  expect(
    correlate(
      x,
      x.map(() => 3),
    ),
  ).toBeNull();
  expect(correlate([1, 2], [1, 2])).toBeNull();
  const random = noise(5);
  expect(correlate(x, x.map(random))?.significant).toBe(false);
});

test('distributionOf', () => {
  expect(distributionOf([])).toBeNull();
  expect(distributionOf([2])).toMatchObject({
    n: 1,
    median: 2,
    standard_deviation: 0,
    histogram: [{ from: 2, to: 2, count: 1 }],
  });
  const many = distributionOf(Array.from({ length: 101 }, (_, index) => index));
  expect(many).toMatchObject({ n: 101, min: 0, p25: 25, median: 50, p90: 90, max: 100, mean: 50 });
  expect(many?.histogram.reduce((sum, bin) => sum + bin.count, 0)).toBe(101);
});

test('findOutliers', () => {
  const usual = Array.from({ length: 20 }, (_, index): [string, number] => [`d${index}`, 7 + (index % 3)]);
  expect(findOutliers([...usual, ['odd', 20]])).toEqual([{ key: 'odd', value: 20, score: expect.any(Number) }]);
  expect(findOutliers(usual)).toEqual([]);
});

describe('analyse', () => {
  const period = periodOf({ start_date: '2026-01-05', end_date: '2026-06-28', time_zone: 'Europe/Berlin' });
  const days = daysOf(period);
  const random = noise(9);
  /** Meetings grow week by week; mornings are worth more; one day is far too long; Tuesdays are the longest. */
  const entries = days.flatMap((day, index): LogEntry[] => {
    const weekday = index % 7;
    if (weekday > 4) return [];
    const week = Math.floor(index / 7);
    const at = (hour: number) => new Date(Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000).toISOString();
    const meeting = 0.5 + week * 0.08 + random() * 0.2;
    const work = (weekday === 1 ? 5 : 3.5) + random() * 0.5 + (day === '2026-03-11' ? 9 : 0);
    return [
      entry(at(6), at(6 + meeting), { type: 'meeting', value_rating: 'low' }),
      entry(at(9), at(9 + work / 2), { value_rating: 'critical' }),
      entry(at(9 + work / 2), at(9 + work), { value_rating: random() < 0.5 ? 'medium' : 'low' }),
    ];
  });
  const before = days.slice(0, 100).map((_, index) => {
    const from = Date.parse('2025-08-01T08:00:00Z') + index * 86_400_000;
    return entry(new Date(from).toISOString(), new Date(from + 3_600_000).toISOString());
  });
  const model = analyse({ spans: toSpans(entries), before: toSpans(before), period });

  it('finds what was planted', () => {
    const meeting = model.series.find((series) => series.name === 'meeting');
    expect(meeting).toMatchObject({ step: 'week', trend: { direction: 'up', significant: true } });
    expect(meeting?.trend?.slope).toBeCloseTo(5 * 0.08, 1);
    expect(model.outliers.days.map((day) => day.date)).toEqual(['2026-03-11']);
    expect(
      model.weekdays.map((day) => day.hours_each).indexOf(Math.max(...model.weekdays.map((day) => day.hours_each))),
    ).toBe(1);
    expect(model.own_past?.hours).toBe(100);
    expect(model.findings.map((finding) => finding.kind)).toEqual(
      expect.arrayContaining(['trend', 'outlier', 'pattern', 'own_past']),
    );
  });

  it('adds up', () => {
    expect(model.heatmap.flat().reduce((sum, minutes) => sum + minutes, 0)).toBeCloseTo(model.totals.minutes, -1);
    expect(model.weekdays.reduce((sum, day) => sum + day.hours, 0)).toBeCloseTo(model.totals.hours, 1);
  });

  it('says the same twice', () =>
    expect(analyse({ spans: toSpans(entries), before: toSpans(before), period })).toEqual(model));

  it('finds value in the length of blocks, not of the entries they are logged in', () => {
    // A day's work is one block of half-hour entries: longer blocks are worth more, all entries are as long.
    const blocks = days.slice(0, 60).flatMap((day, index) =>
      Array.from({ length: 1 + (index % 10) }, (_, part) => {
        const from = Date.parse(`${day}T07:00:00Z`) + part * 1_800_000;
        const value_rating = index % 10 > 6 ? 'critical' : index % 10 > 3 ? 'high' : 'low';
        return entry(new Date(from).toISOString(), new Date(from + 1_800_000).toISOString(), { value_rating });
      }),
    );
    const found = analyse({ spans: toSpans(blocks), before: [], period });
    expect(found.value_correlations.entry_hours).toBeNull();
    expect(found.value_correlations.block_hours).toMatchObject({ n: 60, significant: true });
    expect(found.value_correlations.block_hours?.rho).toBeGreaterThan(0.9);
    const told = found.findings.filter(({ kind }) => kind === 'correlation').map(({ text }) => text);
    expect(told.join(' ')).toMatch(/Value rises with the length of a block of uninterrupted work \(.*, 60 blocks\)\./);
  });

  it('leaves weeks that have not ended out of trends, and compares with as much of the past', () => {
    const now = Date.parse('2026-04-22T12:00:00+02:00');
    const begun = toSpans(entries.filter(({ end_time }) => Date.parse(end_time) <= now));
    const running = analyse({ spans: begun, before: toSpans(before), period, now });
    for (const series of running.series) {
      expect(series.starts.at(-1)).toBe('2026-04-13');
      expect(series.hours.at(-1)).toBeGreaterThan(0);
    }
    expect(running.findings.map(({ text }) => text).join(' ')).not.toMatch(/ to 0 a week|fall/);
    expect(running.own_past?.period).toMatchObject({ start_date: '2025-07-14', end_date: '2025-10-29' });
    const whole = analyse({ spans: begun, before: [], period });
    const monday = (model: typeof running) => model.weekdays[0] ?? { hours: NaN, hours_each: NaN };
    expect(monday(running).hours_each).toBeCloseTo(monday(running).hours / 16, 1);
    expect(monday(whole).hours_each).toBeCloseTo(monday(whole).hours / 25, 1);
  });

  it('tells no tie as a rank and no slope that rounds to nothing', () => {
    const even = days.flatMap((day, index) => (index % 7 < 5 ? [entry(`${day}T08:00:00Z`, `${day}T10:00:00Z`)] : []));
    expect(analyse({ spans: toSpans(even), before: [], period }).findings).toEqual([
      { kind: 'nothing', text: expect.any(String) },
    ]);
    // Meetings on the first days of the first weeks alone: most pairs of weeks do not differ.
    const few = [0, 7, 14, 21, 28, 35].map((index, week) =>
      entry(`${days[index]}T08:00:00Z`, `${days[index]}T${String(18 - week)}:00:00Z`, { type: 'meeting' }),
    );
    const model = analyse({ spans: toSpans(few), before: [], period });
    expect(model.series.find(({ name }) => name === 'meeting')?.trend).toMatchObject({ slope: 0, significant: true });
    expect(model.findings.map(({ text }) => text).join(' ')).not.toMatch(/(?:rise|fall) by 0 /);
  });

  it('says so when there is nothing to tell', () => {
    const empty = analyse({ spans: [], before: [], period });
    expect(empty).toMatchObject({ entries_count: 0, own_past: null, distributions: { entry_hours: null } });
    expect(empty.findings).toEqual([{ kind: 'nothing', text: expect.any(String) }]);
  });
});
