import { daysFrom, weekdayOf } from '../log';
import type { GoalAsked } from '../log';
import type { Tally } from '../tally';
import { checkFacts } from './check-facts';
import { reached } from './expected';
import type { FactSeen, Known } from './expected';
import { minutesBy } from './minutes';
import { emptyWeekdays } from './sheet';
import type { NaiveSheet } from './sheet';

interface Amount {
  name: string | null;
  minutes: number;
  hours: number;
  percent: number;
}

/** A report's document, as far as figures go. */
export interface ReportSeen {
  entries_count: number;
  totals: {
    minutes: number;
    hours: number;
    active_days: number;
    hours_per_active_day: number;
    overlap_minutes: number;
  };
  by_type: Amount[];
  by_project: Amount[];
  by_tag: Amount[];
  by_day: { date: string; weekday: string; minutes: number; hours: number }[];
  by_hour: number[];
  table: { date: string; project: string | null; type: string; minutes: number; entries: number }[];
  value: { by_rating: Amount[]; points_per_hour: number };
  impact: { by_level: Amount[] };
  focus: {
    hours: number;
    blocks: number;
    longest_hours: number;
    fragmentation: number | null;
    project_switches: number;
  };
  goals: { name: string; target: number; actual: number; met: boolean; difference: number }[];
  before: { entries_count: number; totals: { minutes: number; hours: number } } | null;
  comparison: { name: string; hours: number; hours_before: number; difference_hours: number }[];
  gaps: string[];
  facts: FactSeen[];
}

const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Every figure of a report against the minutes of its log. */
export function checkReport(report: ReportSeen, known: Known, tally: Tally): void {
  const { now } = known;
  checkTotals(report, now, tally);
  checkAmounts('by_type', report.by_type, now.by.type, tally);
  checkAmounts('by_project', report.by_project, now.by.project, tally);
  checkAmounts('by_tag', report.by_tag, now.by.tag, tally);
  for (const { name, minutes, percent } of report.by_tag)
    tally.figure(`by_tag ${name} percent`, percent, (minutes / now.total) * 100, 1);
  checkAmounts('value.by_rating', report.value.by_rating, now.by.value, tally);
  checkAmounts('impact.by_level', report.impact.by_level, now.by.impact, tally);
  checkCalendar(report, now, tally);
  checkTable(report, now, tally);
  checkFocus(report.focus, now, tally);
  for (const goal of known.goals) checkGoal(report, goal, known, tally);
  checkBefore(report, known, tally);
  checkFacts(report.facts, known, tally);
}

function checkTotals({ entries_count, totals, value }: ReportSeen, now: NaiveSheet, tally: Tally): void {
  const days = now.by.day.size;
  tally.figure('entries_count', entries_count, now.entries.length);
  tally.figure('totals.minutes', totals.minutes, now.total);
  tally.figure('totals.hours', totals.hours, now.total / 60);
  tally.figure('totals.active_days', totals.active_days, days);
  tally.figure('totals.hours_per_active_day', totals.hours_per_active_day, days === 0 ? 0 : now.total / 60 / days);
  tally.figure('totals.overlap_minutes', totals.overlap_minutes, now.doubled);
  tally.figure('value.points_per_hour', value.points_per_hour, now.total === 0 ? 0 : now.points / now.total);
}

function checkAmounts(
  what: string,
  rows: readonly Amount[],
  expected: ReadonlyMap<string, number>,
  tally: Tally,
): void {
  // An entry counts in full under each of its tags; all other parts make up the whole.
  const whole = [...expected.values()].reduce((sum, minutes) => sum + minutes, 0);
  tally.same(`${what} names`, rows.map(({ name }) => name ?? '').sort(), [...expected.keys()].sort());
  for (const row of rows) {
    const minutes = expected.get(row.name ?? '') ?? NaN;
    tally.figure(`${what} ${row.name} minutes`, row.minutes, minutes);
    tally.figure(`${what} ${row.name} hours`, row.hours, minutes / 60);
    if (what !== 'by_tag') tally.figure(`${what} ${row.name} percent`, row.percent, (minutes / whole) * 100, 1);
  }
}

