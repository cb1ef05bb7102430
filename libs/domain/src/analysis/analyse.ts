import { roundTo, typeWords } from '../facts/fact';
import { weekdayNames } from '../facts/rhythm-facts';
import { interruptingTypes, measureFocus, stretchesOf } from '../statistics/focus';
import { createLocalClock, isoDay, weekdayOf } from '../statistics/local-clock';
import { measureOverlap } from '../statistics/overlap';
import { asFarAs, daysOf, endedPart, periodBefore } from '../statistics/period';
import type { Period } from '../statistics/period';
import { clip } from '../statistics/span';
import type { Span } from '../statistics/span';
import { summarise } from '../statistics/timesheet';
import type { Timesheet } from '../statistics/timesheet';
import { valuePoints } from '../statistics/value';
import { toReportPeriod } from '../report/build-report';
import type { AnalysisModel, Tested } from './analysis-model';
import { findChangePoints } from './change-points';
import { correlate } from './correlation';
import type { Correlation } from './correlation';
import { distributionOf } from './distribution';
import { findingsOf } from './findings';
import { mannKendall, significanceLevel } from './mann-kendall';
import { findOutliers } from './outliers';
import { seriesOf } from './series';

export interface AnalysisInput {
  spans: readonly Span[];
  before: readonly Span[];
  period: Period;
  /** Epoch ms; what of the period is still to come at it makes no trend. Left out, the period is over. */
  now?: number;
}

const minHour = 0.1;
/** Types with less of the time than this are not tested one by one. */
const minShare = 0.02;

const rounded = (correlation: Correlation | null): Correlation | null =>
  correlation && { ...correlation, rho: roundTo(correlation.rho, 3), p_value: roundTo(correlation.p_value, 4) };

interface Testing {
  period: Period;
  now: number;
  level: number;
}

/** At `level` 5 % divided by the number of series, so that many series do not find by luck what one would not. */
const testSeries = (name: string, byDay: ReadonlyMap<string, number>, { period, now, level }: Testing): Tested => {
  const series = seriesOf(byDay, period, now);
  const trend = mannKendall(series.values, level);
  return {
    name,
    step: series.step,
    starts: series.starts,
    hours: series.values.map((value) => roundTo(value, 2)),
    trend: trend && { ...trend, slope: roundTo(trend.slope, 3), p_value: roundTo(trend.p_value, 4) },
    change_points: findChangePoints(series.values).map((point) => ({
      date: series.starts[point.index] ?? '',
      hours_before: roundTo(point.mean_before, 2),
      hours_after: roundTo(point.mean_after, 2),
      p_value: roundTo(point.p_value, 4),
    })),
  };
};

const byDayOf = (sheet: Timesheet, type: string): Map<string, number> => {
  const days = new Map<string, number>();
  for (const row of sheet.rows) if (row.type === type) days.set(row.day, (days.get(row.day) ?? 0) + row.minutes);
  return days;
};

const focusByDay = (spans: readonly Span[], timeZone: string): Map<string, number> => {
  const clock = createLocalClock(timeZone);
  const days = new Map<string, number>();
  for (const block of measureFocus(spans).blocks) {
    const day = isoDay(clock.dayOf(block.from));
    days.set(day, (days.get(day) ?? 0) + block.minutes);
  }
  return days;
};

/** Minutes by weekday and hour: 7 rows from Monday of 24. */
const heatmapOf = (spans: readonly Span[], timeZone: string): number[][] => {
  const clock = createLocalClock(timeZone);
  const overlap = measureOverlap(spans);
  const heat = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
  for (const span of spans)
    for (const cell of clock.cells(span.from, span.to)) {
      const row = heat[weekdayOf(cell.day)];
      if (row) row[cell.hour] = (row[cell.hour] ?? 0) + overlap.credit(cell.from, cell.to) / 60_000;
    }
  return heat.map((row) => row.map((minutes) => roundTo(minutes, 1)));
};

/** What a minute of each stretch of uninterrupted work was worth, beside the stretch's hours. */
const valueOfStretches = (spans: readonly Span[]): { hours: number[]; value: number[] } => {
  const stretches = stretchesOf(spans);
  const worth = stretches.map(() => ({ points: 0, ms: 0 }));
  for (const span of spans.filter(({ type }) => !interruptingTypes.has(type)))
    for (let at = firstEndingAfter(stretches, span.from); at < stretches.length; at += 1) {
      const [stretch, sum] = [stretches[at], worth[at]];
      if (!stretch || !sum || stretch.from >= span.to) break;
      const ms = Math.min(stretch.to, span.to) - Math.max(stretch.from, span.from);
      sum.points += ms * valuePoints[span.value];
      sum.ms += ms;
    }
  return {
    hours: stretches.map(({ minutes }) => minutes / 60),
    value: worth.map(({ points, ms }) => (ms === 0 ? 0 : points / ms)),
  };
};

