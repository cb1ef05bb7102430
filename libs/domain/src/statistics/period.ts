import { DateTime, IANAZone } from 'luxon';

/** Half open, epoch milliseconds, with the zone its days are counted in. */
export interface Period {
  from: number;
  to: number;
  timeZone: string;
}

export interface PeriodFields {
  /** A day `2026-03-02`, from its first moment; or an RFC 3339 instant. */
  start_date: string;
  /** A day, to its last moment; or an RFC 3339 instant, itself outside. */
  end_date: string;
  /** Left out: the zone given beside them. */
  time_zone?: string;
}

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

export const isTimeZone = (name: string): boolean => IANAZone.isValidZone(name);

/** A calendar day or an instant, as its first moment. */
const toTime = (value: string, timeZone: string): DateTime =>
  dayPattern.test(value)
    ? DateTime.fromISO(value, { zone: timeZone }).startOf('day')
    : DateTime.fromISO(value, { setZone: true });

/** False for `2026-02-30` and for times that do not parse. */
export const isDayOrInstant = (value: string): boolean => toTime(value, 'UTC').isValid;

/** The period that dates name in their time zone, or in `otherZone`. The fields must have passed their schema. */
export const periodOf = (fields: PeriodFields, otherZone = 'UTC'): Period => {
  const timeZone = fields.time_zone ?? otherZone;
  const start = toTime(fields.start_date, timeZone);
  const end = toTime(fields.end_date, timeZone);
  const to = dayPattern.test(fields.end_date) ? end.plus({ days: 1 }).startOf('day') : end;
  return { from: start.toMillis(), to: to.toMillis(), timeZone };
};

/**
 * The period of the same length that ends where this one starts: as many calendar days when it is made of whole days
 * (a week with a clock change is still seven days), else as many milliseconds.
 */
export const periodBefore = (period: Period): Period => {
  const from = DateTime.fromMillis(period.from, { zone: period.timeZone });
  const to = DateTime.fromMillis(period.to, { zone: period.timeZone });
  const wholeDays = [from, to].every((time) => time.equals(time.startOf('day')));
  const earlier = wholeDays
    ? from
        .minus({ days: Math.round(to.diff(from, 'days').days) })
        .startOf('day')
        .toMillis()
    : period.from - (period.to - period.from);
  return { from: earlier, to: period.from, timeZone: period.timeZone };
};

/** The calendar days the period touches, as `2026-03-02`. */
export const daysOf = (period: Period): string[] => {
  const days: string[] = [];
  if (period.to <= period.from) return days;
  let day = DateTime.fromMillis(period.from, { zone: period.timeZone }).startOf('day');
  for (; day.toMillis() < period.to; day = day.plus({ days: 1 }).startOf('day')) days.push(day.toISODate() ?? '');
  return days;
};

/** Widened to the whole local days it touches. */
export const wholeDays = (period: Period): Period => {
  const from = DateTime.fromMillis(period.from, { zone: period.timeZone }).startOf('day');
  const to = DateTime.fromMillis(period.to - 1, { zone: period.timeZone })
    .startOf('day')
    .plus({ days: 1 })
    .startOf('day');
  return { from: from.toMillis(), to: to.toMillis(), timeZone: period.timeZone };
};

/** Its whole days that have ended at `now`; all of it once it is over. */
export const endedPart = (period: Period, now: number): Period => {
  if (now >= period.to) return period;
  const today = DateTime.fromMillis(now, { zone: period.timeZone }).startOf('day').toMillis();
  return { ...period, to: Math.max(period.from, today) };
};

/** As much of an earlier period as has gone by of this one at `now`: half a week is held against half a week. */
export const asFarAs = (before: Period, period: Period, now: number): Period =>
  now >= period.to
    ? before
    : { ...before, to: Math.min(before.to, Math.max(before.from, before.from + now - period.from)) };

const weekMs = 7 * 86_400_000;

/** What to read so that the whole local days of a stretch are in it, whatever the time zone. */
export const reachAround = ({ from, to }: Pick<Period, 'from' | 'to'>): Pick<Period, 'from' | 'to'> => ({
  from: from - 2 * 86_400_000,
  to: to + 2 * 86_400_000,
});

/** What to read so that `sameWeekdaysBefore` finds its entries, whatever the time zone: it ends where the stretch starts. */
export const reachBefore = (stretch: Pick<Period, 'from' | 'to'>): Pick<Period, 'from' | 'to'> => {
  const weeks = Math.ceil((stretch.to - stretch.from) / weekMs) + 1;
  return { from: stretch.from - weeks * weekMs - 2 * 86_400_000, to: stretch.from };
};

/** The period moved back by as few whole weeks as clear it: Monday to Friday is compared with Monday to Friday. */
export const sameWeekdaysBefore = (period: Period): Period => {
  const weeks = Math.ceil((period.to - period.from - 3_600_000) / weekMs);
  const move = (time: number): number =>
    DateTime.fromMillis(time, { zone: period.timeZone }).minus({ weeks }).toMillis();
  return { from: move(period.from), to: Math.min(move(period.to), period.from), timeZone: period.timeZone };
};
