import type { GoalAsked, LoggedEntry } from '../log';
import { lengthsOf, sumMinutes } from './minutes';
import { emptyWeekdays, longestStreak } from './sheet';
import type { NaiveSheet } from './sheet';

/** A fact as an insight's or report's document has it. */
export interface FactSeen {
  id: string;
  kind: string;
  value: number;
  unit: string;
  text: string;
  subject?: { kind: string; name: string };
}

export interface Known {
  now: NaiveSheet;
  /** Null when nothing is compared. */
  before: NaiveSheet | null;
  goals: readonly GoalAsked[];
  /** False for a period whose last day is today. */
  isOver: boolean;
}

type Rule = (known: Known, name: string) => number;

const largest = (map: ReadonlyMap<string, number>): number => Math.max(...map.values());
const hours = (minutes: number): number => minutes / 60;
const percent = (part: number, { total }: NaiveSheet): number => (part / total) * 100;
const of = (map: ReadonlyMap<string, number>, ...names: string[]): number =>
  names.reduce((sum, name) => sum + (map.get(name) ?? 0), 0);

/** The largest of its kind, or NaN when the one named is not it. */
const peak = (map: ReadonlyMap<string, number>, name: string): number =>
  Math.abs(of(map, name) - largest(map)) < 1e-6 ? of(map, name) : NaN;
const named = (projects: ReadonlyMap<string, number>): Map<string, number> =>
  new Map([...projects].filter(([name]) => name !== ''));
const holds = (text: string, word: string): boolean =>
  [...text.toLowerCase().matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}_-]*/gu)].some(([one]) => one === word.toLowerCase());
const minutesWhere = ({ minutes, entries }: NaiveSheet, test: (entry: LoggedEntry) => boolean): number => {
  const chosen = new Set(entries.filter(test));
  return sumMinutes(minutes, (entry) => (chosen.has(entry) ? 1 : 0));
};
const change = ({ now, before }: Known, minutesIn: (sheet: NaiveSheet) => number): number =>
  before === null ? NaN : hours(minutesIn(now) - minutesIn(before));
const focused = ({ focus }: NaiveSheet): number => focus.blocks.reduce((sum, block) => sum + block, 0);
const perHour = ({ pointsByType, by }: NaiveSheet, type: string): number => of(pointsByType, type) / of(by.type, type);

function bestType({ now }: Known, type: string): number {
  const judged = [...now.by.type].filter(([, minutes]) => minutes >= 60).map(([name]) => perHour(now, name));
  return perHour(now, type) >= Math.max(...judged) - 1e-9 ? perHour(now, type) : NaN;
}

function longestEntry({ now }: Known, title: string): number {
  const lengths = [...lengthsOf(now.minutes)];
  const most = Math.max(...lengths.map(([, length]) => length));
  const stem = title.replace(/…$/, '');
  return lengths.some(([entry, length]) => length === most && oneLine(entry.title).startsWith(stem))
    ? hours(most)
    : NaN;
}

