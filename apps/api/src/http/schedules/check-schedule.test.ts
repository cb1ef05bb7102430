import { EnglogError } from '@englog/domain';
import type { NewSchedule } from '@englog/domain';
import { checkSchedule } from './check-schedule';

const now = Date.parse('2026-03-27T12:00:00Z');
const weekly: NewSchedule = {
  userId: 'u1',
  name: 'Weekly report',
  cron: '0 8 * * 1',
  timeZone: 'Europe/Berlin',
  task: { type: 'weekly_report', period: 'previous_week' },
  catchUp: 'once',
  enabled: true,
};
const fieldsOf = (change: Partial<NewSchedule>): string[] => {
  try {
    checkSchedule({ ...weekly, ...change }, now, ['default']);
    return [];
  } catch (error) {
    return EnglogError.from(error).fields.map(({ field, message }) => `${field} ${message}`);
  }
};

describe('checkSchedule', () => {
  it('sees the task of the next firing', () => {
    expect(checkSchedule(weekly, now, ['default']).payload).toMatchObject({
      user_id: 'u1',
      start_date: '2026-03-23',
      end_date: '2026-03-29',
    });
  });

  it.each<[Partial<NewSchedule>, RegExp]>([
    [{ cron: 'every monday' }, /^cron must be a cron pattern of five fields/],
    [{ cron: '* * * * * *' }, /^cron must be a cron pattern of five fields/],
    [{ cron: '99 8 * * 1' }, /^cron must be/],
    [{ cron: '0 8 30 2 *' }, /^cron never fires/],
    [{ task: { type: 'weekly_report' } }, /^task\.period is required/],
    [{ task: { type: 'nap' } }, /^task\.type must be one of/],
    [{ task: { ...weekly.task, priority: 11 } }, /^task\.priority /],
    [{ task: { ...weekly.task, pool: 'gpu' } }, /^task\.pool is not a known pool/],
  ])('refuses %j', (change, expected) => {
    expect(fieldsOf(change)[0]).toMatch(expected);
  });
});
