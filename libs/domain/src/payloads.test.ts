import { analysisPayload, cleanupPayload, insightPayload, notificationPayload, reportPayload } from './payloads';
import { periodBefore, periodOf, reachBefore, sameWeekdaysBefore } from './statistics/period';

const issuesOf = (result: { success: boolean; error?: { issues: { path: PropertyKey[]; message: string }[] } }) =>
  (result.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);

const insight = { user_id: 'u1', entry_ids: ['e1'], insight_type: 'productivity' };
const report = { user_id: 'u1', start_date: '2026-03-02', end_date: '2026-03-08' };

const goal = { name: 'g', by: 'type', value: 'meeting', target_hours: 3 };
const week = { start: '2026-03-02', end: '2026-03-08' };

describe('insightPayload', () => {
  it.each<[Record<string, unknown>, RegExp[]]>([
    [{}, []],
    [{ context: 'ship the beta' }, []],
    [{ context: { goals: ['ship'], anything: 1 } }, []],
    [{ context: 5 }, [/^context: must be a text or an object/]],
    [{ entry_ids: [] }, [/^entry_ids: /]],
    [{ entry_ids: Array.from({ length: 10_001 }, String) }, [/^entry_ids: /]],
    [{ insight_type: ' ' }, [/^insight_type: /]],
    [{ insight_type: 'x'.repeat(65) }, [/^insight_type: /]],
    [{ surprise: 1 }, [/surprise/]],
    [{ context: { goals: ['ship', { name: 'be kind' }, goal] } }, []],
    [{ context: { goals: ['ship', { ...goal, target_hours: -1 }] } }, [/^context\.goals\.1\.target_hours: /]],
    [{ context: { goals: [{ name: 'g', target_share: 2 }] } }, [/0\.target_share: /, /0\.by: /, /0\.value: /]],
    [{ context: { date_range: week } }, []],
    [
      { context: { date_range: { start: week.end, end: week.start } } },
      [/^context\.date_range\.end: must not be before/],
    ],
    [{ context: { date_range: { start_date: 'monday', end_date: '2026-02-30' } } }, [/start_date: /, /end_date: /]],
    [{ context: { date_range: { start: '2026-03-02' } } }, [/^context\.date_range\.end: /]],
    [{ context: { date_range: 'last week', start: 'early' } }, []],
    [{ context: { start: week.end, end: week.start } }, [/^context\.end: must not be before/]],
    [{ context: { time_zone: 'Mars/Base' } }, [/^context\.time_zone: must be an IANA time zone/]],
  ])('%#', (change, expected) => {
    const issues = issuesOf(insightPayload.safeParse({ ...insight, ...change }));
    expect(issues).toHaveLength(expected.length);
    expected.forEach((pattern, index) => expect(issues[index]).toMatch(pattern));
  });
});

describe('reportPayload', () => {
  it.each([
    [{}, []],
    [{ end_date: '2026-03-02' }, []],
    [{ start_date: '2026-03-02T08:00:00+01:00', end_date: '2026-03-02T09:00:00+01:00' }, []],
    [{ start_date: '2025-03-08', end_date: '2026-03-08' }, []],
    [{ end_date: '2026-03-01' }, ['end_date: must not be before start_date']],
    [
      { start_date: '2026-03-02T08:00:00Z', end_date: '2026-03-02T08:00:00Z' },
      ['end_date: must not be before start_date'],
    ],
    [{ start_date: '2025-01-26', end_date: '2026-03-01' }, ['end_date: must be within 366 days of start_date']],
    [{ start_date: '2026-02-30' }, ['start_date: must be a date (2026-03-02) or an RFC 3339 time']],
    [{ start_date: 'monday' }, ['start_date: must be a date (2026-03-02) or an RFC 3339 time']],
    [{ time_zone: 'Mars/Base' }, ['time_zone: must be an IANA time zone such as Europe/Berlin']],
    [
      { goals: [{ name: 'g', by: 'project', value: 'p', target_hours: 1, target_share: 0.5 }] },
      ['goals.0.target_hours: give target_hours or target_share, one of them'],
    ],
    [{ goals: [{ name: 'g', by: 'project', value: 'p', target_share: 0.5 }] }, []],
  ])('%j', (change, expected) => {
    expect(issuesOf(reportPayload.safeParse({ ...report, ...change }))).toEqual(expected);
  });

  it('fills in no goals, and leaves the zone to the user’s preferences', () => {
    expect(reportPayload.parse(report)).toEqual({ ...report, goals: [] });
  });
});

describe('analysisPayload', () => {
  it('takes years, but not decades', () => {
    expect(analysisPayload.safeParse({ ...report, start_date: '2022-03-08' }).success).toBe(true);
    expect(issuesOf(analysisPayload.safeParse({ ...report, start_date: '2001-03-08' }))).toEqual([
      'end_date: must be within 1830 days of start_date',
    ]);
  });
});

