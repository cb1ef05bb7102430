import type { NotificationChannel } from './payloads';
import { decideDelivery, defaultPreferences, preferences } from './preferences';
import type { Preferences } from './preferences';

const at = (time: string): number => Date.parse(time);
const decide = (wanted: Preferences, channel: NotificationChannel, now: number, urgent = false) =>
  decideDelivery(wanted, { channel, urgent }, now);
const night = preferences.parse({ time_zone: 'Europe/Berlin', quiet_hours: { from: '22:00', to: '07:30' } });
const noon = preferences.parse({
  quiet_hours: { from: '12:00', to: '13:00' },
  channels: { email: { quiet: 'suppress' }, in_app: { enabled: false } },
});

test('without preferences everything goes out at once', () => {
  expect(decide(defaultPreferences, 'email', at('2026-03-02T03:00:00Z'))).toEqual({ kind: 'now' });
});

test.each([
  // Berlin is an hour ahead of UTC in winter, two in summer.
  ['before', '2026-03-02T20:59:00Z', null],
  ['at the start', '2026-03-02T21:00:00Z', '2026-03-03T06:30:00.000Z'],
  ['after midnight', '2026-03-03T02:00:00Z', '2026-03-03T06:30:00.000Z'],
  ['in the last minute', '2026-03-03T06:29:59Z', '2026-03-03T06:30:00.000Z'],
  ['at the end', '2026-03-03T06:30:00Z', null],
  ['in the night the clock goes forward', '2026-03-28T22:00:00Z', '2026-03-29T05:30:00.000Z'],
  ['in the night it goes back', '2026-10-24T22:00:00Z', '2026-10-25T06:30:00.000Z'],
])('quiet hours over midnight, %s', (_, now, until) => {
  const decision = decide(night, 'email', at(now));
  expect(decision.kind === 'later' ? new Date(decision.at).toISOString() : null).toBe(until);
});

test('an end that the clock shows twice is never in the past', () => {
  const odd = preferences.parse({ time_zone: 'Europe/Berlin', quiet_hours: { from: '01:00', to: '02:30' } });
  const second = at('2026-10-25T01:10:00Z');
  expect(decide(odd, 'email', second)).toMatchObject({ kind: 'later' });
  expect((decide(odd, 'email', second) as { at: number }).at).toBeGreaterThan(second);
});

test('each channel has its own rule', () => {
  const lunch = at('2026-03-02T12:30:00Z');
  expect(decide(noon, 'email', lunch)).toEqual({ kind: 'never', reason: 'quiet_hours' });
  expect(decide(noon, 'webhook', lunch)).toEqual({ kind: 'now' });
  expect(decide(noon, 'announcement', lunch)).toEqual({ kind: 'later', at: at('2026-03-02T13:00:00Z') });
  expect(decide(noon, 'in_app', at('2026-03-02T18:00:00Z'))).toEqual({
    kind: 'never',
    reason: 'channel_disabled',
  });
});

test('what is urgent goes out in quiet hours, but over no disabled channel', () => {
  const lunch = at('2026-03-02T12:30:00Z');
  for (const channel of ['email', 'announcement'] as const)
    expect(decide(noon, channel, lunch, true)).toEqual({ kind: 'now' });
  expect(decide(noon, 'in_app', lunch, true)).toEqual({ kind: 'never', reason: 'channel_disabled' });
});

test.each([
  [{ quiet_hours: { from: '25:00', to: '07:00' } }, 'quiet_hours.from'],
  [{ quiet_hours: { from: '07:00', to: '07:00' } }, 'quiet_hours.to'],
  [{ time_zone: 'Mars/Base' }, 'time_zone'],
  [{ channels: { pigeon: {} } }, 'channels'],
  [{ channels: { email: { quiet: 'never' } } }, 'channels.email.quiet'],
])('%j is refused by its field', (input, field) => {
  expect(preferences.safeParse(input).error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
});
