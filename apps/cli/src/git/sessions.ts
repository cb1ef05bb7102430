import type { Commit } from './log-format';

export interface SessionRule {
  /** Two commits further apart than this belong to two sessions of work. */
  gapMinutes: number;
  /** The work assumed before the first commit of a session. */
  leadInMinutes: number;
}

export const defaultRule: SessionRule = { gapMinutes: 120, leadInMinutes: 30 };

/** One stretch of work that ends with a commit (or with several made within one minute). Minutes since the epoch. */
export interface WorkBlock {
  startMinute: number;
  endMinute: number;
  commits: Commit[];
}

/**
 * Guesses when the work was done. A commit counts the time since the commit before it when that is at most
 * `gapMinutes` ago, else `leadInMinutes` (never reaching into the commit before). So the blocks never overlap, a
 * session lasts from its lead-in to its last commit, and a total can be recomputed from `git log --format=%at` alone.
 *
 * A block depends on no later commit: importing again after more commits changes none of the earlier ones.
 */
export const toWorkBlocks = (commits: Commit[], rule: SessionRule = defaultRule): WorkBlock[] => {
  const blocks: WorkBlock[] = [];
  for (const commit of [...commits].sort(byTimeThenHash)) {
    const endMinute = Math.floor(commit.authoredAt / 60);
    const before = blocks.at(-1);
    if (before?.endMinute === endMinute) before.commits.push(commit);
    else blocks.push({ startMinute: startOf(endMinute, before?.endMinute, rule), endMinute, commits: [commit] });
  }
  return blocks;
};

const startOf = (endMinute: number, previous: number | undefined, rule: SessionRule): number => {
  if (previous === undefined) return endMinute - rule.leadInMinutes;
  if (endMinute - previous <= rule.gapMinutes) return previous;
  return Math.max(previous, endMinute - rule.leadInMinutes);
};

const byTimeThenHash = (a: Commit, b: Commit): number =>
  a.authoredAt - b.authoredAt || (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0);
