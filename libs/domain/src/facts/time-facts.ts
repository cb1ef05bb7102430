import type { EntryType } from '../entries';
import type { Timesheet } from '../statistics/timesheet';
import type { Fact } from './fact';
import { createKeys, nameOf, quoted, toFact, typeWords } from './fact';

/** How many projects and tags get facts of their own, largest first. */
export const maxNamed = 12;

export const largestFirst = <K>(minutes: ReadonlyMap<K, number>): [K, number][] =>
  [...minutes].filter(([, amount]) => amount > 0).sort(([, a], [, b]) => b - a);

/** Less than a minute ahead is a tie. */
const minLeadMinutes = 1;

/** The largest, where it is one alone: a tie has no winner. */
export const soleLargest = <K>(minutes: ReadonlyMap<K, number>): [K, number] | undefined => {
  const [first, second] = largestFirst(minutes);
  return first && first[1] - (second?.[1] ?? 0) >= minLeadMinutes ? first : undefined;
};

const typeFacts = (sheet: Timesheet): Fact[] =>
  largestFirst<EntryType>(sheet.byType).flatMap(([type, minutes], rank) => {
    const name = typeWords(type);
    const subject = { kind: 'type', name: type } as const;
    const share = (minutes / sheet.minutes) * 100;
    return [
      toFact({
        kind: 'time.type',
        key: type,
        label: `Time in ${name}`,
        value: minutes / 60,
        unit: 'hours',
        subject,
        words: (figure) => `Time logged as ${name}: ${figure}.`,
      }),
      toFact({
        kind: 'share.type',
        key: type,
        label: `Share of ${name}`,
        value: share,
        unit: 'percent',
        subject,
        words: (figure) => `Share of the logged time spent on ${name}: ${figure}.`,
      }),
      ...(rank === 0 && sheet.byType.size > 1 && soleLargest(sheet.byType)
        ? [
            toFact({
              kind: 'top.type',
              label: 'Largest type of work',
              value: share,
              unit: 'percent',
              subject,
              words: (figure) => `The largest part of the logged time, ${figure}, went to ${name}.`,
            }),
          ]
        : []),
    ];
  });

const projectFacts = (sheet: Timesheet): Fact[] => {
  const key = createKeys();
  const named = largestFirst(sheet.byProject).filter(([name]) => name !== '');
  return named.slice(0, maxNamed).flatMap(([project, minutes], rank) => {
    const id = key(project);
    const subject = { kind: 'project', name: nameOf(project) } as const;
    const share = (minutes / sheet.minutes) * 100;
    return [
      toFact({
        kind: 'time.project',
        key: id,
        label: `Time on ${nameOf(project)}`,
        value: minutes / 60,
        unit: 'hours',
        subject,
        words: (figure) => `Time logged on project ${quoted(project)}: ${figure}.`,
      }),
      toFact({
        kind: 'share.project',
        key: id,
        label: `Share of ${nameOf(project)}`,
        value: share,
        unit: 'percent',
        subject,
        words: (figure) => `Share of the logged time spent on project ${quoted(project)}: ${figure}.`,
      }),
      ...(rank === 0 && named.length > 1 && soleLargest(new Map(named))
        ? [
            toFact({
              kind: 'top.project',
              label: 'Largest project',
              value: minutes / 60,
              unit: 'hours',
              subject,
              words: (figure) => `The project with the most time is ${quoted(project)}, with ${figure}.`,
            }),
          ]
        : []),
    ];
  });
};

const tagFacts = (sheet: Timesheet): Fact[] => {
  const key = createKeys();
  return largestFirst(sheet.byTag)
    .slice(0, maxNamed)
    .map(([tag, minutes]) =>
      toFact({
        kind: 'time.tag',
        key: key(tag),
        label: `Time tagged ${nameOf(tag)}`,
        value: minutes / 60,
        unit: 'hours',
        subject: { kind: 'tag', name: nameOf(tag) },
        words: (figure) => `Time on entries tagged ${quoted(tag)}: ${figure}.`,
      }),
    );
};

/** Totals, and where the time went by type, project and tag. */
export const timeFacts = (sheet: Timesheet): Fact[] => {
  if (sheet.entries === 0) return [];
  const projects = [...sheet.byProject.keys()].filter((name) => name !== '').length;
  return [
    toFact({
      kind: 'time.total',
      label: 'Total time',
      value: sheet.minutes / 60,
      unit: 'hours',
      words: (figure) => `Total time logged: ${figure}.`,
    }),
    toFact({
      kind: 'entries.count',
      label: 'Entries',
      value: sheet.entries,
      unit: 'entries',
      words: (figure) => `The log holds ${figure}.`,
    }),
    toFact({
      kind: 'days.active',
      label: 'Active days',
      value: sheet.byDay.size,
      unit: 'days',
      words: (figure) => `Time was logged on ${figure}.`,
    }),
    toFact({
      kind: 'day.average',
      label: 'Average day',
      value: sheet.minutes / 60 / Math.max(1, sheet.byDay.size),
      unit: 'hours',
      words: (figure) => `An active day holds ${figure} on average.`,
    }),
    ...(projects > 0
      ? [
          toFact({
            kind: 'projects.count',
            label: 'Projects',
            value: projects,
            unit: 'projects',
            words: (figure) => `The time is spread over ${figure}.`,
          }),
        ]
      : []),
    ...(sheet.byTag.size > 0
      ? [
          toFact({
            kind: 'tags.count',
            label: 'Tags',
            value: sheet.byTag.size,
            unit: 'tags',
            words: (figure) => `The entries carry ${figure}.`,
          }),
        ]
      : []),
    ...(sheet.doubledMinutes >= 1
      ? [
          toFact({
            kind: 'overlap.time',
            label: 'Overlap',
            value: sheet.doubledMinutes / 60,
            unit: 'hours',
            words: (figure) => `Entries overlap by ${figure}, which are counted once.`,
          }),
        ]
      : []),
    ...typeFacts(sheet),
    ...projectFacts(sheet),
    ...tagFacts(sheet),
  ];
};
