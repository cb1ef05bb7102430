import type { SentenceSeen } from './cases/case';
import { givenBy } from './given-by';
import type { FactSeen } from './naive/expected';

/** Words for units in the languages of the models, as plainly as can be. */
const units: [RegExp, string][] = [
  [/^(?:%|percent|prozent|pourcent)/, 'percent'],
  [/^(?:h\b|hr|hour|stunde|std|heure)/, 'hours'],
  [/^(?:min)/, 'minutes'],
  [/^(?:point|punkt)/, 'points_per_hour'],
  [/^(?:entr|eintr)/, 'entries'],
  [/^(?:tags\b|schlagw|étiquette)/, 'tags'],
  [/^(?:day|tag|jour)/, 'days'],
  [/^project|^projekt|^projet/, 'projects'],
  [/^meeting|^besprechung|^réunion/, 'meetings'],
  [/^block|^blöcke|^fokusbl|^bloc/, 'blocks'],
  [/^switch|^wechsel|^projektwechsel|^changement/, 'switches'],
];
const rising = /\b(?:more|rose|increase\w*|grew|higher|mehr|gestiegen|plus de|hausse|augmenté)\b/i;
/** “More than half”, “the least time”: no rise and no fall. */
const bounds =
  /\b(?:(?:more|less|mehr|weniger) (?:than|als) (?=\d|half|a |die |ein|doppelt|halb|twice|two|three)|mehr als halbiert|plus (?:de|du) (?=\d|la moitié|deux|double)|moins de (?=\d|temps, avec))/gi;
/** Two told apart: what is more or less is one of them than the other, and not than before. */
const comparing = /\b(?:than|as much|als|wie|que|qu)\b/i;
const falling = /\b(?:less|fewer|fell|decrease\w*|lower|weniger|gesunken|moins|baisse|diminué)\b/i;

/** Names, days and hours of day stand in a sentence for what they are, not for a figure. */
const bare = (text: string, facts: readonly FactSeen[]): string =>
  facts
    .map(({ subject }) => subject?.name ?? '')
    .filter(
      (name) => name.length > 1 && !/^\d+$/.test(name) && !units.some(([pattern]) => pattern.test(name.toLowerCase())),
    )
    .sort((a, b) => b.length - a.length)
    .reduce((left, name) => left.replaceAll(name, '·'), text.replace(/“[^”]*”/g, '·'))
    .replace(/\d{4}-\d{2}-\d{2}|\b\d{1,2}:\d{2}\b|\bMay \d+|\b\d+\.? (?:Mai|mai)\b/g, '·');

/**
 * What a sentence says that the facts it cites do not: a figure none of them has in that unit, a rise or a fall none of
 * them is. It knows far less of language than the check it judges, and nothing of how that works.
 */
export function unsupportedIn({ text, fact_ids }: SentenceSeen, facts: readonly FactSeen[]): string[] {
  const cited = facts.filter(({ id }) => fact_ids.includes(id));
  const left = bare(text, cited).replace(/\bfell \S+ hours short\b/, '·');
  const moves = left.replace(bounds, '·');
  const apart = comparing.test(left) ? differencesOf(cited) : [];
  if (cited.length === 0) return [`“${text}” cites nothing`];
  const figures = [...left.matchAll(/(\d+(?:[.,]\d+)?)\s*(%|\p{L}+)?(?:\s+(\p{L}+))?(?:\s+(\p{L}+))?/gu)];
  const wrong = figures.filter(
    (figure) => ![...cited, ...apart, ...givenBy(cited, left)].some((fact) => says(figure, fact, left)),
  );
  const changes = cited.filter(({ kind }) => kind.startsWith('change.'));
  return [
    ...wrong.map(([figure]) => `“${text}”: no cited fact has ${figure.trim()}`),
    ...(rising.test(moves) && apart.length === 0 && !changes.some(({ value }) => value > 0)
      ? [`“${text}”: nothing cited rises`]
      : []),
    ...(falling.test(moves) && apart.length === 0 && !changes.some(({ value }) => value < 0)
      ? [`“${text}”: nothing cited falls`]
      : []),
  ];
}

const differencesOf = (cited: readonly FactSeen[]): FactSeen[] =>
  cited.flatMap((fact, at) =>
    cited
      .slice(at + 1)
      .filter(({ kind }) => kind === fact.kind && kind.startsWith('time.'))
      .map((other) => ({ ...fact, value: fact.value - other.value })),
  );

/** “Nearly 40 %” is not far from it. */
const hedge =
  /(?:nearly|almost|over|above|more than|less than|under|about|fast|über|unter|mehr als|weniger als|près de|presque|plus de|moins de) $/i;

function says(figure: RegExpMatchArray, { value, unit }: FactSeen, left: string): boolean {
  const [, number = '', ...after] = figure;
  const word = after.find((each) => each !== undefined && units.some(([pattern]) => pattern.test(each.toLowerCase())));
  const isHedged = hedge.test(left.slice(0, figure.index));
  // “By 4.5 to 3.5 hours”: the first borrows the other's unit.
  const isShared =
    after[0] === undefined ||
    /^(?:auf|to|of|à|sur|von)$/.test(after[0]) ||
    /\d \S+ (?:sur|of|von) $/.test(left.slice(0, figure.index));
  const said = units.find(([pattern]) => pattern.test((word ?? '').toLowerCase()))?.[1];
  const [amount, total] = [Number(number.replace(',', '.')), Math.abs(value)];
  const rounding = /[.,]/.test(number) ? 0.05 : 0.5;
  const tolerance = (isHedged ? Math.max(rounding, amount * 0.15) : rounding) + 1e-9;
  // 12 h 30 min: the second figure stands for what the first leaves.
  if (said === 'minutes')
    return unit === 'hours' && [total, total % 1].some((hours) => Math.abs(amount - hours * 60) <= 3 + 1e-9);
  const isUnit = said === unit || (said === undefined && isShared && unit === 'hours');
  return isUnit && (Math.abs(amount - total) <= tolerance || (unit === 'hours' && amount === Math.floor(total)));
}
