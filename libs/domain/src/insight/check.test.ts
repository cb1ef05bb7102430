import type { Fact } from '../facts/fact';
import { computeFacts } from '../facts/compute-facts';
import { periodOf } from '../statistics/period';
import { span } from '../testing/entry';
import { checkStatement } from './check';
import { english } from './lexicon/en';
import { parseNumber } from './tokens';

const days = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'];
const spans = days.flatMap((day, index) => [
  span(day, '09:00', '11:30', { project: 'Apollo', title: 'Login flow', value_rating: 'high' }),
  span(day, '12:00', '13:00', { type: 'meeting', project: 'Beta 2', title: 'Sync' }),
  ...(index < 2 ? [span(day, '13:00', '14:00', { type: 'code_review', project: 'Beta 2', tags: ['team'] })] : []),
]);
const before = [
  span('2026-02-24', '09:00', '11:00', { project: 'Apollo' }),
  span('2026-02-25', '09:00', '18:00', { type: 'meeting', project: 'Beta 2' }),
];
const { facts: list } = computeFacts({
  spans,
  before,
  period: periodOf({ start_date: '2026-03-02', end_date: '2026-03-08', time_zone: 'UTC' }),
  goals: [
    { name: 'Deep work', by: 'project', value: 'Apollo', target_hours: 10 },
    { name: 'Reviews', by: 'type', value: 'code_review', target_hours: 4 },
  ],
});
const facts = new Map(list.map((fact): [string, Fact] => [fact.id, fact]));
const all = [...facts.keys()];

const verdict = (text: string, fact_ids: string[]) =>
  checkStatement({ text, fact_ids }, { facts, vocabulary: ['week'] });

test('the week the sentences below speak of', () => {
  expect(
    Object.fromEntries(
      [
        'time.total',
        'time.type.development',
        'time.type.meeting',
        'share.type.meeting',
        'top.type',
        'change.type.meeting',
        'goal.short.2',
        'entries.count',
      ].map((id) => [id, facts.get(id)?.value]),
    ),
  ).toEqual({
    'time.total': 19.5,
    'time.type.development': 12.5,
    'time.type.meeting': 5,
    'share.type.meeting': 25.6,
    'top.type': 64.1,
    'change.type.meeting': -4,
    'goal.short.2': 2,
    'entries.count': 12,
  });
});

describe('true sentences pass', () => {
  it.each<[string, string[]]>([
    ['You logged 19.5 hours in total.', ['time.total']],
    ['You logged 19.5 hours this week.', ['time.total']],
    ['In total, about 20 hours were logged.', ['time.total']],
    ['You spent 12.5 hours on development and 5 hours in meetings.', ['time.type.development', 'time.type.meeting']],
    [
      'Development took 12 h 30 min, while meetings took 5 hours (25.6%).',
      ['time.type.development', 'time.type.meeting', 'share.type.meeting'],
    ],
    ['Meetings accounted for 26% of your time.', ['share.type.meeting']],
    ['The largest part of the time, 64.1 %, went to development.', ['top.type']],
    ['Time in meetings fell by 4 hours.', ['change.type.meeting']],
    ['Meetings took 4 hours less than in the period before.', ['change.type.meeting']],
    ['Overall, you logged 8.5 hours more than in the period before.', ['change.total']],
    ['The log holds 12 entries on 5 active days.', ['entries.count', 'days.active']],
    ['Your longest focus block lasted 2.5 hours.', ['focus.longest']],
    ['Project “Apollo” took 12.5 hours.', ['time.project.apollo']],
    ['Project Beta 2 took 7 hours.', ['time.project.beta-2']],
    ['The goal “Deep work” was met, with 12.5 hours done.', ['goal.met.1']],
    ['The goal “Reviews” was missed, 2 hours short of the target.', ['goal.missed.2', 'goal.short.2']],
    ['You logged **19.5 hours**. Meetings took 5 hours.', ['time.total', 'time.type.meeting']],
    ['Insgesamt wurden 19,5 Stunden erfasst.', ['time.total']],
    [
      'Auf Besprechungen entfielen 5 Stunden, auf Entwicklung 12,5 Stunden.',
      ['time.type.meeting', 'time.type.development'],
    ],
    ['Der größte Anteil, 64,1 %, entfiel auf Entwicklung.', ['top.type']],
    ['Au total, 19,5 heures ont été enregistrées.', ['time.total']],
    ['Les réunions ont pris 5 heures, soit 25,6 % du temps.', ['time.type.meeting', 'share.type.meeting']],
  ])('%s', (text, cited) => expect(verdict(text, cited)).toMatchObject({ ok: true }));
});

