import { logged } from '../../log';
import type { Days, GoalAsked, LoggedEntry } from '../../log';

const week: Days = { start: '2026-05-11', end: '2026-05-17', timeZone: 'UTC' };

const built: Partial<LoggedEntry> = { project: 'Helios', title: 'Billing engine', value_rating: 'high' };
const meeting: Partial<LoggedEntry> = { type: 'meeting', title: 'Stand-up', project: null, impact_level: 'team' };
const review: Partial<LoggedEntry> = {
  type: 'code_review',
  title: 'Review of invoices',
  project: 'Helios',
  impact_level: 'team',
};
const test = { type: 'testing', title: 'Load tests', project: 'Nimbus', tags: ['quality'] };
const plan = { type: 'planning', title: 'Roadmap', project: 'Nimbus', tags: ['roadmap'] };
const bug = { type: 'debugging', title: 'Rounding bug', project: 'Helios', tags: ['quality'] };

/** 32 hours. */
const weekBefore: LoggedEntry[] = ['2026-05-04', '2026-05-05', '2026-05-06', '2026-05-07'].flatMap((day) => [
  logged(`${day}T08:00Z`, 150, built),
  logged(`${day}T11:00Z`, 120, meeting),
  logged(`${day}T13:30Z`, 120, test),
  logged(`${day}T16:00Z`, 90, bug),
]);

/** 27.5 hours. */
const thisWeek: LoggedEntry[] = [
  logged('2026-05-11T08:30Z', 180, built),
  logged('2026-05-11T12:00Z', 60, meeting),
  logged('2026-05-11T14:00Z', 90, test),
  logged('2026-05-12T08:00Z', 240, { ...built, title: 'Tax rules' }),
  logged('2026-05-12T13:00Z', 30, meeting),
  logged('2026-05-12T14:00Z', 120, test),
  logged('2026-05-12T16:30Z', 90, review),
  logged('2026-05-13T09:00Z', 60, meeting),
  logged('2026-05-13T10:00Z', 60, { ...meeting, title: 'Pricing talk' }),
  logged('2026-05-13T13:00Z', 120, plan),
  logged('2026-05-14T08:30Z', 210, { ...built, title: 'Tax rules' }),
  logged('2026-05-14T13:00Z', 90, bug),
  logged('2026-05-14T15:00Z', 60, review),
  logged('2026-05-15T09:00Z', 60, bug),
  logged('2026-05-15T20:00Z', 90, plan),
  logged('2026-05-16T10:00Z', 90, test),
];

const goals: GoalAsked[] = [
  { name: 'Billing', by: 'project', value: 'Helios', target_hours: 15 },
  { name: 'Planning', by: 'type', value: 'planning', target_hours: 6 },
];

/** What the sentences of `en.ts`, `de.ts` and `fr.ts` here are about. */
export const laterWeek = { days: week, log: [...weekBefore, ...thisWeek], goals };
