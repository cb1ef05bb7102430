import { computeFacts } from '../facts/compute-facts';
import type { Fact } from '../facts/fact';
import type { CheckContext } from '../insight/check';
import { periodOf } from '../statistics/period';
import { span } from './entry';

/** A week of 19.5 hours (9 before it), two goals met, one of them exactly, and one missed: what sentences in tests tell of. */
const days = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'];
const { facts } = computeFacts({
  spans: [
    ...days.flatMap((day) => [
      span(day, '09:00', '11:30', { value_rating: 'high', tags: ['auth'] }),
      span(day, '12:00', '13:00', { type: 'meeting', title: 'Sync', project: null, impact_level: 'team' }),
    ]),
    span('2026-03-02', '20:00', '22:00', { type: 'documentation', project: 'docs' }),
  ],
  before: [span('2026-02-24', '09:00', '18:00', { type: 'meeting', project: null })],
  period: periodOf({ start_date: '2026-03-02', end_date: '2026-03-08', time_zone: 'UTC' }),
  goals: [
    { name: 'Docs', target_hours: 10, by: 'project', value: 'docs' },
    { name: 'Code', target_hours: 5, by: 'type', value: 'development' },
    { name: 'Sync', target_hours: 5, by: 'type', value: 'meeting' },
  ],
});

export const toldWeek: CheckContext = {
  facts: new Map(facts.map((fact): [string, Fact] => [fact.id, fact])),
  vocabulary: ['week', 'woche', 'semaine'],
};
