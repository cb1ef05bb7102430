import type { Timesheet } from '../statistics/timesheet';
import type { Fact, FactDraft } from './fact';
import { createKeys, nameOf, quoted, toFact, typeWords } from './fact';
import { maxNamed } from './time-facts';

/** Less than this is the same. */
const minChangeMinutes = 15;

const direction = (minutes: number): string => (minutes > 0 ? 'more' : 'less');

interface Change extends Omit<FactDraft, 'value' | 'unit' | 'words'> {
  minutes: number;
  name: string;
}

const changeFact = (draft: Change, than: string): Fact[] =>
  Math.abs(draft.minutes) < minChangeMinutes
    ? []
    : [
        toFact({
          ...draft,
          value: draft.minutes / 60,
          unit: 'hours',
          words: (figure) => `${draft.name}: ${figure} ${direction(draft.minutes)} than ${than}.`,
        }),
      ];

const differences = <K>(now: ReadonlyMap<K, number>, before: ReadonlyMap<K, number>): [K, number][] =>
  [...new Set([...now.keys(), ...before.keys()])]
    .map((key): [K, number] => [key, (now.get(key) ?? 0) - (before.get(key) ?? 0)])
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .slice(0, maxNamed);

export interface Compared {
  sheet: Timesheet;
  focusMinutes: number;
}

/** What differs from the period of the same length before; none when nothing was logged then. */
export const changeFacts = (now: Compared, before: Compared, isOver = true): Fact[] => {
  if (before.sheet.entries === 0 || now.sheet.entries === 0) return [];
  const key = createKeys();
  const than = isOver ? 'in the period before' : 'by then in the period before';
  return [
    ...changeFact(
      {
        kind: 'change.total',
        label: 'Change of total time',
        minutes: now.sheet.minutes - before.sheet.minutes,
        name: 'Total time logged',
      },
      than,
    ),
    ...changeFact(
      {
        kind: 'change.focus',
        label: 'Change of focus time',
        minutes: now.focusMinutes - before.focusMinutes,
        name: 'Time in uninterrupted focus',
      },
      than,
    ),
    ...differences(now.sheet.byType, before.sheet.byType).flatMap(([type, minutes]) =>
      changeFact(
        {
          kind: 'change.type',
          key: type,
          label: `Change of ${typeWords(type)}`,
          minutes,
          subject: { kind: 'type', name: type },
          name: `Time logged as ${typeWords(type)}`,
        },
        than,
      ),
    ),
    ...differences(now.sheet.byProject, before.sheet.byProject)
      .filter(([project]) => project !== '')
      .flatMap(([project, minutes]) =>
        changeFact(
          {
            kind: 'change.project',
            key: key(project),
            label: `Change of ${nameOf(project)}`,
            minutes,
            subject: { kind: 'project', name: nameOf(project) },
            name: `Time logged on project ${quoted(project)}`,
          },
          than,
        ),
      ),
  ];
};
