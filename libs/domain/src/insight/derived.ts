import type { Fact } from '../facts/fact';
import { agrees, agreesOfComputed, rounding } from './agreement';
import type { Shape } from './shapes/shape';
import type { Figure } from './tokens';

const isOfSame = (one: Fact, other: Fact): boolean =>
  one.subject?.kind === other.subject?.kind && one.subject?.name === other.subject?.name;

/** What two facts of one thing were computed to, from the least to the most that their rounding leaves open. */
const around = (value: number): [number, number] => [value - 2 * rounding, value + 2 * rounding];

/** A change as a part of what was before it. */
const partOfBefore = (change: Fact, now: Fact): [number, number] | null => {
  const [least, most] = around(now.value - change.value);
  if (least <= 0) return null;
  const by = Math.abs(change.value);
  return [((by - rounding) / most) * 100, ((by + rounding) / least) * 100];
};

const holds = (
  derives: Shape['derives'],
  { figures, one, other }: { figures: readonly Figure[]; one: Fact; other: Fact },
): boolean => {
  const [first, second] = figures;
  if (!first) return false;
  switch (derives) {
    case 'before':
      return (
        second !== undefined &&
        agreesOfComputed(first, 'hours', around(other.value - one.value)) &&
        agrees(second, other)
      );
    case 'target':
      return (
        second !== undefined && agrees(first, one) && agreesOfComputed(second, 'hours', around(one.value + other.value))
      );
    case 'part of before': {
      const part = partOfBefore(one, other);
      return figures.length === 1 && part !== null && agreesOfComputed(first, 'percent', part);
    }
    case undefined:
      return false;
  }
};

/** The facts that hold a figure which no fact states and two of one thing give: what was before, a goal's target, a change in percent. */
export const holdsDerived = (
  { kinds, derives }: Shape,
  figures: readonly Figure[],
  { changed, all }: { changed: readonly Fact[]; all: readonly Fact[] },
): Fact[] | null => {
  const [, second] = [...kinds];
  for (const one of changed)
    for (const other of all)
      if (
        one.kind !== second &&
        other.kind === second &&
        isOfSame(one, other) &&
        holds(derives, { figures, one, other })
      )
        return [one, other];
  return null;
};
