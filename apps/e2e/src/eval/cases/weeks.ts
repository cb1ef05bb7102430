import { dayAfter, logged } from '../log';
import type { LoggedEntry } from '../log';
import { factOf, suggests } from './case';
import type { EvalCase } from './case';

const monday = '2026-03-02';
const utc = { start: monday, end: '2026-03-08', timeZone: 'UTC' };
const workdays = (start: string): string[] => [0, 1, 2, 3, 4].map((days) => dayAfter(start, days));

/** Three hours of building, an hour of meetings, half an hour of review, an hour of learning. */
const usualWeek = (start: string): LoggedEntry[] =>
  workdays(start).flatMap((day) => [
    logged(`${day}T09:00Z`, 180, { value_rating: 'high', tags: ['auth', 'backend'] }),
    logged(`${day}T13:00Z`, 60, { type: 'meeting', title: 'Planning sync', project: null, impact_level: 'team' }),
    logged(`${day}T14:30Z`, 30, { type: 'code_review', title: 'Review of exports', project: 'borealis' }),
    logged(`${day}T15:00Z`, 60, { type: 'learning', title: 'Kubernetes course', project: 'borealis', tags: ['infra'] }),
  ]);

const missedGoal: EvalCase = {
  name: 'a missed goal and one met',
  days: utc,
  log: [...usualWeek('2026-02-23').slice(0, 12), ...usualWeek(monday)],
  goals: [
    { name: 'Deep work', by: 'project', value: 'atlas', target_hours: 12 },
    { name: 'Reviews', by: 'type', value: 'code_review', target_hours: 6 },
    { name: 'Learning share', by: 'type', value: 'learning', target_share: 0.25 },
  ],
  wordGoals: ['kubernetes'],
  insights: ['goals', 'productivity', 'skill_development', 'something else'],
  planted: [
    {
      name: 'goal met by 3 h',
      isFound: ({ report }) => report.goals[0]?.met === true && report.goals[0].difference === 3,
    },
    {
      name: 'goal missed by 3.5 h',
      isFound: ({ report }) => report.goals[1]?.met === false && report.goals[1].difference === -3.5,
    },
    {
      name: 'share missed, said in the insight',
      isFound: ({ insights }) =>
        /Learning share”, missed|missed the goal “Learning share”/.test(insights.get('goals')?.content ?? ''),
    },
    {
      name: '5 h towards the goal in words',
      isFound: ({ insights }) =>
        insights.get('goals')?.facts.some((f) => f.kind === 'goal.words' && f.value === 5) ?? false,
    },
  ],
  isShort: true,
};

const meetingHeavy: EvalCase = {
  name: 'a week of meetings',
  days: utc,
  log: [
    ...usualWeek('2026-02-23'),
    ...workdays(monday).flatMap((day) => [
      logged(`${day}T09:00Z`, 50),
      ...[10, 11, 12].map((hour) =>
        logged(`${day}T${hour}:00Z`, 60, { type: 'meeting', title: 'Steering round', project: 'cassini' }),
      ),
      logged(`${day}T14:00Z`, 90, { type: 'meeting', title: 'Status', project: 'cassini' }),
      logged(`${day}T16:00Z`, 45, { title: 'Export job', project: 'borealis' }),
    ]),
  ],
  goals: [],
  insights: ['time_management', 'improvement', 'team_collaboration'],
  planted: [
    { name: 'meetings are the largest type', isFound: ({ report }) => report.by_type[0]?.name === 'meeting' },
    { name: 'advice against meetings', isFound: (findings) => suggests(findings, 'share.type.meeting') },
    { name: 'advice on no pauses', isFound: (findings) => suggests(findings, 'meeting.back_to_back') },
    { name: 'advice on fragments', isFound: (findings) => suggests(findings, 'focus.share') },
    {
      name: '17.5 h more meetings than before',
      isFound: ({ report }) => factOf(report.facts, 'change.type.meeting')?.value === 17.5,
    },
  ],
  isShort: true,
};

const emptyWeek: EvalCase = {
  name: 'an empty week',
  days: utc,
  log: usualWeek('2026-02-23'),
  goals: [{ name: 'Anything', by: 'type', value: 'development', target_hours: 1 }],
  insights: [],
  planted: [
    { name: 'nothing logged', isFound: ({ report }) => report.totals.minutes === 0 && report.entries_count === 0 },
    {
      name: 'no model asked',
      isFound: ({ asked, report }) => asked.length === 0 && report.narrative.source === 'rules',
    },
    { name: 'five gaps', isFound: ({ report }) => report.gaps.length === 5 },
    { name: 'the goal missed', isFound: ({ report }) => report.goals[0]?.met === false },
    { name: 'nothing found', isFound: ({ analysis }) => analysis.totals.hours === 0 },
  ],
  isShort: true,
};

const oneEntry: EvalCase = {
  name: 'one entry',
  days: utc,
  log: [logged('2026-03-04T09:15Z', 75, { value_rating: 'critical', tags: ['auth'] })],
  goals: [],
  insights: ['productivity', 'patterns'],
  planted: [
    { name: 'one and a quarter hours', isFound: ({ report }) => report.totals.hours === 1.25 },
    {
      name: 'low confidence',
      isFound: ({ insights }) => [...insights.values()].every(({ confidence }) => confidence < 0.85),
    },
    {
      name: 'no trend from one day',
      isFound: ({ analysis }) => !analysis.findings.some(({ kind }) => kind === 'trend'),
    },
  ],
};

const overlaps: EvalCase = {
  name: 'overlaps, midnight, a weekend',
  days: { ...utc, timeZone: 'America/New_York' },
  log: [
    logged('2026-03-02T15:00Z', 120, { title: 'Pairing', tags: ['auth'] }),
    logged('2026-03-02T16:00Z', 120, { type: 'meeting', title: 'Incident call', project: 'borealis' }),
    logged('2026-03-02T16:30Z', 60, { type: 'support', title: 'Incident call', project: 'borealis' }),
    // From 22:30 local over midnight to 01:30; and one that began before the period.
    logged('2026-03-04T03:30Z', 180, { type: 'deployment', title: 'Night release', value_rating: 'critical' }),
    logged('2026-03-02T04:00Z', 120, { type: 'debugging', title: 'Sunday outage' }),
    logged('2026-03-07T15:00Z', 240, { title: 'Saturday cleanup', project: null }),
    logged('2026-03-06T15:00Z', 15, { type: 'planning', title: 'Notes' }),
  ],
  goals: [],
  insights: ['patterns', 'time_management'],
  planted: [
    { name: 'two hours logged more than once', isFound: ({ report }) => report.totals.overlap_minutes === 120 },
    {
      name: 'the night release on two days',
      isFound: ({ report }) =>
        ['2026-03-03', '2026-03-04'].every((date) =>
          report.table.some((row) => row.date === date && row.minutes === 90),
        ),
    },
    { name: 'the outage cut at the period', isFound: ({ report }) => report.by_hour[0] === 120 },
    { name: 'advice on the weekend', isFound: (findings) => suggests(findings, 'weekend.time') },
  ],
};

export const weekCases: readonly EvalCase[] = [missedGoal, meetingHeavy, emptyWeek, oneEntry, overlaps];
