import type { CatchUp } from '@englog/domain';
import { firingAfter, planFirings } from './schedule-times';

const ms = (time: string) => Date.parse(time);
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString().replace(':00.000Z', 'Z'));

const series = (cron: string, zone: string, after: string, count: number): (string | null)[] => {
  const found: (string | null)[] = [];
  for (let at: number | null = ms(after); at !== null && found.length < count;) {
    at = firingAfter(cron, zone, at);
    found.push(iso(at));
  }
  return found;
};

describe('firingAfter', () => {
  it.each<[name: string, cron: string, zone: string, after: string, expected: (string | null)[]]>([
    [
      'keeps its wall clock over a clock change',
      '0 8 * * 1',
      'Europe/Berlin',
      '2026-03-20T12:00Z',
      ['2026-03-23T07:00Z', '2026-03-30T06:00Z'],
    ],
    [
      'fires a skipped time at the moment after',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      ['2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ],
    [
      'fires skipped times once',
      '0,30 2 * * *',
      'Europe/Berlin',
      '2026-03-29T00:00Z',
      ['2026-03-29T01:00Z', '2026-03-30T00:00Z'],
    ],
    [
      'fires a time shown twice at the first',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      ['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ],
    [
      'never looks back from within the second of two hours',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-25T01:10Z',
      ['2026-10-26T01:30Z'],
    ],
    [
      'goes on through an hour that comes twice',
      '*/30 * * * *',
      'Europe/Berlin',
      '2026-10-25T00:10Z',
      ['2026-10-25T00:30Z', '2026-10-25T01:00Z', '2026-10-25T01:30Z', '2026-10-25T02:00Z', '2026-10-25T02:30Z'],
    ],
    [
      'goes on over an hour that is left out',
      '0 * * * *',
      'Europe/Berlin',
      '2026-03-28T23:30Z',
      ['2026-03-29T00:00Z', '2026-03-29T01:00Z', '2026-03-29T02:00Z'],
    ],
    [
      'knows half an hour of summer time',
      '45 1 * * *',
      'Australia/Lord_Howe',
      '2026-04-03T12:00Z',
      ['2026-04-03T14:45Z', '2026-04-04T14:45Z', '2026-04-05T15:15Z'],
    ],
    ['knows offsets of quarters', '15 8 * * *', 'Asia/Kathmandu', '2026-01-01T00:00Z', ['2026-01-01T02:30Z']],
    [
      'fires in the west at the second Sunday’s first 1:30',
      '30 1 * * *',
      'America/New_York',
      '2026-10-31T12:00Z',
      ['2026-11-01T05:30Z', '2026-11-02T06:30Z'],
    ],
    ['waits for a leap day', '0 8 29 2 *', 'UTC', '2026-03-01T00:00Z', ['2028-02-29T08:00Z']],
    ['says when there is none', '0 8 30 2 *', 'UTC', '2026-03-01T00:00Z', [null]],
    ['is past its own time', '0 8 * * *', 'UTC', '2026-03-01T08:00Z', ['2026-03-02T08:00Z']],
    ['takes a millisecond before as before', '0 8 * * *', 'UTC', '2026-03-01T07:59:59.999Z', ['2026-03-01T08:00Z']],
  ])('%s', (...[, cron, zone, after, expected]) => {
    expect(series(cron, zone, after, expected.length)).toEqual(expected);
  });

  it.each([
    ['0 8 * * * *', 'UTC'],
    ['often', 'UTC'],
    ['0 8 * * *', 'Mars/Base'],
  ])('refuses %s in %s', (cron, zone) => {
    expect(() => firingAfter(cron, zone, 0)).toThrow();
  });

  it.each(['30 2 * * *', '*/20 * * * *', '0 */3 * * *', '15,45 1,2,3 * * *'])('only ever goes forward: %s', (cron) => {
    for (let at = ms('2026-10-24T20:00Z'); at < ms('2026-10-25T06:00Z'); at += 7 * 60_000)
      expect(firingAfter(cron, 'Europe/Berlin', at)).toBeGreaterThan(at);
  });
});

describe('planFirings', () => {
  const plan = (cron: string, catchUp: CatchUp, dueAt: string, now: string) => {
    const { firesAt, nextAt: next } = planFirings({ cron, timeZone: 'UTC', catchUp, nextAt: ms(dueAt) }, ms(now));
    return { firesAt: firesAt.map(iso), nextAt: iso(next) };
  };
  const daily = '0 8 * * *';

  it.each<[name: string, catchUp: CatchUp, now: string, firesAt: (string | null)[], nextAt: string]>([
    ['in time', 'none', '2026-03-02T08:00:00.100Z', ['2026-03-02T08:00Z'], '2026-03-03T08:00Z'],
    ['a restart late', 'none', '2026-03-02T08:00:50Z', ['2026-03-02T08:00Z'], '2026-03-03T08:00Z'],
    ['missed', 'none', '2026-03-02T09:00Z', [], '2026-03-03T08:00Z'],
    ['missed for days, and due now', 'none', '2026-03-05T08:00Z', ['2026-03-05T08:00Z'], '2026-03-06T08:00Z'],
    ['missed for days', 'once', '2026-03-05T09:00Z', ['2026-03-05T08:00Z'], '2026-03-06T08:00Z'],
    ['missed for a year', 'once', '2027-03-05T09:00Z', ['2027-03-05T08:00Z'], '2027-03-06T08:00Z'],
    [
      'missed for days',
      'all',
      '2026-03-04T09:00Z',
      ['2026-03-02T08:00Z', '2026-03-03T08:00Z', '2026-03-04T08:00Z'],
      '2026-03-05T08:00Z',
    ],
  ])('%s, catching up %s', (...[, catchUp, now, firesAt, nextAt]) => {
    expect(plan(daily, catchUp, '2026-03-02T08:00Z', now)).toEqual({ firesAt, nextAt });
  });

  it('makes up a thousand firings a hundred at a time', () => {
    const first = plan('* * * * *', 'all', '2026-03-02T08:00Z', '2026-03-03T08:00Z');
    expect(first.firesAt).toHaveLength(100);
    expect(first.nextAt).toBe('2026-03-02T09:40Z');
  });

  it('finds the last of a year of minutes at once', () => {
    const startedAt = performance.now();
    expect(plan('* * * * *', 'once', '2025-03-02T08:00Z', '2026-03-02T08:00Z').firesAt).toEqual(['2026-03-02T08:00Z']);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it('finds the only one', () => {
    expect(plan('0 8 29 2 *', 'once', '2024-02-29T08:00Z', '2026-03-02T08:00Z')).toEqual({
      firesAt: ['2024-02-29T08:00Z'],
      nextAt: '2028-02-29T08:00Z',
    });
  });
});
