/**
 * A finding computed from the log, and the only source of figures in an insight or report. Its text holds exactly one
 * figure, so that whoever words it anew can be checked against it.
 */
export interface Fact {
  /** Stable for the same finding, e.g. `time.type.meeting`. */
  id: string;
  kind: FactKind;
  label: string;
  /** Rounded to what `text` shows; signed for changes. */
  value: number;
  unit: FactUnit;
  text: string;
  /** What it is about, where it is about one of many. */
  subject?: Subject;
}

export type FactUnit =
  | 'hours'
  | 'percent'
  | 'points_per_hour'
  | 'entries'
  | 'days'
  | 'projects'
  | 'tags'
  | 'meetings'
  | 'blocks'
  | 'switches';

export interface Subject {
  kind: 'type' | 'project' | 'tag' | 'day' | 'weekday' | 'hour' | 'theme' | 'goal' | 'entry';
  /** A type as in the contract; a day as 2026-03-02; a weekday 1..7 from Monday; an hour 0..23; else as the user wrote it. */
  name: string;
}

/**
 * - level: so much of something
 * - most: a level that is also the largest of its kind
 * - change: the difference from the period before, signed
 * - shortfall: what is missing to a target
 */
export type FactRole = 'level' | 'most' | 'change' | 'shortfall';

export const factRoles = {
  'time.total': 'level',
  'entries.count': 'level',
  'days.active': 'level',
  'projects.count': 'level',
  'tags.count': 'level',
  'day.average': 'level',
  'overlap.time': 'level',
  'time.type': 'level',
  'time.project': 'level',
  'time.tag': 'level',
  'share.type': 'level',
  'share.project': 'level',
  'top.type': 'most',
  'top.project': 'most',
  'top.day': 'most',
  'top.weekday': 'most',
  'top.hour': 'most',
  'entry.longest': 'most',
  'focus.total': 'level',
  'focus.share': 'level',
  'focus.blocks': 'level',
  'focus.longest': 'most',
  'switches.count': 'level',
  'meeting.count': 'level',
  'meeting.back_to_back': 'level',
  'value.share': 'level',
  'value.per_hour': 'level',
  'value.best': 'most',
  'impact.share': 'level',
  'collaboration.time': 'level',
  'collaboration.share': 'level',
  'learning.time': 'level',
  'learning.share': 'level',
  'streak.longest': 'most',
  'gap.days': 'level',
  'weekend.time': 'level',
  'late.time': 'level',
  'theme.time': 'level',
  'goal.met': 'level',
  'goal.missed': 'level',
  'goal.open': 'level',
  'goal.words': 'level',
  'goal.short': 'shortfall',
  'change.total': 'change',
  'change.focus': 'change',
  'change.type': 'change',
  'change.project': 'change',
} as const satisfies Record<string, FactRole>;
export type FactKind = keyof typeof factRoles;

export const roleOf = (fact: Pick<Fact, 'kind'>): FactRole => factRoles[fact.kind];

const unitWords: Record<FactUnit, [one: string, many: string]> = {
  hours: ['hour', 'hours'],
  percent: ['%', '%'],
  points_per_hour: ['point per hour', 'points per hour'],
  entries: ['entry', 'entries'],
  days: ['day', 'days'],
  projects: ['project', 'projects'],
  tags: ['tag', 'tags'],
  meetings: ['meeting', 'meetings'],
  blocks: ['block', 'blocks'],
  switches: ['switch', 'switches'],
};

const fractional: ReadonlySet<FactUnit> = new Set<FactUnit>(['hours', 'percent', 'points_per_hour']);

export const roundTo = (value: number, decimals: number): number => {
  const rounded = Number(`${Math.round(Number(`${value}e${decimals}`))}e-${decimals}`);
  // Tiny values are written 1e-9, which the above cannot shift; they round to nothing.
  return Number.isFinite(rounded) ? rounded + 0 : 0;
};

/** `12.5 hours`, `1 hour`, `35 %`. */
export const quantity = (value: number, unit: FactUnit): string =>
  `${value} ${unitWords[unit][Math.abs(value) === 1 ? 0 : 1]}`;

export interface FactDraft {
  kind: FactKind;
  /** Tells facts of one kind apart; part of the id. */
  key?: string;
  label: string;
  value: number;
  unit: FactUnit;
  subject?: Subject;
  /** Words the fact round its figure, given as `12.5 hours` (without its sign for a change). */
  words: (figure: string) => string;
}

export const toFact = ({ kind, key, label, value, unit, subject, words }: FactDraft): Fact => {
  const rounded = roundTo(value, fractional.has(unit) ? 1 : 0);
  return {
    id: key === undefined ? kind : `${kind}.${key}`,
    kind,
    label,
    value: rounded,
    unit,
    text: words(quantity(roleOf({ kind }) === 'change' ? Math.abs(rounded) : rounded, unit)),
    ...(subject ? { subject } : {}),
  };
};

/** Ids from names users chose: short, lower case, never two alike. */
export const createKeys = (): ((name: string) => string) => {
  const taken = new Set<string>();
  return (name) => {
    const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['unnamed'];
    const stem = words.join('-').slice(0, 40);
    let key = stem;
    for (let suffix = 2; taken.has(key); suffix += 1) key = `${stem}-${suffix}`;
    taken.add(key);
    return key;
  };
};

/** A name as a fact's text quotes it: one line, no quotes of its own, not long. */
export const quoted = (name: string): string => `“${nameOf(name)}”`;
export const nameOf = (name: string): string => {
  const line = name
    .replace(/[\s\p{C}]+/gu, ' ')
    .replace(/[“”"]/g, '’')
    .trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
};

export const typeWords = (type: string): string => type.replaceAll('_', ' ');
