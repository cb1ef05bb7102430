import type { EntryType, ImpactLevel, ValueRating } from '../entries';
import { createLocalClock, isoDay, weekdayOf } from './local-clock';
import { measureOverlap } from './overlap';
import type { Period } from './period';
import { clip } from './span';
import type { Span } from './span';
import { valuePoints } from './value';

/** Minutes of one day, project and type: the finest grain of a report. */
export interface TimesheetRow {
  day: string;
  project: string;
  type: EntryType;
  minutes: number;
  entries: number;
}

/**
 * Where the time of a period went. All minutes are credited time (see overlap.ts), so every breakdown adds up to
 * `minutes`; but for tags, since an entry counts in full under each of its tags.
 */
export interface Timesheet {
  period: Period;
  entries: number;
  minutes: number;
  /** Minutes that were logged more than once and are counted once. */
  doubledMinutes: number;
  byType: Map<EntryType, number>;
  /** Key '' is no project. */
  byProject: Map<string, number>;
  byTag: Map<string, number>;
  byValue: Map<ValueRating, number>;
  byImpact: Map<ImpactLevel, number>;
  /** `2026-03-02`, only days with time on them, in order. */
  byDay: Map<string, number>;
  /** 24 local hours. */
  byHour: number[];
  /** From Monday. */
  byWeekday: number[];
  /** Value points a type's time was worth (see value.ts), times minutes. */
  pointsByType: Map<EntryType, number>;
  /** By day, then project, then type. */
  rows: TimesheetRow[];
}

const add = <K>(map: Map<K, number>, key: K, amount: number): void => {
  map.set(key, (map.get(key) ?? 0) + amount);
};
const sorted = <V>(map: Map<string, V>): Map<string, V> => new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const emptySheet = (period: Period): Timesheet => ({
  period,
  entries: 0,
  minutes: 0,
  doubledMinutes: 0,
  byType: new Map(),
  byProject: new Map(),
  byTag: new Map(),
  byValue: new Map(),
  byImpact: new Map(),
  byDay: new Map(),
  byHour: new Array<number>(24).fill(0),
  byWeekday: new Array<number>(7).fill(0),
  pointsByType: new Map(),
  rows: [],
});

const countSpan = (sheet: Timesheet, span: Span, minutes: number): void => {
  add(sheet.byType, span.type, minutes);
  add(sheet.byProject, span.project, minutes);
  add(sheet.byValue, span.value, minutes);
  add(sheet.byImpact, span.impact, minutes);
  add(sheet.pointsByType, span.type, valuePoints[span.value] * minutes);
  for (const tag of new Set(span.tags)) add(sheet.byTag, tag, minutes);
};

/** A number for each name, in the order they come. */
const createNumbering = <K>(): ((name: K) => number) => {
  const numbers = new Map<K, number>();
  return (name) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    return numbers.size - 1;
  };
};

/** Rows by numbers, as 100,000 entries would make half a million strings. */
const createRows = () => {
  const rows = new Map<number, TimesheetRow>();
  const [projectNumber, typeNumber] = [createNumbering<string>(), createNumbering<EntryType>()];
  return {
    all: (): TimesheetRow[] =>
      [...rows.values()].sort(
        (a, b) => compare(a.day, b.day) || compare(a.project, b.project) || compare(a.type, b.type),
      ),
    of({ project, type }: Span): (day: number) => TimesheetRow {
      const own = projectNumber(project) * 32 + typeNumber(type);
      return (day) => {
        const key = own * 16_777_216 + (day + 8_388_608);
        let row = rows.get(key);
        if (!row) rows.set(key, (row = { day: isoDay(day), project, type, minutes: 0, entries: 0 }));
        return row;
      };
    },
  };
};

/** Sorts the entries' time inside the period into days, hours, projects, types, tags, value and impact. */
export const summarise = (spans: readonly Span[], period: Period): Timesheet => {
  const inside = clip(spans, period);
  const sheet = emptySheet(period);
  const overlap = measureOverlap(inside);
  const clock = createLocalClock(period.timeZone);
  const byDay = new Map<number, number>();
  const rows = createRows();
  for (const span of inside) {
    countSpan(sheet, span, overlap.credit(span.from, span.to) / 60_000);
    const rowOf = rows.of(span);
    let lastRow: TimesheetRow | undefined;
    for (const cell of clock.cells(span.from, span.to)) {
      const minutes = overlap.credit(cell.from, cell.to) / 60_000;
      add(byDay, cell.day, minutes);
      sheet.byHour[cell.hour] = (sheet.byHour[cell.hour] ?? 0) + minutes;
      const row = rowOf(cell.day);
      row.minutes += minutes;
      if (row !== lastRow) row.entries += 1;
      lastRow = row;
    }
  }
  for (const [day, minutes] of byDay) {
    sheet.byDay.set(isoDay(day), minutes);
    sheet.byWeekday[weekdayOf(day)] = (sheet.byWeekday[weekdayOf(day)] ?? 0) + minutes;
  }
  return {
    ...sheet,
    byDay: sorted(sheet.byDay),
    rows: rows.all(),
    entries: inside.length,
    minutes: overlap.coveredMs / 60_000,
    doubledMinutes: overlap.doubledMs / 60_000,
  };
};
