import type { Fact } from '../facts/fact';
import type { Figure } from './tokens';

const inHours = (figure: Figure): { value: number; unit: Figure['unit'] } =>
  figure.unit === 'minutes' ? { value: figure.value / 60, unit: 'hours' } : { value: figure.value, unit: figure.unit };

/** “About a third” may be so far from one, as a share of it; “nearly half” and “over half” so far on their side. */
const nearPart = 0.075;
const besidePart = 0.1;

const agreesInWords = ({ value, bound }: Figure, actual: number): boolean => {
  if (bound === 'above') return actual > value + 0.05 && actual <= value * (1 + besidePart);
  if (bound === 'below') return actual < value - 0.05 && actual >= value * (1 - besidePart);
  return Math.abs(actual - value) <= (bound === 'near' ? value * nearPart : 0.5);
};

/** Whether a figure says what a fact holds: the same unit, and the same value as far as the figure's own digits go. */
export const agrees = (figure: Figure, fact: Fact): boolean => {
  const { value, unit } = inHours(figure);
  if (unit !== fact.unit) return false;
  const actual = Math.abs(fact.value);
  // A fifth “done” of a goal would be a fifth of its target.
  if (figure.inWords && unit === 'percent') return !fact.kind.startsWith('goal') && agreesInWords(figure, actual);
  const counted = !['hours', 'percent', 'points_per_hour'].includes(fact.unit);
  // Facts are rounded to 0.1: hours and minutes may differ by what that took.
  const fine = figure.compound || figure.unit === 'minutes';
  const tolerance = counted ? 0 : fine ? 0.05 : figure.decimals === 0 ? 0.5 : 0;
  if (Math.abs(value - actual) > tolerance + 1e-9) return false;
  if (figure.bound === 'above') return actual > value + 1e-9;
  if (figure.bound === 'below') return actual < value - 1e-9;
  // A half is rounded up: 12.5 hours are 13, not 12.
  return tolerance !== 0.5 || actual - value <= 0.5 - 1e-9;
};

/** Facts are rounded: half of the last place they show. */
const rounding = 0.05;

/** Whether `times` says how often the time of `second` goes into that of `first`, however both were rounded. */
export const agreesOfTimes = ({ value, bound }: Figure, first: Fact, second: Fact): boolean => {
  const least = (first.value - rounding) / (second.value + rounding);
  const most = (first.value + rounding) / Math.max(second.value - rounding, 1e-9);
  if (bound === 'above') return least > value && most < value + 0.75;
  if (bound === 'below') return most < value && least > value - 0.25;
  const near = bound === 'near' ? value * nearPart : 0.05 * value;
  return least >= value - near && most <= value + near;
};

/** Whether a figure says by how much `first` is above `second`. A tenth of a difference of two rounded figures is not known. */
export const agreesOfDifference = (figure: Figure, first: Fact, second: Fact): boolean => {
  const { value, unit } = inHours(figure);
  if (unit !== 'hours' || first.unit !== 'hours' || figure.compound || figure.decimals > 0) return false;
  const difference = first.value - second.value;
  const [least, most] = [difference - 2 * rounding, difference + 2 * rounding];
  if (figure.bound === 'above') return least > value && most < value + 1;
  if (figure.bound === 'below') return most < value && least > value - 0.5;
  // Whole hours, and what rounds to them.
  return figure.unit === 'hours' && least > value - 0.5 && most < value + 0.5;
};
