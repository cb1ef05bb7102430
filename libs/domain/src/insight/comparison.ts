import type { Fact } from '../facts/fact';
import { agreesOfDifference, agreesOfTimes } from './agreement';
import type { Shape } from './shapes/shape';
import type { Figure, Mention } from './tokens';

/** Two figures rounded to 0.1 that are nearer than this may be the same. */
const minDifference = 0.1;

const holds = (figure: Figure | undefined, more: Fact, less: Fact, sign: 1 | -1): boolean => {
  if (more.value - less.value <= minDifference + 1e-9) return false;
  if (figure === undefined) return true;
  // “Twice as little” is nobody's word.
  return figure.unit === 'times'
    ? sign === 1 && agreesOfTimes(figure, more, less)
    : agreesOfDifference(figure, more, less);
};

/** The facts that hold “more on this than on that”: two of one kind, in that order, as far apart as the figure says. */
export const holdsComparison = (
  { kinds, compares }: Shape,
  figures: readonly Figure[],
  [first, second, ...others]: readonly Mention[],
): Fact[] | null => {
  if (compares === undefined || !first || !second || others.length > 0 || figures.length > 1) return null;
  for (const one of first.facts)
    for (const other of second.facts) {
      if (one.kind !== other.kind || one.id === other.id || !kinds.has(one.kind)) continue;
      const [more, less] = compares === 1 ? [one, other] : [other, one];
      if (holds(figures[0], more, less, compares)) return [one, other];
    }
  return null;
};