/** Of ranges in order that do not overlap. */
const firstEndingAfter = (ranges: readonly { to: number }[], time: number): number => {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.to ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
};

const valueCorrelations = (spans: readonly Span[], timeZone: string): AnalysisModel['value_correlations'] => {
  const clock = createLocalClock(timeZone);
  const value = spans.map((span) => valuePoints[span.value]);
  const stretches = valueOfStretches(spans);
  return {
    start_hour: rounded(
      correlate(
        spans.map((span) => clock.hourOf(span.from)),
        value,
      ),
    ),
    entry_hours: rounded(
      correlate(
        spans.map((span) => (span.to - span.from) / 3_600_000),
        value,
      ),
    ),
    block_hours: rounded(correlate(stretches.hours, stretches.value)),
  };
};

const weekdaysOf = (sheet: Timesheet, now: number): AnalysisModel['weekdays'] => {
  const ended = daysOf(endedPart(sheet.period, now));
  const days = [...new Set([...ended, ...sheet.byDay.keys()])];
  return weekdayNames.map((name, weekday) => {
    const occurrences = days.filter((day) => weekdayOf(Date.parse(day) / 86_400_000) === weekday).length;
    const hours = (sheet.byWeekday[weekday] ?? 0) / 60;
    return { name, hours: roundTo(hours, 2), hours_each: occurrences === 0 ? 0 : roundTo(hours / occurrences, 2) };
  });
};

const pastOf = (sheet: Timesheet, before: Timesheet): AnalysisModel['own_past'] => {
  if (before.entries === 0) return null;
  const daily = [...before.byDay.values()].map((minutes) => minutes / 60).sort((a, b) => a - b);
  const average = sheet.minutes / 60 / Math.max(1, sheet.byDay.size);
  return {
    period: toReportPeriod(before.period),
    hours: roundTo(before.minutes / 60, 2),
    difference_hours: roundTo((sheet.minutes - before.minutes) / 60, 2),
    change_percent: before.minutes === 0 ? null : roundTo((sheet.minutes / before.minutes - 1) * 100, 1),
    average_day_percentile: roundTo(
      (daily.filter((hours) => hours <= average).length / Math.max(1, daily.length)) * 100,
      1,
    ),
  };
};

/** What the log shows beyond sums; pure, the same for the same entries. */
export const analyse = ({ spans: all, before: earlier, period, now = Infinity }: AnalysisInput): AnalysisModel => {
  const spans = clip(all, period);
  const sheet = summarise(spans, period);
  // Time may be logged ahead.
  const reached = spans.reduce((latest, span) => Math.max(latest, span.to), now);
  const before = summarise(earlier, asFarAs(periodBefore(period), period, reached));
  const overlap = measureOverlap(spans);
  const days = [...sheet.byDay].map(([day, minutes]): [string, number] => [day, minutes / 60]);
  const types = [...sheet.byType].filter(([, minutes]) => minutes / Math.max(1, sheet.minutes) >= minShare);
  const testing = { period, now, level: significanceLevel / (types.length + 2) };
  const byEntry = new Map(spans.map((span) => [span.id, span]));
  const model: Omit<AnalysisModel, 'findings'> = {
    kind: 'analysis',
    period: toReportPeriod(period),
    entries_count: sheet.entries,
    totals: {
      minutes: roundTo(sheet.minutes, 2),
      hours: roundTo(sheet.minutes / 60, 2),
      active_days: sheet.byDay.size,
    },
    distributions: {
      entry_hours: distributionOf(spans.map((span) => (span.to - span.from) / 3_600_000)),
      day_hours: distributionOf(days.map(([, hours]) => hours)),
    },
    series: [
      testSeries('total', sheet.byDay, testing),
      testSeries('focus', focusByDay(spans, period.timeZone), testing),
      ...types.map(([type]) => testSeries(typeWords(type), byDayOf(sheet, type), testing)),
    ],
    weekdays: weekdaysOf(sheet, now),
    heatmap: heatmapOf(spans, period.timeZone),
    outliers: {
      days: findOutliers(days).map(({ key, value, score }) => ({
        date: key,
        hours: roundTo(value, 2),
        score: roundTo(score, 1),
      })),
      entries: findOutliers(
        spans
          .filter((span) => overlap.credit(span.from, span.to) > minHour)
          .map((span) => [span.id, (span.to - span.from) / 3_600_000] as const),
      ).map(({ key, value, score }) => ({
        id: key,
        title: byEntry.get(key)?.title ?? '',
        hours: roundTo(value, 2),
        score: roundTo(score, 1),
      })),
    },
    value_correlations: valueCorrelations(spans, period.timeZone),
    own_past: pastOf(sheet, before),
  };
  return { ...model, findings: findingsOf(model) };
};
