import type { EntryType } from '../entries';
import type { Timesheet } from '../statistics/timesheet';
import { valuePoints } from '../statistics/value';
import type { Fact } from './fact';
import { toFact, typeWords } from './fact';

/** Work done with or for others. */
export const collaborationTypes: readonly EntryType[] = ['meeting', 'code_review', 'support', 'planning'];
export const learningTypes: readonly EntryType[] = ['learning', 'research'];
/** A type with less time than this says little about what its hours are worth. */
const minTypeMinutes = 60;

const minutesOf = (sheet: Timesheet, types: readonly EntryType[]): number =>
  types.reduce((sum, type) => sum + (sheet.byType.get(type) ?? 0), 0);

const bestType = (sheet: Timesheet): Fact[] => {
  const ranked = [...sheet.pointsByType]
    .map(([type, points]) => ({ type, minutes: sheet.byType.get(type) ?? 0, points }))
    .filter(({ minutes }) => minutes >= minTypeMinutes)
    .map(({ type, minutes, points }) => ({ type, perHour: points / minutes }))
    .sort((a, b) => b.perHour - a.perHour);
  const [first, second] = ranked;
  // A tie has no winner.
  if (!first || !second || first.perHour - second.perHour < 0.05) return [];
  return [
    toFact({
      kind: 'value.best',
      label: 'Highest value per hour',
      value: first.perHour,
      unit: 'points_per_hour',
      subject: { kind: 'type', name: first.type },
      words: (figure) => `The type of work with the highest value is ${typeWords(first.type)}, with ${figure}.`,
    }),
  ];
};

/** What the time was worth and whom it was for. */
export const valueFacts = (sheet: Timesheet): Fact[] => {
  if (sheet.minutes === 0) return [];
  const share = (minutes: number): number => (minutes / sheet.minutes) * 100;
  const points = [...sheet.byValue].reduce((sum, [value, minutes]) => sum + valuePoints[value] * minutes, 0);
  const high = (sheet.byValue.get('high') ?? 0) + (sheet.byValue.get('critical') ?? 0);
  const wide = sheet.minutes - (sheet.byImpact.get('personal') ?? 0);
  const together = minutesOf(sheet, collaborationTypes);
  const learning = minutesOf(sheet, learningTypes);
  return [
    toFact({
      kind: 'value.share',
      label: 'High-value time',
      value: share(high),
      unit: 'percent',
      words: (figure) => `Share of the logged time rated high or critical in value: ${figure}.`,
    }),
    toFact({
      kind: 'value.per_hour',
      label: 'Value per hour',
      value: points / sheet.minutes,
      unit: 'points_per_hour',
      words: (figure) => `Value of the logged time: ${figure}.`,
    }),
    ...bestType(sheet),
    toFact({
      kind: 'impact.share',
      label: 'Impact beyond oneself',
      value: share(wide),
      unit: 'percent',
      words: (figure) => `Share of the logged time with impact on the team or beyond: ${figure}.`,
    }),
    toFact({
      kind: 'collaboration.time',
      label: 'Collaboration',
      value: together / 60,
      unit: 'hours',
      words: (figure) => `Time in collaboration with others: ${figure}.`,
    }),
    toFact({
      kind: 'collaboration.share',
      label: 'Collaboration share',
      value: share(together),
      unit: 'percent',
      words: (figure) => `Share of the logged time in collaboration with others: ${figure}.`,
    }),
    toFact({
      kind: 'learning.time',
      label: 'Skill building',
      value: learning / 60,
      unit: 'hours',
      words: (figure) => `Time in learning and research, building skills: ${figure}.`,
    }),
    toFact({
      kind: 'learning.share',
      label: 'Skill building share',
      value: share(learning),
      unit: 'percent',
      words: (figure) => `Share of the logged time in learning and research, building skills: ${figure}.`,
    }),
  ];
};