describe('cleanupPayload', () => {
  it('changes things only as its policies say', () => {
    expect(cleanupPayload.parse({ policies: [{ target: 'log_entries', older_than_days: 365 }] })).toEqual({
      policies: [{ target: 'log_entries', older_than_days: 365, archive: true }],
      dry_run: false,
      upkeep: true,
    });
    expect(issuesOf(cleanupPayload.safeParse({ policies: [{ target: 'users', older_than_days: -1 }] }))).toEqual([
      expect.stringMatching(/^policies\.0\.target: /),
      expect.stringMatching(/^policies\.0\.older_than_days: /),
    ]);
  });
});

describe('notificationPayload', () => {
  it.each([
    [{ channel: 'email', to: 'a@example.com', subject: 's', text: 'hello' }, []],
    [{ channel: 'email', to: ['a@example.com'], subject: 's', template: { name: 'message' } }, []],
    [{ channel: 'email', to: 'a@example.com', subject: 's' }, [/^text: give text, html or template/]],
    [{ channel: 'email', to: 'nobody', subject: 's', text: 'x' }, [/^to/]],
    [
      { channel: 'email', to: 'a@example.com', subject: 'a\r\nBcc: b@example.com', text: 'x' },
      [/^subject: must be one line/],
    ],
    [{ channel: 'webhook', url: 'https://example.com/hook', body: {} }, []],
    [{ channel: 'webhook', url: 'file:///etc/passwd', body: {} }, [/^url: must be an http or https address/]],
    [{ channel: 'in_app', user_ids: ['u1'], title: 't', body: 'b' }, []],
    [{ channel: 'webhook', url: 'https://example.com/hook', body: {}, urgent: true }, []],
    [{ channel: 'in_app', user_ids: ['u1'], title: 't', body: 'b', urgent: 'yes' }, [/^urgent: /]],
    [{ channel: 'announcement', title: 't', body: 'b', everyone: true }, []],
    [{ channel: 'announcement', title: 't', body: 'b' }, [/^user_ids: give user_ids, or everyone/]],
    [{ channel: 'announcement', title: 't', body: 'b', everyone: true, user_ids: ['u'] }, [/^user_ids: /]],
    [{ channel: 'pigeon' }, [/^channel: /]],
  ])('%j', (payload, expected) => {
    const issues = issuesOf(notificationPayload.safeParse(payload));
    expect(issues).toHaveLength(expected.length);
    expected.forEach((pattern, index) => expect(issues[index]).toMatch(pattern));
  });
});

describe('periodOf', () => {
  const hours = (start_date: string, end_date: string, time_zone: string) => {
    const period = periodOf({ start_date, end_date, time_zone });
    const before = periodBefore(period);
    return [(period.to - period.from) / 3_600_000, (before.to - before.from) / 3_600_000, before.to === period.from];
  };

  it.each<[string, [string, string, string], (number | boolean)[]]>([
    ['an ordinary week', ['2026-03-09', '2026-03-15', 'Europe/Berlin'], [168, 168, true]],
    ['the week that loses an hour', ['2026-03-23', '2026-03-29', 'Europe/Berlin'], [167, 168, true]],
    ['the week after it', ['2026-03-30', '2026-04-05', 'Europe/Berlin'], [168, 167, true]],
    ['the week that gains an hour', ['2026-10-19', '2026-10-25', 'Europe/Berlin'], [169, 168, true]],
    ['a zone whose midnight is skipped', ['2026-09-06', '2026-09-06', 'America/Santiago'], [23, 24, true]],
    ['two instants', ['2026-03-09T10:00:00Z', '2026-03-09T11:30:00Z', 'UTC'], [1.5, 1.5, true]],
  ])('%s', (_name, [from, to, zone], expected) => {
    expect(hours(from, to, zone)).toEqual(expected);
  });
});

describe('sameWeekdaysBefore', () => {
  it.each([
    ['a working week', '2026-03-09', '2026-03-13', ['2026-03-02', '2026-03-07']],
    ['a whole week', '2026-03-09', '2026-03-15', ['2026-03-02', '2026-03-09']],
    ['a day', '2026-03-09', '2026-03-09', ['2026-03-02', '2026-03-03']],
    ['ten days', '2026-03-09', '2026-03-18', ['2026-02-23', '2026-03-05']],
    ['a week that loses an hour', '2026-03-23', '2026-03-29', ['2026-03-16', '2026-03-23']],
    ['a week that gains one', '2026-10-19', '2026-10-25', ['2026-10-12', '2026-10-19']],
  ] as const)('%s', (...[, start_date, end_date, expected]) => {
    const period = periodOf({ start_date, end_date, time_zone: 'Europe/Berlin' });
    const before = sameWeekdaysBefore(period);
    const day = (time: number) => new Date(time).toLocaleDateString('sv', { timeZone: 'Europe/Berlin' });
    expect([day(before.from), day(before.to)]).toEqual(expected);
    // Entries as the API reads them, from the first entry's start, hold all of it.
    const reach = reachBefore({ from: period.from + 20 * 3_600_000, to: period.to });
    expect(reach.from).toBeLessThanOrEqual(before.from);
    expect(reach.to).toBeGreaterThanOrEqual(before.to);
  });
});
