import { DateTime } from 'luxon';
import type { ComputedFacts } from '../facts/compute-facts';
import type { Fact } from '../facts/fact';
import { roundTo, typeWords } from '../facts/fact';
import { weekdayNames } from '../facts/rhythm-facts';
import { largestFirst } from '../facts/time-facts';
import { suggestionsFor } from '../insight/suggestions';
import type { ReportPayload } from '../payloads';
import type { Focus } from '../statistics/focus';
import { weekdayOf } from '../statistics/local-clock';
import { daysOf, endedPart } from '../statistics/period';
import type { Period } from '../statistics/period';
import { emptyWeekdays } from '../statistics/streaks';
import type { Timesheet } from '../statistics/timesheet';
import type { Amount, ComparisonRow, ReportModel, ReportPeriod } from './report-model';

const minutesOf = (minutes: number): number => roundTo(minutes, 2);
const hoursOf = (minutes: number): number => roundTo(minutes / 60, 2);
const projectName = (name: string): string | null => (name === '' ? null : name);

const amounts = <K, N>(parts: ReadonlyMap<K, number>, total: number, name: (key: K) => N): Amount<N>[] =>
  largestFirst(parts).map(([key, minutes]) => ({
    name: name(key),
    minutes: minutesOf(minutes),
    hours: hoursOf(minutes),
    percent: total === 0 ? 0 : roundTo((minutes / total) * 100, 1),
  }));

export const toReportPeriod = (period: Period): ReportPeriod => {
  const days = daysOf(period);
  return {
    start_date: days[0] ?? '',
    end_date: days.at(-1) ?? '',
    time_zone: period.timeZone,
    from: new Date(period.from).toISOString(),
    to: new Date(period.to).toISOString(),
    days: days.length,
  };
};

const comparisonRow = (name: string, now: number, before: number): ComparisonRow => ({
  name,
  hours: hoursOf(now),
  hours_before: hoursOf(before),
  difference_hours: hoursOf(now - before),
  change_percent: before === 0 ? null : roundTo(((now - before) / before) * 100, 1),
});

const comparisonOf = (
  now: { sheet: Timesheet; focus: Focus },
  before: { sheet: Timesheet; focus: Focus },
): ComparisonRow[] => {
  const rows = <K>(a: ReadonlyMap<K, number>, b: ReadonlyMap<K, number>, name: (key: K) => string): ComparisonRow[] =>
    [...new Set([...a.keys(), ...b.keys()])]
      .map((key) => comparisonRow(name(key), a.get(key) ?? 0, b.get(key) ?? 0))
      .filter((row) => row.difference_hours !== 0)
      .sort((one, other) => Math.abs(other.difference_hours) - Math.abs(one.difference_hours));
  return [
    comparisonRow('Total', now.sheet.minutes, before.sheet.minutes),
    comparisonRow('Focus', now.focus.focusMinutes, before.focus.focusMinutes),
    ...rows(now.sheet.byType, before.sheet.byType, typeWords),
    ...rows(now.sheet.byProject, before.sheet.byProject, (name) => `Project ${name || '(none)'}`),
  ];
};

const dayRows = (sheet: Timesheet): ReportModel['by_day'] =>
  daysOf(sheet.period).map((date) => {
    const minutes = sheet.byDay.get(date) ?? 0;
    const weekday = weekdayNames[weekdayOf(Date.parse(date) / 86_400_000)] ?? '';
    return { date, weekday, minutes: minutesOf(minutes), hours: hoursOf(minutes) };
  });

/** The facts a reader should not miss, said by rule. */
const highlightKinds = [
  'goal.met',
  'goal.missed',
  'goal.open',
  'top.project',
  'top.type',
  'focus.longest',
  'top.day',
  'value.best',
  'change.total',
];
const highlightsOf = (facts: readonly Fact[]): ReportModel['highlights'] => [
  ...facts
    .filter((fact) => highlightKinds.includes(fact.kind))
    .map((fact) => ({ text: fact.text, fact_ids: [fact.id] })),
  ...suggestionsFor(facts),
];

const titleOf = (payload: ReportPayload, { start_date, end_date }: ReportPeriod): string => {
  if (payload.title !== undefined) return payload.title;
  const first = DateTime.fromISO(start_date);
  const isWeek = first.weekday === 1 && first.plus({ days: 6 }).toISODate() === end_date;
  return isWeek
    ? `Weekly report, week ${first.weekNumber} of ${first.weekYear}`
    : `Report, ${start_date}${start_date === end_date ? '' : ` to ${end_date}`}`;
};

/** Everything of a report but its narrative: pure, from what `computeFacts` gave. */
export const buildReport = (payload: ReportPayload, computed: ComputedFacts): Omit<ReportModel, 'narrative'> => {
  const { sheet, focus, before } = computed;
  const period = toReportPeriod(sheet.period);
  const total = sheet.minutes;
  return {
    kind: 'report',
    title: titleOf(payload, period),
    user_id: payload.user_id,
    period,
    entries_count: sheet.entries,
    totals: {
      minutes: minutesOf(total),
      hours: hoursOf(total),
      active_days: sheet.byDay.size,
      hours_per_active_day: sheet.byDay.size === 0 ? 0 : hoursOf(total / sheet.byDay.size),
      overlap_minutes: minutesOf(sheet.doubledMinutes),
    },
    by_type: amounts(sheet.byType, total, (type) => type),
    by_project: amounts(sheet.byProject, total, projectName),
    by_tag: amounts(sheet.byTag, total, (tag) => tag),
    by_day: dayRows(sheet),
    by_hour: sheet.byHour.map(minutesOf),
    table: sheet.rows.map(({ day, project, type, minutes, entries }) => ({
      date: day,
      project: projectName(project),
      type,
      minutes: minutesOf(minutes),
      hours: hoursOf(minutes),
      entries,
    })),
    value: {
      by_rating: amounts(sheet.byValue, total, (rating) => rating),
      points_per_hour:
        total === 0 ? 0 : roundTo([...sheet.pointsByType.values()].reduce((sum, points) => sum + points, 0) / total, 2),
    },
    impact: { by_level: amounts(sheet.byImpact, total, (level) => level) },
    focus: {
      hours: hoursOf(focus.focusMinutes),
      blocks: focus.blocks.length,
      longest_hours: hoursOf(Math.max(0, ...focus.blocks.map((block) => block.minutes))),
      fragmentation: focus.fragmentation === null ? null : roundTo(focus.fragmentation, 2),
      project_switches: focus.projectSwitches,
    },
    goals: computed.goals,
    before:
      before && before.sheet.entries > 0
        ? {
            period: toReportPeriod(before.sheet.period),
            entries_count: before.sheet.entries,
            totals: { minutes: minutesOf(before.sheet.minutes), hours: hoursOf(before.sheet.minutes) },
          }
        : null,
    comparison: before && before.sheet.entries > 0 ? comparisonOf({ sheet, focus }, before) : [],
    highlights: highlightsOf(computed.facts),
    gaps: emptyWeekdays(daysOf(endedPart(sheet.period, computed.now)), sheet.byDay),
    facts: computed.facts,
  };
};
