import { weekdayOf } from '../statistics/local-clock';
import { daysOf, endedPart } from '../statistics/period';
import { emptyWeekdays, streaksOf } from '../statistics/streaks';
import type { Timesheet } from '../statistics/timesheet';
import type { Fact } from './fact';
import { toFact } from './fact';
import { soleLargest } from './time-facts';

export const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const hourName = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** Work before 07:00 and from 19:00 on. */
const isLate = (hour: number): boolean => hour < 7 || hour >= 19;
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const peakFacts = (sheet: Timesheet): Fact[] => {
  const day = soleLargest(sheet.byDay);
  const weekday = soleLargest(new Map(sheet.byWeekday.entries()));
  const hour = soleLargest(new Map(sheet.byHour.entries()));
  return [
    ...(day && sheet.byDay.size > 1
      ? [
          toFact({
            kind: 'top.day',
            label: 'Longest day',
            value: day[1] / 60,
            unit: 'hours',
            subject: { kind: 'day', name: day[0] },
            words: (figure) => `The day with the most time is ${day[0]}, with ${figure}.`,
          }),
        ]
      : []),
    ...(weekday && sheet.byDay.size > 4
      ? [
          toFact({
            kind: 'top.weekday',
            label: 'Busiest weekday',
            value: weekday[1] / 60,
            unit: 'hours',
            subject: { kind: 'weekday', name: String(weekday[0] + 1) },
            words: (figure) => `The weekday with the most time is ${weekdayNames[weekday[0]]}, with ${figure}.`,
          }),
        ]
      : []),
    ...(hour && sheet.entries > 4
      ? [
          toFact({
            kind: 'top.hour',
            label: 'Busiest hour',
            value: hour[1] / 60,
            unit: 'hours',
            subject: { kind: 'hour', name: String(hour[0]) },
            words: (figure) => `The hour of the day with the most time begins at ${hourName(hour[0])}, with ${figure}.`,
          }),
        ]
      : []),
  ];
};

/** When the work happened: peaks, streaks, gaps (of days that have ended at `now`), evenings and weekends. */
export const rhythmFacts = (sheet: Timesheet, now: number): Fact[] => {
  if (sheet.entries === 0) return [];
  const streak = streaksOf([...sheet.byDay.keys()]).sort((a, b) => b.days - a.days)[0];
  const late = total(sheet.byHour.filter((_, hour) => isLate(hour)));
  const weekend = total(sheet.byWeekday.slice(5));
  const calendar = sheet.period.to - sheet.period.from < 1_900 * 86_400_000 ? daysOf(endedPart(sheet.period, now)) : [];
  const gaps = emptyWeekdays(calendar, sheet.byDay).length;
  return [
    ...peakFacts(sheet),
    ...(streak && streak.days > 1
      ? [
          toFact({
            kind: 'streak.longest',
            label: 'Longest streak',
            value: streak.days,
            unit: 'days',
            words: (figure) => `The longest streak of logged days, weekends aside, is ${figure}.`,
          }),
        ]
      : []),
    ...(calendar.some((day) => weekdayOf(Date.parse(day) / 86_400_000) < 5)
      ? [
          toFact({
            kind: 'gap.days',
            label: 'Weekdays without entries',
            value: gaps,
            unit: 'days',
            words: (figure) => `Weekdays without any entry, the gaps in the log: ${figure}.`,
          }),
        ]
      : []),
    toFact({
      kind: 'late.time',
      label: 'Early and late hours',
      value: late / 60,
      unit: 'hours',
      words: (figure) => `Time in the early morning or evening, outside core hours: ${figure}.`,
    }),
    toFact({
      kind: 'weekend.time',
      label: 'Weekend',
      value: weekend / 60,
      unit: 'hours',
      words: (figure) => `Time logged on the weekend: ${figure}.`,
    }),
  ];
};
