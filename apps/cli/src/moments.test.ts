import { dayPeriod, parseMoment, requireZone, weekPeriod } from './moments';

const zone = 'Europe/Berlin';
const now = Date.parse('2026-03-31T22:30:00Z'); // 1 April, 00:30 in Berlin
const iso = (millis: number | null): string | null => (millis === null ? null : new Date(millis).toISOString());

describe('parseMoment', () => {
  it.each<[string, 'start' | 'end', string | null]>([
    ['2026-03-02', 'start', '2026-03-01T23:00:00.000Z'],
    ['2026-03-02', 'end', '2026-03-02T22:59:59.999Z'],
    ['2026-03-29', 'end', '2026-03-29T21:59:59.999Z'], // the day the clocks go forward
    ['2026-03-02T09:00', 'start', '2026-03-02T08:00:00.000Z'],
    ['2026-03-02 09:00:30', 'start', '2026-03-02T08:00:30.000Z'],
    ['2026-03-02T09:00:00Z', 'end', '2026-03-02T09:00:00.000Z'],
    ['2026-03-02T09:00:00-05:00', 'end', '2026-03-02T14:00:00.000Z'],
    ['today', 'start', '2026-03-31T22:00:00.000Z'],
    ['yesterday', 'start', '2026-03-30T22:00:00.000Z'],
    ['7d', 'start', '2026-03-24T23:00:00.000Z'],
    ['2w', 'end', '2026-03-18T22:59:59.999Z'],
    ['1m', 'start', '2026-02-28T23:00:00.000Z'],
    ['3h', 'start', '2026-03-31T19:30:00.000Z'],
    ['2026-02-30', 'start', null],
    ['2026-13-01', 'start', null],
    ['last monday', 'start', null],
    ['', 'start', null],
    ['99999d', 'start', null],
  ])('%s (%s) is %s', (text, edge, expected) => {
    expect(iso(parseMoment(text, { zone, edge, now }))).toBe(expected);
  });
});

describe('weekPeriod', () => {
  it.each([
    ['2026-W10', '2026-03-02', '2026-03-08'],
    ['2026-W53', '2026-12-28', '2027-01-03'],
    ['2026-03-08', '2026-03-02', '2026-03-08'],
    ['this', '2026-03-30', '2026-04-05'],
    ['last', '2026-03-23', '2026-03-29'],
  ])('%s is %s to %s', (text, start, end) => {
    expect(weekPeriod(text, zone, now)).toEqual({ start, end });
  });

  it.each(['2026-W54', '2026-02-30', '2026-10', 'next', ''])('refuses %j', (text) => {
    expect(() => weekPeriod(text, zone, now)).toThrow(/is no week/);
  });
});

describe('dayPeriod', () => {
  it('is the last seven days by default, in the zone', () => {
    expect(dayPeriod({}, zone, now)).toEqual({ start: '2026-03-26', end: '2026-04-01' });
    expect(dayPeriod({}, 'UTC', now)).toEqual({ start: '2026-03-25', end: '2026-03-31' });
  });

  it('takes either end', () => {
    expect(dayPeriod({ until: '2026-03-08' }, zone, now)).toEqual({ start: '2026-03-02', end: '2026-03-08' });
    expect(dayPeriod({ since: '2026-03-02', until: '2026-03-02' }, zone, now)).toEqual({
      start: '2026-03-02',
      end: '2026-03-02',
    });
  });

  it('refuses an end before the start, and what is no date', () => {
    expect(() => dayPeriod({ since: '2026-03-03', until: '2026-03-02' }, zone, now)).toThrow(
      '--since must not be after --until',
    );
    expect(() => dayPeriod({ since: 'soon' }, zone, now)).toThrow(/--since soon is no date/);
  });
});

describe('requireZone', () => {
  it('refuses a zone that is none', () => {
    expect(requireZone(zone)).toBe(zone);
    expect(() => requireZone('Mars/Olympus')).toThrow(/no IANA time zone/);
  });
});
