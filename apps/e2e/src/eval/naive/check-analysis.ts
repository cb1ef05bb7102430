import { daysFrom, weekdayOf } from '../log';
import type { Tally } from '../tally';
import { lengthsOf, minutesBy } from './minutes';
import type { NaiveSheet } from './sheet';

interface SeriesSeen {
  name: string;
  step: 'week' | 'day';
  starts: string[];
  hours: number[];
  trend: { slope: number; direction: 'up' | 'down' | 'none'; p_value: number } | null;
  change_points: { date: string; hours_before: number; hours_after: number }[];
}

interface DistributionSeen {
  n: number;
  min: number;
  median: number;
  max: number;
  mean: number;
  histogram: { count: number }[];
}

/** An analysis's document, as far as figures go. */
export interface AnalysisSeen {
  entries_count: number;
  totals: { minutes: number; hours: number; active_days: number };
  distributions: { entry_hours: DistributionSeen | null; day_hours: DistributionSeen | null };
  series: SeriesSeen[];
  weekdays: { name: string; hours: number; hours_each: number }[];
  heatmap: number[][];
  outliers: { days: { date: string; hours: number }[]; entries: { title: string; hours: number }[] };
  value_correlations: Record<'start_hour' | 'entry_hours', { rho: number; significant: boolean } | null>;
  own_past: { hours: number; difference_hours: number; change_percent: number | null } | null;
  findings: { kind: string; text: string }[];
}

/** The figures of an analysis against the minutes of its log; its tests of significance have tests of their own. */
export function checkAnalysis(seen: AnalysisSeen, now: NaiveSheet, before: NaiveSheet, tally: Tally): void {
  tally.figure('entries_count', seen.entries_count, now.entries.length);
  tally.figure('totals.minutes', seen.totals.minutes, now.total);
  tally.figure('totals.hours', seen.totals.hours, now.total / 60);
  tally.figure('totals.active_days', seen.totals.active_days, now.by.day.size);
  const lengths = [...lengthsOf(now.minutes).values()];
  checkDistribution('entry_hours', seen.distributions.entry_hours, lengths, tally);
  checkDistribution('day_hours', seen.distributions.day_hours, [...now.by.day.values()], tally);
  for (const series of seen.series) checkSeries(series, now, tally);
  checkWeek(seen, now, tally);
  for (const { date, hours } of seen.outliers.days)
    tally.figure(`outlier ${date}`, hours, (now.by.day.get(date) ?? NaN) / 60);
  if (before.entries.length === 0) tally.same('own_past', seen.own_past, null);
  else {
    tally.figure('own_past.hours', seen.own_past?.hours, before.total / 60);
    tally.figure('own_past.difference_hours', seen.own_past?.difference_hours, (now.total - before.total) / 60);
    tally.figure('own_past.change_percent', seen.own_past?.change_percent, (now.total / before.total - 1) * 100, 1);
  }
}

function checkDistribution(what: string, seen: DistributionSeen | null, minutes: number[], tally: Tally): void {
  if (minutes.length === 0) {
    tally.same(what, seen, null);
    return;
  }
  const sorted = minutes.map((length) => length / 60).sort((a, b) => a - b);
  const middle = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  tally.figure(`${what} n`, seen?.n, sorted.length);
  tally.figure(`${what} min`, seen?.min, sorted[0] ?? NaN);
  tally.figure(`${what} max`, seen?.max, sorted.at(-1) ?? NaN);
  tally.figure(`${what} median`, seen?.median, ((middle[0] ?? NaN) + (middle[1] ?? NaN)) / 2);
  tally.figure(`${what} mean`, seen?.mean, sorted.reduce((sum, value) => sum + value, 0) / sorted.length);
  const counted = seen?.histogram.reduce((sum, { count }) => sum + count, 0);
  tally.figure(`${what} histogram`, counted, sorted.length);
}

function checkSeries({ name, step, starts, hours, trend }: SeriesSeen, now: NaiveSheet, tally: Tally): void {
  // Focus by day goes by the day a stretch began, which minutes alone do not tell.
  if (name === 'focus') return;
  const type = name.replaceAll(' ', '_');
  const byDay = minutesBy(now.minutes, (entry, { day }) => (name === 'total' || entry.type === type ? [day] : []));
  const expected = starts.map((start) => {
    const days = daysFrom(now.days.start, now.days.end).filter((day) => day >= start);
    return days.slice(0, step === 'week' ? 7 : 1).reduce((sum, day) => sum + (byDay.get(day) ?? 0), 0) / 60;
  });
  for (const [index, value] of expected.entries()) tally.figure(`series ${name} ${starts[index]}`, hours[index], value);
  if (trend) tally.figure(`series ${name} slope`, trend.slope, theilSen(expected), 3);
}

/** The median of the slopes between all pairs. */
function theilSen(values: readonly number[]): number {
  const slopes: number[] = [];
  values.forEach((value, at) => {
    for (let later = at + 1; later < values.length; later += 1)
      slopes.push(((values[later] ?? NaN) - value) / (later - at));
  });
  slopes.sort((a, b) => a - b);
  return (
    ((slopes[Math.floor((slopes.length - 1) / 2)] ?? NaN) + (slopes[Math.ceil((slopes.length - 1) / 2)] ?? NaN)) / 2
  );
}

function checkWeek({ weekdays, heatmap }: AnalysisSeen, now: NaiveSheet, tally: Tally): void {
  const days = daysFrom(now.days.start, now.days.end);
  for (const [index, weekday] of weekdays.entries()) {
    const minutes = now.by.weekday.get(String(index + 1)) ?? 0;
    const times = days.filter((day) => weekdayOf(day) === index + 1).length;
    tally.figure(`${weekday.name} hours`, weekday.hours, minutes / 60);
    tally.figure(`${weekday.name} hours_each`, weekday.hours_each, times === 0 ? 0 : minutes / 60 / times);
  }
  const heat = minutesBy(now.minutes, (_, { weekday, hour }) => [`${weekday} ${hour}`]);
  for (const [row, cells] of heatmap.entries())
    for (const [hour, minutes] of cells.entries())
      tally.figure(`heatmap ${row + 1} ${hour}`, minutes, heat.get(`${row + 1} ${hour}`) ?? 0, 1);
}
