export interface LocalTime {
  /** `2026-03-02` */
  day: string;
  hour: number;
  /** 1 is Monday. */
  weekday: number;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** Every zone's offset is a multiple of a quarter of an hour, so within one the hour stays the same. */
const quarter = 15;

/** What a clock on the wall shows, by the platform's own calendar. Takes minutes since 1970. */
export function createLocalTime(timeZone: string): (minute: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    weekday: 'short',
  });
  const known = new Map<number, LocalTime>();
  return (minute) => {
    const slot = Math.floor(minute / quarter);
    const before = known.get(slot);
    if (before) return before;
    const parts = Object.fromEntries(
      format.formatToParts(slot * quarter * 60_000).map(({ type, value }) => [type, value]),
    );
    const local = {
      day: `${parts.year}-${parts.month}-${parts.day}`,
      hour: Number(parts.hour),
      weekday: weekdays.indexOf(parts.weekday ?? '') + 1,
    };
    known.set(slot, local);
    return local;
  };
}
