import { createRandom, dayAfter, daysFrom, logged, weekdayOf } from '../log';
import type { LoggedEntry } from '../log';
import type { EvalCase } from './case';

const isWorkday = (day: string): boolean => weekdayOf(day) <= 5;

/** Sixteen weeks that grow by 40 minutes each, spread over the working days with some noise. */
function risingLog(start: string): LoggedEntry[] {
  const random = createRandom(7);
  return Array.from({ length: 16 }, (_, week) => week).flatMap((week) =>
    [0, 1, 2, 3, 4].map((day) => {
      const minutes = 120 + week * 8 + Math.floor(random() * 20);
      return logged(`${dayAfter(start, week * 7 + day)}T08:00Z`, minutes, { tags: ['auth'] });
    }),
  );
}

const trend: EvalCase = {
  name: 'a known trend',
  days: { start: '2026-01-05', end: '2026-04-26', timeZone: 'UTC' },
  log: risingLog('2026-01-05'),
  goals: [],
  insights: ['patterns'],
  planted: [
    {
      name: 'hours rise',
      isFound: ({ analysis }) => analysis.series.find(({ name }) => name === 'total')?.trend?.direction === 'up',
    },
    {
      name: 'by about 40 minutes a week',
      isFound: ({ analysis }) => {
        const slope = analysis.series.find(({ name }) => name === 'total')?.trend?.slope ?? 0;
        return Math.abs(slope - 40 / 60) < 0.15;
      },
    },
    {
      name: 'said in words',
      isFound: ({ analysis }) => analysis.findings.some(({ text }) => /\(total\) rise/.test(text)),
    },
  ],
  isShort: true,
};

/** Four hours a day, then six from the tenth week on; one day of thirteen; mornings worth more than afternoons. */
function changedLog(start: string): LoggedEntry[] {
  const random = createRandom(11);
  return daysFrom(start, dayAfter(start, 20 * 7 - 1))
    .filter(isWorkday)
    .flatMap((day) => {
      const morning = (day < dayAfter(start, 63) ? 120 : 180) + Math.floor(random() * 16);
      const afternoon = day === dayAfter(start, 31) ? 13 * 60 - morning : 120 + Math.floor(random() * 16);
      return [
        logged(`${day}T07:00Z`, morning, { value_rating: random() < 0.8 ? 'high' : 'medium' }),
        logged(`${day}T13:00Z`, afternoon, {
          type: 'support',
          title: 'Tickets',
          value_rating: random() < 0.8 ? 'low' : 'medium',
        }),
      ];
    });
}

const changes: EvalCase = {
  name: 'a change, an outlier, worthy mornings',
  days: { start: '2026-01-05', end: '2026-05-24', timeZone: 'UTC' },
  log: changedLog('2026-01-05'),
  goals: [],
  insights: ['productivity'],
  planted: [
    {
      name: 'development changes in week ten',
      isFound: ({ analysis }) =>
        analysis.series
          .find(({ name }) => name === 'development')
          ?.change_points.some(({ date }) => date === '2026-03-09') ?? false,
    },
    { name: 'the long day stands out', isFound: ({ analysis }) => analysis.outliers.days[0]?.date === '2026-02-05' },
    {
      name: 'value falls with the hour',
      isFound: ({ analysis }) => (analysis.value_correlations.start_hour?.rho ?? 0) < -0.5,
    },
  ],
};

const types = ['development', 'meeting', 'code_review', 'debugging', 'documentation', 'testing', 'support', 'research'];
const projects = ['atlas', 'borealis', 'cassini', 'dione', null];
const words = ['login', 'export', 'invoice', 'search', 'cache', 'billing', 'mobile', 'queue', 'report', 'audit'];
const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)] as T;

function largeLog(start: string): LoggedEntry[] {
  const random = createRandom(3);
  const log: LoggedEntry[] = [];
  for (let index = 0; index < 10_000; index += 1) {
    const day = dayAfter(start, Math.floor((index / 10_000) * 364));
    const at = Date.parse(`${day}T06:00Z`) + Math.floor(random() * 720) * 60_000;
    log.push(
      logged(new Date(at).toISOString(), 10 + Math.floor(random() * 40), {
        type: pick(types, random),
        project: pick(projects, random),
        title: `${pick(words, random)} ${pick(words, random)} ${index}`,
        value_rating: pick(['low', 'medium', 'high', 'critical'], random),
        impact_level: pick(['personal', 'team', 'department', 'company'], random),
        tags: [pick(words, random), pick(words, random)],
      }),
    );
  }
  return log;
}

/** What a prompt of the default context may hold, instructions and facts included. */
const maxPromptCharacters = 40_000;

const large: EvalCase = {
  name: '10,000 entries',
  days: { start: '2025-01-06', end: '2026-01-04', timeZone: 'Europe/Berlin' },
  log: largeLog('2025-01-06'),
  goals: [{ name: 'Reviews', by: 'type', value: 'code_review', target_share: 0.9 }],
  insights: ['general'],
  planted: [
    { name: 'all of them counted', isFound: ({ report }) => report.entries_count === 10_000 },
    {
      name: 'the prompt stays small',
      isFound: ({ asked }) =>
        asked.length > 0 && asked.every(({ system, prompt }) => system.length + prompt.length < maxPromptCharacters),
    },
    { name: 'the goal out of reach', isFound: ({ report }) => report.goals[0]?.met === false },
  ],
};

export const longCases: readonly EvalCase[] = [trend, changes, large];
