import type { CatchUp } from '@englog/domain';
import { Cron } from 'croner';
import { IANAZone } from 'luxon';

/**
 * When a cron pattern fires, clock changes included. A pattern with a fixed hour fires once a matching day: a time the
 * clock skips fires at the first moment after, a time it shows twice fires at the first. A pattern of every hour goes
 * on by elapsed time, through the hour that comes twice as well. The pattern is only ever looked up on a clock that
 * does not change, because croner, asked within the second of two equal hours, answers a time in the first.
 */

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** What a pass makes up of one schedule before it turns to the next. */
const maxFirings = 100;
/** Later than this is missed, not merely late: the time to restart. */
const lateMs = minuteMs;

type Offset = (ms: number) => number;

const offsetOf = (timeZone: string): Offset => {
  const zone = IANAZone.create(timeZone);
  if (!zone.isValid) throw new RangeError(`${timeZone} is not a time zone`);
  return (ms) => zone.offset(ms) * minuteMs;
};

/** The first moment in (from, to] with another offset than at `from`; one exists. */
const changeWithin = (offset: Offset, from: number, to: number): number => {
  const before = offset(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === before) low = middle;
    else high = middle;
  }
  return high;
};

/** A wall clock's time, written as if it were UTC, as a moment. */
const toMoment = (offset: Offset, wall: number): number => {
  const [before, after] = [offset(wall - dayMs), offset(wall + dayMs)];
  const [early, late] = [wall - Math.max(before, after), wall - Math.min(before, after)];
  if (offset(early) === wall - early) return early;
  if (offset(late) === wall - late) return late;
  return changeWithin(offset, early, late);
};

const everyHour = (cron: string): boolean => /^(\S+\s+[*?]\s|@hourly)/.test(cron.trim());

/** The first match after `ms` on a clock of one offset; null when there is none. */
const matchAfter = (cron: string, offsetMs: number, ms: number): number | null =>
  new Cron(cron, { paused: true, utcOffset: offsetMs / minuteMs, mode: '5-part' }).nextRun(new Date(ms))?.getTime() ??
  null;

const byElapsedTime = (cron: string, offset: Offset, after: number): number | null => {
  let from = after;
  for (;;) {
    const next = matchAfter(cron, offset(from), from);
    if (next === null || offset(next) === offset(from)) return next;
    const change = changeWithin(offset, from, next);
    if (change === next) return next;
    from = change - 1;
    const first = matchAfter(cron, offset(change), from);
    if (first === null || offset(first) === offset(change)) return first;
    from = change;
  }
};

const byWallClock = (cron: string, offset: Offset, after: number): number | null => {
  let wall: number | null = after + offset(after);
  do {
    wall = matchAfter(cron, 0, wall);
    if (wall === null) return null;
  } while (toMoment(offset, wall) <= after);
  return toMoment(offset, wall);
};

/** The first firing after `after`, epoch ms; null when there is none. @throws when `cron` is no pattern or `timeZone` no zone */
export const firingAfter = (cron: string, timeZone: string, after: number): number | null => {
  const offset = offsetOf(timeZone);
  return everyHour(cron) ? byElapsedTime(cron, offset, after) : byWallClock(cron, offset, after);
};

/** The last firing up to `now` of a schedule that is due since `dueAt`. */
const lastFiring = (cron: string, timeZone: string, dueAt: number, now: number): number => {
  let last = dueAt;
  // Ever longer looks back, so that neither a pattern of minutes nor one of years takes many steps.
  for (const backMs of [3_600_000, dayMs, 32 * dayMs, 370 * dayMs, Infinity]) {
    const from = Math.max(now - backMs, dueAt);
    for (let at = firingAfter(cron, timeZone, from); at !== null && at <= now; at = firingAfter(cron, timeZone, at))
      last = at;
    if (last > dueAt || from === dueAt) return last;
  }
  return last;
};

export interface DueTimes {
  cron: string;
  timeZone: string;
  catchUp: CatchUp;
  /** The firing that is due. */
  nextAt: number;
}

export interface FiringPlan {
  /** Firings to make, oldest first. */
  firesAt: number[];
  /** The firing after them, which under `all` may be due as well; null when it never fires again. */
  nextAt: number | null;
}

/** What a due schedule has to make up for at `now`. @throws as `firingAfter` */
export const planFirings = ({ cron, timeZone, catchUp, nextAt }: DueTimes, now: number): FiringPlan => {
  if (catchUp !== 'all') {
    const last = lastFiring(cron, timeZone, nextAt, now);
    const missed = catchUp === 'none' && now - last > lateMs;
    return { firesAt: missed ? [] : [last], nextAt: firingAfter(cron, timeZone, now) };
  }
  const firesAt: number[] = [];
  let at: number | null = nextAt;
  for (; at !== null && at <= now && firesAt.length < maxFirings; at = firingAfter(cron, timeZone, at))
    firesAt.push(at);
  return { firesAt, nextAt: at };
};