describe('lies do not, even with every fact cited', () => {
  it.each([
    // wrong figures and units
    'You logged 40 hours in total.',
    'You logged 19.6 hours in total.',
    'You logged 19.5 minutes in total.',
    'Meetings took 5 percent of the time.',
    'Over 20 hours were logged in total.',
    'Nearly 19 hours were logged in total.',
    'The log holds 12.4 entries.',
    'The log holds 5 projects.',
    // figures of something else
    'You spent 5 hours on development and 12.5 hours in meetings.',
    'Meetings took 12.5 hours.',
    'Project Apollo took 7 hours.',
    'All 19.5 hours in total were meetings.',
    'Focus took 5 hours and meetings took 12.5 hours.',
    'Your longest focus block lasted 12.5 hours.',
    'Reviews came to 12.5 hours.',
    // directions, ranks and goals
    'Time in meetings rose by 4 hours.',
    'Time in meetings fell.  Development fell by 10.5 hours.',
    'Meetings increased to 5 hours.',
    'The largest part of the time, 25.6 %, went to meetings.',
    'Meetings took most of the time.',
    'The goal “Reviews” was met, with 2 hours done.',
    'The goal “Deep work” was missed, with 12.5 hours done.',
    'The goal “Deep work” is 2 hours short of the target.',
    // claims that no figure can hold
    'You are a great engineer.',
    'You logged 19.5 hours in total and your manager praised it.',
    'You logged 19.5 hours in total, which shows burnout.',
    'You did not log 19.5 hours in total.',
    'You logged 19.5 hours in total because meetings fell.',
    'You logged 19.5 hours in total with Alice.',
    'Half of the 19.5 hours in total were meetings.',
    'You logged twice 19.5 hours in total.',
    'Meeting time doubled.',
    // statements of plain words behind a true figure
    ...[
      'the project is done',
      'the work was equal to the target',
      'the goal is reached',
      'you took a share of the project',
      'the project was held up',
    ].flatMap((claim) => [
      `You logged 19.5 hours in total, and ${claim}.`,
      `You logged 19.5 hours in total: ${claim}.`,
    ]),
    'You logged 19.5 hours in total as the project was held.',
    'Project “Apollo” took 12.5 hours and “Apollo” is done.',
    'You logged 19.5 hours in total, and the project was 8.5 hours more.',
    'You logged 19.5 hours in total, and the project increased.',
    'The largest part of the time, 64.1 %, went to development and the work is done.',
    'Insgesamt wurden 19,5 Stunden erfasst, und das Projekt ist dokumentiert.',
    'Au total, 19,5 heures ont été enregistrées et le projet est passé.',
    'Someone logged 19.5 hours in total.',
    // dodges
    'You logged 19.5 hours per day in total.',
    'You logged 19.5-20 hours in total.',
    'You logged +19.5 hours in total.',
    'You logged 19.5 hours in total 🚀.',
    'You logged 19.5 hours in total on 2026-03-04.',
    'You logged 19.5 hours in total. You saved the company.',
    'You logged 1.9.5 hours in total.',
    'Time was logged.',
    'Meetings.',
    '5',
    '',
    'x'.repeat(501),
    'Insgesamt wurden 40 Stunden erfasst.',
    'Insgesamt wurden nicht 19,5 Stunden erfasst.',
    'Au total, 40 heures ont été enregistrées.',
    '合計で19.5時間を記録しました。',
    'Всего записано 19.5 часов.',
  ])('%s', (text) => expect(verdict(text, all)).toMatchObject({ ok: false }));

  it.each<[string, string[]]>([
    ['You logged 19.5 hours in total.', []],
    ['You logged 19.5 hours in total.', ['time.invented']],
    ['You logged 19.5 hours in total.', ['time.type.meeting']],
    ['Meetings took 4 hours.', ['change.type.meeting']],
    ['Meetings took 5 hours.', ['time.total', 'time.type.development']],
    ['The day with 3.5 hours was Monday.', ['time.total']],
  ])('%s citing %j', (text, cited) => expect(verdict(text, cited)).toMatchObject({ ok: false }));
});

test('every fact passes in its own words', () => {
  for (const fact of list)
    expect([fact.text, verdict(fact.text, [fact.id])]).toEqual([fact.text, expect.objectContaining({ ok: true })]);
});

test('a figure changed in any fact’s own words is refused', () => {
  for (const fact of list) {
    const wrong = fact.text.replace(String(Math.abs(fact.value)), String(Math.abs(fact.value) + 3));
    expect([wrong, verdict(wrong, all).ok]).toEqual([wrong, false]);
  }
});

test('a change of a period that runs is told as one by then', () => {
  const running = computeFacts({
    spans: [span('2026-03-02', '09:00', '12:00', {})],
    before: [span('2026-02-23', '09:00', '10:00', {})],
    period: periodOf({ start_date: '2026-03-02', end_date: '2026-03-08', time_zone: 'UTC' }),
    now: Date.parse('2026-03-03T00:00:00Z'),
  }).facts;
  const context = { facts: new Map(running.map((fact): [string, Fact] => [fact.id, fact])) };
  const check = (text: string) => checkStatement({ text, fact_ids: ['change.total'] }, context).ok;
  expect(check('You logged 2 hours more than by then in the period before.')).toBe(true);
  expect(check('You logged 2 hours more than in the period before.')).toBe(false);
});

test('a name that looks like a word or a figure is only a name', () => {
  const odd = computeFacts({
    spans: [
      span('2026-03-02', '09:00', '11:00', { project: '99 hours' }),
      span('2026-03-02', '11:00', '12:00', { project: 'more' }),
    ],
    period: periodOf({ start_date: '2026-03-02', end_date: '2026-03-02', time_zone: 'UTC' }),
  }).facts;
  const context = { facts: new Map(odd.map((fact): [string, Fact] => [fact.id, fact])) };
  const check = (text: string) => checkStatement({ text, fact_ids: [...context.facts.keys()] }, context).ok;
  expect(check('Project “99 hours” took 2 hours.')).toBe(true);
  expect(check('Project “more” took 1 hour.')).toBe(true);
  expect(check('You logged 99 hours in total.')).toBe(false);
});

test.each([
  ['1,234.5', false, { value: 1234.5, decimals: 1 }],
  ['1.234,5', true, { value: 1234.5, decimals: 1 }],
  ['12,5', true, { value: 12.5, decimals: 1 }],
  ['12,5', false, null],
  ['1.2.3', false, null],
  ['1 234', true, { value: 1234, decimals: 0 }],
])('parseNumber %s, decimal comma %s', (text, comma, expected) => {
  expect(parseNumber(text, comma)).toEqual(expected);
  expect(english.decimalComma).toBe(false);
});
