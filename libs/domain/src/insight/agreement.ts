import type { Fact } from '../facts/fact';
import type { Bound, Figure } from './tokens';

/** Facts are rounded: half of the last place they show. */
export const rounding = 0.05;

const inHours = (figure: Figure): { value: number; unit: Figure['unit'] } =>
  figure.unit === 'minutes' ? { value: figure.value / 60, unit: 'hours' } : { value: figure.value, unit: figure.unit };

/** How far from what is said the truth may be, as a part of it: for parts in words, and for round figures. */
const reachInWords = { above: 0.2, below: 0.2, 'just above': 0.1, 'just below': 0.1, near: 0.1, most: 1, only: 0 };
const reachOfRound = { above: 0.15, below: 0.15, 'just above': 0.06, 'just below': 0.06, near: 0.05, most: 1, only: 0 };

const isBeside = (value: number, bound: Bound, actual: number, reach: number): boolean => {
  const apart = actual - value;
  if (bound === 'near') return Math.abs(apart) <= value * reach;
  const onItsSide = bound.endsWith('below') ? -apart : apart;
  return onItsSide > 1e-9 && onItsSide <= value * reach;
};

const agreesInWords = ({ value, bound }: Figure, actual: number): boolean => {
  if (bound === null) return Math.abs(actual - value) <= 0.5;
  // Both rounded: on the border it may be either side's.
  return (
    isBeside(value, bound, actual, reachInWords[bound]) && (bound === 'near' || Math.abs(actual - value) > rounding)
  );
};

/** Rounded to its own digits, or beside it where it is a round figure that words bound: “nearly 40 %”, “over 90 %”. */
const agreesInDigits = ({ value, bound, decimals }: Figure, actual: number, tolerance: number): boolean => {
  const isRound = decimals === 0 && value % 5 === 0 && tolerance === 0.5;
  if (bound !== null && isRound && isBeside(value, bound, actual, reachOfRound[bound])) return true;
  if (Math.abs(value - actual) > tolerance + 1e-9) return false;
  if (bound?.endsWith('above')) return actual > value + 1e-9;
  if (bound?.endsWith('below')) return actual < value - 1e-9;
  // A half is rounded up: 12.5 hours are 13, not 12.
  return tolerance !== 0.5 || bound === 'near' || actual - value <= 0.5 - 1e-9;
};

/** Changes from one project to another are counted in times. */
const isUnitOf = (unit: Figure['unit'], fact: Fact): boolean =>
  unit === fact.unit || (unit === 'times' && fact.unit === 'switches');

/** What may be told as “only” so much: a fifth of the time at most. */
const isSmall = ({ kind, value }: Fact): boolean => kind.startsWith('share.') && value <= 20;

/** Whether a figure says what a fact holds: the same unit, and the same value as far as the figure's own digits go. */
export const agrees = (figure: Figure, fact: Fact): boolean => {
  const { value, unit } = inHours(figure);
  if (!isUnitOf(unit, fact)) return false;
  const actual = Math.abs(fact.value);
  if (figure.bound === 'only') return isSmall(fact) && agrees({ ...figure, bound: null }, fact);
  // A fifth “done” of a goal would be a fifth of its target.
  if (figure.inWords && unit === 'percent') return !fact.kind.startsWith('goal') && agreesInWords(figure, actual);
  const counted = !['hours', 'percent', 'points_per_hour'].includes(fact.unit);
  // Facts are rounded to 0.1: hours and minutes may differ by what that took.
  const fine = figure.compound || figure.unit === 'minutes';
  const tolerance = counted ? 0 : fine ? 0.05 : figure.decimals === 0 ? 0.5 : 0;
  return agreesInDigits({ ...figure, value }, actual, tolerance);
};

/** Whether a figure says what was computed of facts and is known to lie from `least` to `most`: its tenths are not known. */
export const agreesOfComputed = (
  figure: Figure,
  unit: Figure['unit'],
  [least, most]: readonly [number, number],
): boolean => {
  if (figure.unit !== unit || figure.bound === 'only' || figure.compound || figure.decimals > 0) return false;
  return [least, most].every((actual) =>
    figure.inWords && unit === 'percent' ? agreesInWords(figure, actual) : agreesInDigits(figure, actual, 0.5),
  );
};

/** Whether `times` says how often the time of `second` goes into that of `first`, however both were rounded. */
export const agreesOfTimes = ({ value, bound }: Figure, first: Fact, second: Fact): boolean => {
  const least = (first.value - rounding) / (second.value + rounding);
  const most = (first.value + rounding) / Math.max(second.value - rounding, 1e-9);
  if (bound === 'only') return false;
  if (bound?.endsWith('above')) return least > value && most < value + 0.75;
  if (bound?.endsWith('below')) return most < value && least > value - 0.25;
  const near = value * (bound === 'near' ? 0.075 : 0.05);
  return least >= value - near && most <= value + near;
};

/** Whether a figure says by how much `first` is above `second`. A tenth of a difference of two rounded figures is not known. */
export const agreesOfDifference = (figure: Figure, first: Fact, second: Fact): boolean => {
  const { value, unit } = inHours(figure);
  if (unit !== 'hours' || first.unit !== 'hours' || figure.bound === 'only' || figure.compound || figure.decimals > 0)
    return false;
  const difference = first.value - second.value;
  const [least, most] = [difference - 2 * rounding, difference + 2 * rounding];
  if (figure.bound?.endsWith('above')) return least > value && most < value + 1;
  if (figure.bound?.endsWith('below')) return most < value && least > value - 0.5;
  // Whole hours, and what rounds to them.
  return figure.unit === 'hours' && least > value - 0.5 && most < value + 0.5;
};
