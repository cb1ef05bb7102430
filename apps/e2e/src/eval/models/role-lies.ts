import { figureOf } from './model';
import type { AskedFact, Told } from './model';

/**
 * The right figure as what it is not: a change as a level, a goal's hours as its target or as what is missing, a share of
 * something else, a bound that is not passed, an average as every day's, a part of what it is no part of, a person's.
 */

interface Read {
  id: string;
  kind: string;
  value: number;
  /** `12.5 hours` in each language. */
  en: string;
  de: string;
  fr: string;
  /** What the fact's text quotes or names. */
  name: string;
}

const german: Record<string, string> = { hours: 'Stunden', hour: 'Stunde', '%': '%' };
const french: Record<string, string> = { hours: 'heures', hour: 'heure', '%': '%' };

const read = ({ id, text }: AskedFact): Read[] => {
  const figure = figureOf(text);
  const name = /“([^”]*)”/.exec(text)?.[1] ?? /(?:logged as|spent on) ([a-z ]+)(?:\.|:)/.exec(text)?.[1] ?? '';
  if (!figure || figure.value === 0) return [];
  const { value, unit } = figure;
  const comma = String(value).replace('.', ',');
  return [
    {
      id,
      kind: id.split('.').slice(0, 2).join('.'),
      value,
      en: `${value} ${unit}`,
      de: `${comma} ${german[unit] ?? unit}`,
      fr: `${comma} ${french[unit] ?? unit}`,
      name,
    },
  ];
};

type Makes = (fact: Read, facts: readonly Read[]) => string[];

const ofGoals: Makes = ({ kind, en, de, fr, name, value }, facts) => {
  // Exactly half done: as much is missing as is done.
  const short = facts.find((other) => other.kind === 'goal.short' && other.name === name)?.value;
  if (kind === 'goal.missed' && short !== value)
    return [
      `You missed the goal “${name}” by ${en}.`,
      `The goal “${name}” is ${en} short of the target.`,
      `You reached the goal “${name}” of ${en}.`,
      `Das Ziel „${name}“ wurde um ${de} verfehlt.`,
      `L’objectif « ${name} » a été manqué de ${fr}.`,
    ];
  if (kind === 'goal.short' && facts.some((other) => other.kind === 'goal.missed' && other.name === name))
    return [
      `The goal “${name}” of ${en} was missed.`,
      `The goal “${name}” was missed, with ${en} done.`,
      `Das Ziel „${name}“ wurde um ${de} übertroffen.`,
    ];
  if (kind !== 'goal.met') return [];
  return [
    `You exceeded the goal “${name}” by ${en}.`,
    `The goal “${name}” was met by ${en}.`,
    `The goal “${name}” was missed by ${en}.`,
    `Das Ziel „${name}“ wurde um ${de} übertroffen.`,
    `L’objectif « ${name} » a été dépassé de ${fr}.`,
  ];
};

const ofChanges: Makes = ({ id, kind, value, en, de, fr, name }, facts) => {
  if (!kind.startsWith('change.')) return [];
  const level = { total: 'time.total', focus: 'focus.total' }[kind.slice(7)] ?? id.replace('change.', 'time.');
  const now = facts.find((other) => other.id === level);
  // Nothing before: then it did rise to as much.
  if (!now || Math.abs(now.value - value) <= 0.5) return [];
  const isFrom = Math.abs(now.value - 2 * value) <= 0.5;
  const what = { total: 'The total time', focus: 'Focus time' }[kind.slice(7)] ?? `Time on ${name}`;
  return [
    ...['increased', 'rose', 'fell', 'decreased'].flatMap((verb) => [
      `${what} ${verb} to ${en}.`,
      `${what} ${verb}, at ${en}.`,
      // What it rose by may also be what it rose from.
      ...(isFrom ? [] : [`${what} ${verb} from ${en} to ${now.en}.`]),
    ]),
    `${what} took ${en}.`,
    `${what} took ${now.en} more than in the period before.`,
    `${what} took ${now.en} less than in the period before.`,
    ...(kind === 'change.total'
      ? [
          `Die Gesamtzeit stieg auf ${de}.`,
          `Die Gesamtzeit beträgt ${de}.`,
          `Le temps total a augmenté à ${fr}.`,
          `Le temps total est de ${fr}.`,
        ]
      : []),
    ...(name === 'meeting'
      ? [`Die Besprechungen sind auf ${de} gesunken.`, `Les réunions ont diminué à ${fr}.`, `Meetings fell to ${en}.`]
      : []),
  ];
};

const ofShares: Makes = ({ kind, en, de, fr, name }) => {
  const isOfType = kind === 'share.type';
  if (isOfType)
    return [
      `${en} of ${name} was logged.`,
      `${en} of ${name} was recorded work.`,
      `${name} took ${en} of the high-value work.`,
      `${name} took ${en} of the time for making.`,
      `${name} took ${en} of the value.`,
    ];
  if (kind === 'value.share')
    return [
      `Your value is ${en}.`,
      `${en} of your work has value.`,
      `${de} der Zeit hat Wert.`,
      `${fr} du temps a de la valeur.`,
    ];
  if (kind === 'impact.share')
    return [
      `${en} of your work had impact.`,
      `${en} of the time had impact beyond the team.`,
      `${de} der Zeit hatte Wirkung.`,
    ];
  if (kind === 'focus.share')
    return [
      `${en} of your time was uninterrupted focus.`,
      `Uninterrupted focus took ${en} of the time.`,
      `${en} of the period was spent in focus.`,
      `${de} der Zeit war ungestörter Fokus.`,
    ];
  return [];
};

const ofTime: Makes = ({ kind, en, de, fr, name }, facts) => {
  if (kind === 'day.average')
    return [
      `You worked ${en} each day.`,
      `You worked ${en} daily throughout the week.`,
      `You worked ${en} per day.`,
      `Du hast täglich ${de} gearbeitet.`,
      `Vous avez travaillé ${fr} chaque jour.`,
    ];
  if (kind === 'late.time') return [`You were ${en} late.`, `You came late for ${en}.`, `Du warst ${de} zu spät.`];
  if (kind !== 'time.type') return [];
  const parts = facts.filter((other) => ['late.time', 'value.share', 'time.project'].includes(other.kind));
  return [
    ...['Over', 'Above', 'Under', 'Nearly', 'Almost'].map((bound) => `${bound} ${en} went to ${name}.`),
    ...parts.flatMap((part) => [
      `Time on ${name} took ${en}, ${part.en} of it ${part.name || 'high-value'}.`,
      `Time on ${name} took ${en}, ${part.en} of these in the evening.`,
      `Time on ${name} took ${en} and ${part.en} of the high-value work.`,
      `Time on ${name} took ${en}, including ${part.en} outside core hours.`,
    ]),
  ];
};

/** With the fact alone cited, and with all. */
export const wrongRoles = (facts: readonly AskedFact[]): Told[] => {
  const known = facts.flatMap(read);
  const every = facts.map(({ id }) => id);
  return known.flatMap((fact) =>
    [ofGoals, ofChanges, ofShares, ofTime]
      .flatMap((make) => make(fact, known))
      .flatMap((text) => [
        { text, fact_ids: [fact.id], isTrue: false },
        { text, fact_ids: every, isTrue: false },
      ]),
  );
};