function checkCalendar(report: ReportSeen, now: NaiveSheet, tally: Tally): void {
  const days = daysFrom(now.days.start, now.days.end);
  const named = days.map((day) => [day, weekdayNames[weekdayOf(day) - 1]]);
  tally.same(
    'by_day days',
    report.by_day.map(({ date, weekday }) => [date, weekday]),
    named,
  );
  for (const { date, minutes, hours } of report.by_day) {
    const expected = now.by.day.get(date) ?? 0;
    tally.figure(`by_day ${date} minutes`, minutes, expected);
    tally.figure(`by_day ${date} hours`, hours, expected / 60);
  }
  tally.figure('by_hour', report.by_hour.length, 24);
  for (const [hour, minutes] of report.by_hour.entries())
    tally.figure(`by_hour ${hour}`, minutes, now.by.hour.get(String(hour)) ?? 0);
  tally.same('gaps', report.gaps, emptyWeekdays(now));
}

function checkTable({ table }: ReportSeen, now: NaiveSheet, tally: Tally): void {
  const keyOf = (...parts: (string | null)[]): string => JSON.stringify(parts.map((part) => part ?? ''));
  const minutes = minutesBy(now.minutes, (entry, { day }) => [keyOf(day, entry.project, entry.type)]);
  const entries = new Map<string, Set<unknown>>();
  for (const minute of now.minutes)
    for (const entry of minute.entries) {
      const key = keyOf(minute.day, entry.project, entry.type);
      entries.set(key, (entries.get(key) ?? new Set()).add(entry));
    }
  tally.figure('table rows', table.length, minutes.size);
  for (const row of table) {
    const key = keyOf(row.date, row.project, row.type);
    tally.figure(`table ${key} minutes`, row.minutes, minutes.get(key) ?? NaN);
    tally.figure(`table ${key} entries`, row.entries, entries.get(key)?.size ?? NaN);
  }
}

function checkFocus(seen: ReportSeen['focus'], { focus }: NaiveSheet, tally: Tally): void {
  const focused = focus.blocks.reduce((sum, block) => sum + block, 0);
  tally.figure('focus.hours', seen.hours, focused / 60);
  tally.figure('focus.blocks', seen.blocks, focus.blocks.length);
  tally.figure('focus.longest_hours', seen.longest_hours, Math.max(0, ...focus.blocks) / 60);
  tally.figure('focus.project_switches', seen.project_switches, focus.switches);
  if (focus.making === 0) tally.same('focus.fragmentation', seen.fragmentation, null);
  else tally.figure('focus.fragmentation', seen.fragmentation, 1 - focused / focus.making);
}

function checkGoal(report: ReportSeen, goal: GoalAsked, known: Known, tally: Tally): void {
  const seen = report.goals.find(({ name }) => name === goal.name);
  const target = goal.target_hours ?? (goal.target_share ?? 0) * 100;
  const done = reached(known, goal);
  tally.figure(`goal ${goal.name} target`, seen?.target, target);
  tally.figure(`goal ${goal.name} actual`, seen?.actual, done);
  tally.figure(`goal ${goal.name} difference`, seen?.difference, done - target);
  tally.same(`goal ${goal.name} met`, seen?.met, done >= target - 1e-9);
}

function checkBefore(report: ReportSeen, { now, before }: Known, tally: Tally): void {
  if (before === null || before.entries.length === 0) {
    tally.same('before', report.before, null);
    return;
  }
  tally.figure('before.entries_count', report.before?.entries_count, before.entries.length);
  tally.figure('before.totals.minutes', report.before?.totals.minutes, before.total);
  for (const row of report.comparison) {
    const [is, was] = [now, before].map((sheet) => comparedIn(sheet, row.name) / 60) as [number, number];
    tally.figure(`comparison ${row.name} hours`, row.hours, is);
    tally.figure(`comparison ${row.name} hours_before`, row.hours_before, was);
    tally.figure(`comparison ${row.name} difference_hours`, row.difference_hours, is - was);
  }
}

function comparedIn({ total, focus, by }: NaiveSheet, name: string): number {
  if (name === 'Total') return total;
  if (name === 'Focus') return focus.blocks.reduce((sum, block) => sum + block, 0);
  const project = /^Project (.*)$/s.exec(name)?.[1];
  if (project !== undefined) return by.project.get(project === '(none)' ? '' : project) ?? 0;
  return by.type.get(name.replaceAll(' ', '_')) ?? 0;
}
