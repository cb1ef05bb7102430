import type { Fact } from '../facts/fact';
import { agrees, agreesOfComputed, rounding } from './agreement';
import type { Shape } from './shapes/shape';
import type { Figure, Mention } from './tokens';

/** Of each name the fact of a kind; null where one has none. */
const ofEach = (named: readonly Mention[], kind: string): Fact[] | null => {
  const facts = named.map((mention) => mention.facts.find((fact) => fact.kind === kind));
  const ids = new Set(facts.map((fact) => fact?.id));
  return facts.every((fact) => fact !== undefined) && ids.size === named.length ? facts : null;
};

/** What lies in two at once is in their sum twice; an entry has one type and one project, and may have several tags. */
const mayOverlap = (known: readonly Fact[]): boolean =>
  known.length === 0 || known.some(({ kind }) => kind === 'overlap.time');
const addUp: ReadonlySet<string> = new Set(['time.type', 'share.type', 'time.project', 'share.project']);

/** The facts that hold a figure told of several names: of each of them, or of all together; two figures are of two kinds. */
export const holdsJoint = (
  { kinds, joint }: Shape,
  figures: readonly Figure[],
  { named, known }: { named: readonly Mention[]; known: readonly Fact[] },
): Fact[] | null => {
  if (named.length < 2 || figures.length === 0 || (joint === 'together' && mayOverlap(known))) return null;
  const held = figures.map((figure, index) => {
    const tried = figures.length === 1 ? [...kinds] : [...kinds].slice(index, index + 1);
    for (const kind of tried) {
      const facts = ofEach(named, kind);
      if (facts === null) continue;
      const sum = facts.reduce((total, { value }) => total + value, 0);
      const apart = facts.length * rounding;
      const isHeld =
        joint === 'each'
          ? facts.every((fact) => agrees(figure, fact))
          : addUp.has(kind) && agreesOfComputed(figure, facts[0]?.unit ?? null, [sum - apart, sum + apart]);
      if (isHeld) return facts;
    }
    return null;
  });
  return held.every((facts) => facts !== null) ? held.flat() : null;
};
