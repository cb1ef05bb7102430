import { DateTime } from 'luxon';
import { z } from 'zod';
import type { NotificationChannel } from './payloads';
import { isTimeZone } from './statistics/period';

/** What becomes of a message in quiet hours: it goes out all the same, when they end, or not at all. */
const quietRules = ['deliver', 'delay', 'suppress'] as const;

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 22:30');
const channelRules = z.strictObject({
  /** False: nothing of this channel, at no time. */
  enabled: z.boolean().default(true),
  quiet: z.enum(quietRules).default('delay'),
});
const everyChannel = { enabled: true, quiet: 'delay' } as const;

/** How a user wants to be notified; left out is the default. */
export const preferences = z.strictObject({
  time_zone: z.string().max(64).refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin').default('UTC'),
  /** Daily, over midnight when `to` is not after `from`; null for none. */
  quiet_hours: z
    .strictObject({ from: clock, to: clock })
    .refine(({ from, to }) => from !== to, { path: ['to'], message: 'must differ from from' })
    .nullable()
    .default(null),
  channels: z
    .strictObject({
      email: channelRules.default(everyChannel),
      webhook: channelRules.default({ enabled: true, quiet: 'deliver' }),
      in_app: channelRules.default(everyChannel),
      announcement: channelRules.default(everyChannel),
    } satisfies Record<NotificationChannel, z.ZodType>)
    .prefault({}),
});
export type Preferences = z.infer<typeof preferences>;

export const defaultPreferences: Preferences = preferences.parse({});

export type DeliveryDecision =
  | { kind: 'now' }
  /** Epoch ms. */
  | { kind: 'later'; at: number }
  | { kind: 'never'; reason: 'channel_disabled' | 'quiet_hours' };

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** When the quiet hours that `now` lies in end; null outside of them. By the wall clock, whatever it does at night. */
const quietUntil = ({ time_zone, quiet_hours }: Preferences, now: number): number | null => {
  if (quiet_hours === null) return null;
  const local = DateTime.fromMillis(now, { zone: time_zone });
  const [minute, from, to] = [local.hour * 60 + local.minute, minutesOf(quiet_hours.from), minutesOf(quiet_hours.to)];
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return null;
  const day = minute < to ? local : local.plus({ days: 1 });
  const end = day.set({ hour: Math.floor(to / 60), minute: to % 60, second: 0, millisecond: 0 }).toMillis();
  // In the hour that comes twice, the end on the clock has been once already.
  return end > now ? end : end + 3_600_000;
};

export interface Message {
  channel: NotificationChannel;
  /** Not held back by quiet hours. */
  urgent: boolean;
}

/** Whether a message to a user goes out now, by the user's preferences. */
export const decideDelivery = (wanted: Preferences, { channel, urgent }: Message, now: number): DeliveryDecision => {
  const { enabled, quiet } = wanted.channels[channel];
  if (!enabled) return { kind: 'never', reason: 'channel_disabled' };
  const until = urgent || quiet === 'deliver' ? null : quietUntil(wanted, now);
  if (until === null) return { kind: 'now' };
  return quiet === 'delay' ? { kind: 'later', at: until } : { kind: 'never', reason: 'quiet_hours' };
};
