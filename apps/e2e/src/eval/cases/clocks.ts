import { logged } from '../log';
import type { EvalCase } from './case';

const timeZone = 'Europe/Berlin';

/** On 29 March 2026 the clock in Berlin goes from 02:00 to 03:00 (01:00 UTC), on 25 October from 03:00 to 02:00. */
const spring: EvalCase = {
  name: 'the week an hour is missing',
  days: { start: '2026-03-23', end: '2026-03-29', timeZone },
  log: [
    logged('2026-03-20T08:00Z', 60),
    logged('2026-03-23T08:00Z', 120),
    logged('2026-03-28T22:00Z', 120, { title: 'Before midnight', type: 'deployment' }),
    logged('2026-03-29T00:30Z', 120, { title: 'Over the change', type: 'debugging' }),
    logged('2026-03-29T21:30Z', 60, { title: 'Into Monday', type: 'support' }),
  ],
  goals: [],
  insights: ['patterns'],
  planted: [
    { name: 'nothing at two o’clock', isFound: ({ report }) => report.by_hour[2] === 0 },
    { name: 'half an hour at one', isFound: ({ report }) => report.by_hour[1] === 30 },
    {
      name: 'an hour and a half from three on',
      isFound: ({ report }) => (report.by_hour[3] ?? 0) + (report.by_hour[4] ?? 0) === 90,
    },
    {
      name: 'midnight two hours from UTC’s on Sunday night',
      isFound: ({ report }) => report.by_day.at(-1)?.minutes === 60 + 120 + 30,
    },
  ],
  isShort: true,
};

const autumn: EvalCase = {
  name: 'the week an hour comes twice',
  days: { start: '2026-10-19', end: '2026-10-25', timeZone },
  log: [
    logged('2026-10-19T07:00Z', 90),
    logged('2026-10-24T23:30Z', 180, { title: 'Over the change', type: 'debugging' }),
    logged('2026-10-25T22:30Z', 60, { title: 'Into Monday', type: 'support' }),
  ],
  goals: [],
  insights: ['patterns'],
  planted: [
    { name: 'two hours at two o’clock', isFound: ({ report }) => report.by_hour[2] === 120 },
    { name: 'Sunday holds three and a half hours', isFound: ({ report }) => report.by_day.at(-1)?.minutes === 210 },
  ],
};

export const clockCases: readonly EvalCase[] = [spring, autumn];
