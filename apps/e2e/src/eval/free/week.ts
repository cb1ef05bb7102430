import { logged } from '../log';
import type { Days, GoalAsked, LoggedEntry } from '../log';

const week: Days = { start: '2026-03-02', end: '2026-03-08', timeZone: 'UTC' };

const built: Partial<LoggedEntry> = { value_rating: 'high', tags: ['auth'] };
const meeting: Partial<LoggedEntry> = { type: 'meeting', title: 'Planning sync', project: null, impact_level: 'team' };
const runbook = { type: 'documentation', title: 'Runbook', project: 'borealis', tags: ['docs'] };
const review: Partial<LoggedEntry> = {
  type: 'code_review',
  title: 'Review of exports',
  project: 'borealis',
  impact_level: 'team',
};
const bug = { type: 'debugging', title: 'Export bug', project: 'borealis', tags: ['infra'] };
const course = { type: 'learning', title: 'Kubernetes course', project: 'borealis', tags: ['infra'] };

/** 21 hours. */
const weekBefore: LoggedEntry[] = ['2026-02-23', '2026-02-24', '2026-02-25', '2026-02-26'].flatMap((day) => [
  logged(`${day}T09:00Z`, 120, built),
  logged(`${day}T11:30Z`, 105, meeting),
  logged(`${day}T14:00Z`, 60, bug),
  logged(`${day}T15:00Z`, 30, course),
]);

/** 25.75 hours. */
const thisWeek: LoggedEntry[] = [
  logged('2026-03-02T09:00Z', 150, { ...built, title: 'Token refresh' }),
  logged('2026-03-02T12:00Z', 60, meeting),
  logged('2026-03-02T13:30Z', 90, runbook),
  logged('2026-03-03T09:00Z', 195, { ...built, title: 'Session store' }),
  logged('2026-03-03T13:00Z', 45, meeting),
  logged('2026-03-03T14:00Z', 60, review),
  logged('2026-03-04T09:00Z', 240, { ...built, title: 'Login rewrite' }),
  logged('2026-03-04T14:00Z', 75, { ...meeting, title: 'Design round', project: 'atlas' }),
  logged('2026-03-04T15:15Z', 60, meeting),
  logged('2026-03-04T16:30Z', 45, course),
  logged('2026-03-05T09:00Z', 120, bug),
  logged('2026-03-05T11:30Z', 30, review),
  logged('2026-03-05T13:00Z', 75, course),
  logged('2026-03-06T09:00Z', 120, { ...built, title: 'Session store' }),
  logged('2026-03-06T11:15Z', 60, { ...meeting, title: 'Retrospective' }),
  logged('2026-03-06T13:00Z', 60, runbook),
  logged('2026-03-06T19:30Z', 60, bug),
];

const goals: GoalAsked[] = [
  { name: 'Deep work', by: 'project', value: 'atlas', target_hours: 12 },
  { name: 'Reviews', by: 'type', value: 'code_review', target_hours: 4 },
];

/** Together they ask for every fact the sentences cite that a model is given. */
export const freeInsights = [
  'productivity',
  'skill_development',
  'time_management',
  'team_collaboration',
  'something else',
  'patterns',
];
export const lastFreeInsight = 'patterns';

/** What the sentences of `en.ts`, `de.ts` and `fr.ts` are about. */
export const freeWeek = { days: week, log: [...weekBefore, ...thisWeek], goals };
