import { DateTime } from 'luxon';
import { CliError, exitCodes } from './cli-error';

export interface MomentContext {
  /** IANA time zone that days are counted in. */
  zone: string;
  /** Which end of a day a bare date means. */
  edge: 'start' | 'end';
  /** Epoch milliseconds. */
  now: number;
}

const unitByLetter = { h: 'hours', d: 'days', w: 'weeks', m: 'months', y: 'years' } as const;

/** `2026-03-02` (a whole day), an RFC 3339 or local time, `today`, `yesterday`, or `3d`, `2w` ago; null for anything else. */
export const parseMoment = (text: string, { zone, edge, now }: MomentContext): number | null => {
  const edgeOf = (day: DateTime): number => (edge === 'start' ? day.startOf('day') : day.endOf('day')).toMillis();
  const trimmed = text.trim();
  const here = DateTime.fromMillis(now, { zone });
  if (/^today$/i.test(trimmed)) return edgeOf(here);
  if (/^yesterday$/i.test(trimmed)) return edgeOf(here.minus({ days: 1 }));
  const ago = /^(\d{1,4})([hdwmy])$/.exec(trimmed);
  if (ago !== null) {
    const moment = here.minus({ [unitByLetter[ago[2] as keyof typeof unitByLetter]]: Number(ago[1]) });
    return ago[2] === 'h' ? moment.toMillis() : edgeOf(moment);
  }
  if (!/^\d{4}-\d{2}-\d{2}/.test(trimmed)) return null;
  const moment = DateTime.fromISO(trimmed.replace(/^(\S+) (?=\d)/, '$1T'), { zone });
  if (!moment.isValid) return null;
  return trimmed.length === 10 ? edgeOf(moment) : moment.toMillis();
};

export const requireMoment = (option: string, text: string, context: MomentContext): number => {
  const moment = parseMoment(text, context);
  if (moment === null)
    throw new CliError(
      `${option} ${text} is no date: give 2026-03-02, an RFC 3339 time, today, yesterday, or 7d, 2w`,
      exitCodes.usage,
    );
  return moment;
};

/** The days a report is about, `YYYY-MM-DD`, both included. */
export interface DayPeriod {
  start: string;
  end: string;
}

const dayOf = (millis: number, zone: string): string => DateTime.fromMillis(millis, { zone }).toFormat('yyyy-MM-dd');

/** `2026-W10`, a day of it, `this` or `last`: an ISO week, Monday to Sunday. */
export const weekPeriod = (text: string, zone: string, now: number): DayPeriod => {
  const here = DateTime.fromMillis(now, { zone }).startOf('week');
  const relative = { this: here, last: here.minus({ weeks: 1 }) }[text];
  const named = /^\d{4}-(?:W\d{2}|\d{2}-\d{2})$/.test(text) ? DateTime.fromISO(text, { zone }).startOf('week') : null;
  const monday = relative ?? named;
  if (!monday?.isValid)
    throw new CliError(`--week ${text} is no week: give 2026-W10, a day of it, this or last`, exitCodes.usage);
  return { start: monday.toFormat('yyyy-MM-dd'), end: monday.plus({ days: 6 }).toFormat('yyyy-MM-dd') };
};

/** From `since` to `until`; by default the seven days that end with `until`, and that is today. */
export const dayPeriod = (options: { since?: string; until?: string }, zone: string, now: number): DayPeriod => {
  const end = options.until === undefined ? now : requireMoment('--until', options.until, { zone, edge: 'end', now });
  const sixDaysBefore = DateTime.fromMillis(end, { zone }).minus({ days: 6 }).toMillis();
  const start =
    options.since === undefined ? sixDaysBefore : requireMoment('--since', options.since, { zone, edge: 'start', now });
  if (start > end) throw new CliError('--since must not be after --until', exitCodes.usage);
  return { start: dayOf(start, zone), end: dayOf(end, zone) };
};

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export const requireZone = (zone: string): string => {
  if (!DateTime.local({ zone }).isValid)
    throw new CliError(`--time-zone ${zone} is no IANA time zone such as Europe/Berlin`, exitCodes.usage);
  return zone;
};
