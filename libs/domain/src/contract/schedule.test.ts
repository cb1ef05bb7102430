import { datesOf, taskOfFiring } from './schedule';

const firesAt = Date.parse('2026-03-30T06:00:00Z');
const context = { userId: 'u1', firesAt, timeZone: 'Europe/Berlin', now: firesAt, pools: ['default'] };
const errorsOf = (template: Record<string, unknown>) => {
  const parsed = taskOfFiring(template, context);
  return parsed.ok ? [] : parsed.errors.map(({ field, message }) => `${field}: ${message}`);
};

describe('datesOf', () => {
  it.each([
    ['previous_day', '2026-03-30T06:00:00Z', 'Europe/Berlin', ['2026-03-29', '2026-03-29']],
    ['previous_week', '2026-03-30T06:00:00Z', 'Europe/Berlin', ['2026-03-23', '2026-03-29']],
    ['previous_week', '2026-03-29T22:30:00Z', 'UTC', ['2026-03-16', '2026-03-22']],
    ['previous_week', '2026-03-29T22:30:00Z', 'Europe/Berlin', ['2026-03-23', '2026-03-29']],
    ['previous_month', '2024-03-31T06:00:00Z', 'UTC', ['2024-02-01', '2024-02-29']],
    ['previous_month', '2026-01-01T06:00:00Z', 'UTC', ['2025-12-01', '2025-12-31']],
  ] as const)('%s before %s in %s', (period, at, zone, [start_date, end_date]) => {
    expect(datesOf(period, Date.parse(at), zone)).toEqual({ start_date, end_date });
  });
});

describe('taskOfFiring', () => {
  it('makes the report of the week before', () => {
    const parsed = taskOfFiring({ type: 'weekly_report', period: 'previous_week', priority: 7 }, context);
    expect(parsed).toMatchObject({
      ok: true,
      task: {
        type: 'weekly_report',
        userId: 'u1',
        priority: 7,
        payload: { user_id: 'u1', start_date: '2026-03-23', end_date: '2026-03-29', time_zone: 'Europe/Berlin' },
      },
    });
  });

  it.each<[Record<string, unknown>, string]>([
    [
      { type: 'weekly_report', period: 'last_week' },
      'period: must be one of previous_day, previous_week, previous_month',
    ],
    [
      { type: 'data_analysis' },
      'period: is required (one of previous_day, previous_week, previous_month), or start_date and end_date',
    ],
    [{ type: 'weekly_report', end_date: '2026-03-01' }, 'start_date: is required'],
    [{ type: 'weekly_report', week_start: '2026-02-23' }, 'end_date: is required'],
    [{ type: 'cleanup', period: 'previous_week' }, 'period: is only for weekly_report and data_analysis'],
    [
      { type: 'weekly_report', period: 'previous_week', end_date: '2026-03-01' },
      'period: stands in place of start_date and end_date: give one of them',
    ],
    [{ type: 'cleanup', run_at: '2026-03-30T06:00:00Z' }, 'run_at: is the schedule’s own to say'],
    [{ type: 'cleanup', deadline: '2027-03-30T06:00:00Z' }, 'deadline: must be a duration such as 90s in a schedule'],
    [{ type: 'weekly_report', period: 'previous_week', surprise: 1 }, 'surprise: is not a known field'],
    [{}, 'type: is required'],
  ])('refuses %j', (template, expected) => {
    expect(errorsOf(template)).toEqual([expected]);
  });
});
