import { figureOf } from './model';
import type { AskedFact, Told } from './model';

/** Sentences the log does not bear out, made from the facts it does: each is close to a truth. */

const lie = (text: string, fact_ids: string[]): Told => ({ text, fact_ids, isTrue: false });
const shown = (value: number, decimals: number): string => value.toFixed(decimals).replace(/\.0$/, '');
const each = (facts: readonly AskedFact[], make: (fact: AskedFact) => Told[]): Told[] => facts.flatMap(make);
const withoutStop = (text: string): string => text.replace(/\.$/, '');

/** The same, or a whole number that the figure rounds to: no lie. */
const isRounding = (other: string, value: number): boolean =>
  Number(other) === value || (!other.includes('.') && Math.abs(Number(other) - value) <= 0.5);

/** Another figure in a fact's own words: far off, just off, ten times, a tenth, one more. */
export const wrongFigures = (facts: readonly AskedFact[]): Told[] =>
  each(facts, ({ id, text }) => {
    const figure = figureOf(text);
    if (!figure) return [];
    const { value, unit } = figure;
    const fine = /^(hours?|%|points?)$/.test(unit);
    const others = [value + 3, value * 10 + 1, value + 1, ...(fine ? [value + 0.2, value / 2 + 0.3] : [])];
    return others
      .map((other) => shown(other, fine ? 1 : 0))
      .filter((other) => !isRounding(other, value))
      .map((other) => lie(figure.replace(`${other} ${unit}`), [id]));
  });

const otherUnits: Record<string, string> = {
  hours: 'days',
  hour: 'day',
  '%': 'hours',
  days: 'hours',
  entries: 'hours',
};

/** The right number of the wrong thing. */
export const wrongUnits = (facts: readonly AskedFact[]): Told[] =>
  each(facts, ({ id, text }) => {
    const figure = figureOf(text);
    const unit = otherUnits[figure?.unit ?? ''];
    if (!figure || unit === undefined || figure.value === 0) return [];
    return [
      lie(figure.replace(`${figure.value} ${unit}`), [id]),
      lie(figure.replace(`over ${figure.value + 1} ${figure.unit}`), [id]),
      lie(figure.replace(`nearly ${Math.max(0, figure.value - 1)} ${figure.unit}`), [id]),
      lie(figure.replace(`${figure.value}-${figure.value + 8} ${figure.unit}`), [id]),
    ];
  });

const unitOf = (unit: string): string => unit.replace(/s$/, '');

/** One fact's figure in another's words, of the same unit: with both cited, and with only the other cited. */
export const swappedFacts = (facts: readonly AskedFact[]): Told[] =>
  facts.flatMap((fact) => {
    const figure = figureOf(fact.text);
    if (!figure) return [];
    return facts.flatMap((other) => {
      const second = figureOf(other.text);
      if (!second || unitOf(second.unit) !== unitOf(figure.unit)) return [];
      // So close that rounding makes it true.
      if (Math.abs(second.value - figure.value) <= 0.5) return [];
      const swapped = figure.replace(`${second.value} ${second.unit}`);
      return [lie(swapped, [fact.id, other.id]), lie(swapped, [other.id])];
    });
  });

/** Rises told as falls, levels told as changes, ranks nobody holds, goals that went the other way. */
export const wrongDirections = (facts: readonly AskedFact[]): Told[] =>
  each(facts, ({ id, text }) => {
    const every = [id, ...facts.map((fact) => fact.id)];
    if (id.startsWith('change.')) {
      const turned = text.replace(/ (more|less) than/, (_, word: string) =>
        word === 'more' ? ' less than' : ' more than',
      );
      return [lie(turned, [id]), lie(turned, every)];
    }
    if (id.startsWith('goal.met')) return [lie(text.replace(', met:', ', missed:'), every)];
    if (id.startsWith('goal.open'))
      return ['met', 'missed'].map((end) => lie(text.replace(', still open:', `, ${end}:`), every));
    if (id.startsWith('goal.missed')) return [lie(text.replace(', missed:', ', met:'), every)];
    if (figureOf(text)?.value === 0) return [];
    const subject = /^Time logged (?:as ([a-z ]+)|on project (“[^”]*”)):/.exec(text);
    const name = subject?.[1] ?? subject?.[2];
    return [
      lie(`${withoutStop(text)} more than in the period before.`, [id]),
      lie(`${withoutStop(text)} less than in the period before.`, [id]),
      lie(`${withoutStop(text)}, an increase.`, [id]),
      lie(`${withoutStop(text)} and falling.`, [id]),
      ...(name === undefined ? [] : [lie(`Most of the time went to ${name}.`, [id])]),
    ];
  });

/** Claims that no figure could hold, alone and behind a true sentence. */
const inventions = [
  'you deserve a promotion',
  'the manager praised it',
  'the team was unhappy',
  'that is too much',
  'you did not take a break',
  'the project is done',
  'the project was held up',
  'the work is done',
  'the goal is reached',
  'all entries are documented',
  'your log is exact',
  'the work was equal to the target',
  'you took a share of the project',
  'half of it was wasted',
  'twice the usual amount',
  'as always',
  'five meetings were spent on it',
  'nobody else worked',
  'burnout is near',
  'which shows great discipline',
  'because meetings were long',
  'Anna reviewed everything',
  'next week will be better',
  'a third of it was spent alone',
];
const alone = [
  'You are an outstanding engineer.',
  'Meetings doubled.',
  'The release was a success.',
  'Your code held no defects.',
  'You worked on seven days.',
  'You are more productive than your colleagues.',
  'Productivity grew by a lot.',
  'The project is done.',
  'You spent your time on the project.',
  'Die Arbeit war hervorragend.',
  'Das Ziel wurde erreicht.',
  'Le travail était excellent.',
  'El equipo trabajó muy bien.',
  '生産性が大幅に向上しました。',
  'Работа выполнена отлично.',
];

export const inventedClaims = (facts: readonly AskedFact[]): Told[] => {
  const every = facts.map((fact) => fact.id);
  const behind = facts
    .slice(0, 6)
    .flatMap((fact) =>
      inventions.flatMap((claim) => [
        lie(`${withoutStop(fact.text)}, ${claim}.`, [fact.id]),
        lie(`${withoutStop(fact.text)} and ${claim}.`, [fact.id]),
        lie(`${fact.text} ${claim.slice(0, 1).toUpperCase()}${claim.slice(1)}.`, [fact.id]),
      ]),
    );
  return [...behind, ...alone.map((text) => lie(text, every))];
};

/** Truths in disguise of lies: odd digits, markup, signs, no citation, a citation of nothing. */
export const dodges = (facts: readonly AskedFact[]): Told[] =>
  each(facts.slice(0, 12), ({ id, text }) => {
    const figure = figureOf(text);
    if (!figure || figure.value === 0) return [];
    const { value, unit } = figure;
    const fullWidth = String(value + 5).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    return [
      lie(text, []),
      lie(text, ['time.invented']),
      lie(figure.replace(`${fullWidth} ${unit}`), [id]),
      lie(figure.replace(`-${value} ${unit}`), [id]),
      ...(Number.isInteger(value) ? [lie(figure.replace(`${value}0 ${unit}`), [id])] : []),
      lie(figure.replace(`1${value} ${unit}`), [id]),
      lie(figure.replace(`not ${value} ${unit}`), [id]),
      lie(figure.replace(`${value} ${unit} of 107 ${unit}`), [id]),
      lie(`${text} <b>Great!</b>`, [id]),
      lie(`${text} [see](http://example.com/)`, [id]),
      lie(`${text} 🚀🚀`, [id]),
    ];
  });
