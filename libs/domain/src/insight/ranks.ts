import type { Fact } from '../facts/fact';

/**
 * What words claim of others that they do not name. `next`: right behind those the clause before tells of; `most changed`:
 * of all types and projects that went the same way.
 */
export type Rank = 'first' | 'second' | 'third' | 'last' | 'next' | 'most changed';

export interface Ranked {
  /** Whose rank it is. */
  told: readonly Fact[];
  /** What the clause before tells. */
  before: readonly Fact[];
  /** All that is known, the largest of each kind first. */
  known: readonly Fact[];
}

/** So many of a kind are kept; where there are as many, the least of all may not be known. */
const maxKept = 12;

const changes: ReadonlySet<string> = new Set(['change.type', 'change.project']);

const isSame = (one: Fact['subject'], other: Fact['subject']): boolean =>
  one !== undefined && one.kind === other?.kind && one.name === other.name;

/** Whether a rank holds among all that is known; one shared with another is none. */
export const holdsRank = (rank: Rank, { told, before, known }: Ranked): boolean => {
  const kind = told[0]?.kind;
  if (kind === undefined || told.some((fact) => fact.kind !== kind)) return false;
  const values = told.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const ids = new Set(told.map(({ id }) => id));
  const isKnown = told.every(({ id }) => known.some((fact) => fact.id === id));
  const all = known.filter((fact) => fact.kind === kind);
  const others = all.filter(({ id }) => !ids.has(id));
  const place = { first: 1, second: 2, third: 3 };
  switch (rank) {
    case 'first':
    case 'second':
    case 'third': {
      const above = all.filter(({ value }) => value > high).length;
      const level = all.filter(({ value }) => value === high).length;
      return isKnown && told.length === 1 && all.length > 1 && level === 1 && above === place[rank] - 1;
    }
    case 'last':
      return isKnown && all.length > told.length && all.length < maxKept && others.every(({ value }) => value > high);
    case 'next': {
      const ahead = all.filter(({ subject }) => before.some((one) => isSame(one.subject, subject)));
      const least = Math.min(...ahead.map(({ value }) => value));
      return isKnown && ahead.length > 0 && high < least && others.every(({ value }) => value < low || value >= least);
    }
    case 'most changed': {
      const alike = known.filter((fact) => changes.has(fact.kind) && fact.value * high > 0 && !ids.has(fact.id));
      return isKnown && told.length === 1 && alike.every(({ value }) => Math.abs(value) < Math.abs(high));
    }
  }
};