/** A title as a fact quotes it. */
const oneLine = (title: string): string =>
  title
    .replace(/[\s\p{C}]+/gu, ' ')
    .replace(/[“”"]/g, '’')
    .trim();

const goalOf = ({ goals }: Known, name: string): GoalAsked | undefined => goals.find((goal) => goal.name === name);
const targetOf = (goal: GoalAsked): number => goal.target_hours ?? (goal.target_share ?? 0) * 100;

/** What was done towards a goal, in its own unit. */
export function reached({ now }: Known, goal: GoalAsked): number {
  const minutes = [...now.by[goal.by]].reduce(
    (sum, [name, part]) => (name.toLowerCase() === goal.value.toLowerCase() ? sum + part : sum),
    0,
  );
  if (goal.target_hours !== undefined) return hours(minutes);
  return now.total === 0 ? 0 : percent(minutes, now);
}

/** Before its end only hours that are reached are certain. */
const isOpen = (known: Known, goal: GoalAsked): boolean =>
  !known.isOver && (goal.target_hours === undefined || reached(known, goal) < goal.target_hours - 1e-9);
const openAt: Rule = (known, name) => {
  const goal = goalOf(known, name);
  return goal && isOpen(known, goal) ? reached(known, goal) : NaN;
};

const metWhen =
  (isMet: boolean): Rule =>
  (known, name) => {
    const goal = goalOf(known, name);
    if (!goal || isOpen(known, goal)) return NaN;
    return reached(known, goal) >= targetOf(goal) - 1e-9 === isMet ? reached(known, goal) : NaN;
  };
const shortBy: Rule = (known, name) => {
  const goal = goalOf(known, name);
  return goal && !isOpen(known, goal) && reached(known, goal) < targetOf(goal)
    ? targetOf(goal) - reached(known, goal)
    : NaN;
};
/** The goals the evaluation gives in words hold no word that says nothing. */
const inWords: Rule = ({ now }, goal) =>
  hours(
    minutesWhere(now, (entry) =>
      goal.split(' ').some((word) => holds([entry.title, entry.project ?? '', ...entry.tags].join(' '), word)),
    ),
  );

const together = ['meeting', 'code_review', 'support', 'planning'];
const lateHours = [0, 1, 2, 3, 4, 5, 6, 19, 20, 21, 22, 23].map(String);

/** What each kind of fact must say, by the minutes alone. A kind that is missing here counts as wrong. */
export const expectedByKind: Record<string, Rule> = {
  'time.total': ({ now }) => hours(now.total),
  'entries.count': ({ now }) => now.entries.length,
  'days.active': ({ now }) => now.by.day.size,
  'projects.count': ({ now }) => named(now.by.project).size,
  'tags.count': ({ now }) => now.by.tag.size,
  'day.average': ({ now }) => hours(now.total) / now.by.day.size,
  'overlap.time': ({ now }) => hours(now.doubled),
  'time.type': ({ now }, name) => hours(of(now.by.type, name)),
  'time.project': ({ now }, name) => hours(of(now.by.project, name)),
  'time.tag': ({ now }, name) => hours(of(now.by.tag, name)),
  'share.type': ({ now }, name) => percent(of(now.by.type, name), now),
  'share.project': ({ now }, name) => percent(of(now.by.project, name), now),
  'top.type': ({ now }, name) => percent(peak(now.by.type, name), now),
  'top.project': ({ now }, name) => hours(peak(named(now.by.project), name)),
  'top.day': ({ now }, name) => hours(peak(now.by.day, name)),
  'top.weekday': ({ now }, name) => hours(peak(now.by.weekday, name)),
  'top.hour': ({ now }, name) => hours(peak(now.by.hour, name)),
  'entry.longest': longestEntry,
  'focus.total': ({ now }) => hours(focused(now)),
  'focus.share': ({ now }) => (focused(now) / now.focus.making) * 100,
  'focus.blocks': ({ now }) => now.focus.blocks.length,
  'focus.longest': ({ now }) => hours(Math.max(...now.focus.blocks)),
  'switches.count': ({ now }) => now.focus.switches,
  'meeting.count': ({ now }) => now.entries.filter(({ type }) => type === 'meeting').length,
  'meeting.back_to_back': ({ now }) => now.focus.backToBack,
  'value.share': ({ now }) => percent(of(now.by.value, 'high', 'critical'), now),
  'value.per_hour': ({ now }) => now.points / now.total,
  'value.best': bestType,
  'impact.share': ({ now }) => percent(of(now.by.impact, 'team', 'department', 'company'), now),
  'collaboration.time': ({ now }) => hours(of(now.by.type, ...together)),
  'collaboration.share': ({ now }) => percent(of(now.by.type, ...together), now),
  'learning.time': ({ now }) => hours(of(now.by.type, 'learning', 'research')),
  'learning.share': ({ now }) => percent(of(now.by.type, 'learning', 'research'), now),
  'streak.longest': ({ now }) => longestStreak(now),
  'gap.days': ({ now }) => emptyWeekdays(now).length,
  'weekend.time': ({ now }) => hours(of(now.by.weekday, '6', '7')),
  'late.time': ({ now }) => hours(of(now.by.hour, ...lateHours)),
  'theme.time': ({ now }, word) => hours(minutesWhere(now, (entry) => holds(entry.title, word))),
  'goal.met': metWhen(true),
  'goal.missed': metWhen(false),
  'goal.open': openAt,
  'goal.short': shortBy,
  'goal.words': inWords,
  'change.total': (known) => change(known, ({ total }) => total),
  'change.focus': (known) => change(known, focused),
  'change.type': (known, name) => change(known, ({ by }) => of(by.type, name)),
  'change.project': (known, name) => change(known, ({ by }) => of(by.project, name)),
};

/** NaN when nothing of the kind should be said. */
export const expectedOf = (fact: Pick<FactSeen, 'kind' | 'subject'>, known: Known): number =>
  expectedByKind[fact.kind]?.(known, fact.subject?.name ?? '') ?? NaN;
