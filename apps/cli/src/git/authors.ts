import type { Commit } from './log-format';

export interface AuthorChoice {
  commits: Commit[];
  /** Who was chosen, for the user to see. */
  who: string;
}

const nameOf = (commit: Commit): string => `${commit.authorName} <${commit.authorEmail}>`;

/**
 * A log is one person's. With patterns: everyone whose `Name <email>` holds one of them (letter case aside). Without:
 * the address git is configured with, if it has commits here; else whoever has most of them.
 */
export const chooseAuthor = (commits: Commit[], patterns: string[], configuredEmail: string | null): AuthorChoice => {
  const wanted = patterns.map((pattern) => pattern.toLowerCase());
  if (wanted.length > 0) {
    const chosen = commits.filter((commit) => wanted.some((pattern) => nameOf(commit).toLowerCase().includes(pattern)));
    return { commits: chosen, who: [...new Set(chosen.map(nameOf))].sort().join(', ') || patterns.join(', ') };
  }
  const email = configuredEmail?.toLowerCase();
  const own = commits.filter((commit) => commit.authorEmail.toLowerCase() === email);
  if (own.length > 0) return { commits: own, who: own.map(nameOf)[0] ?? '' };

  const byAuthor = new Map<string, Commit[]>();
  for (const commit of commits) {
    const known = byAuthor.get(commit.authorEmail.toLowerCase());
    if (known === undefined) byAuthor.set(commit.authorEmail.toLowerCase(), [commit]);
    else known.push(commit);
  }
  const [first] = [...byAuthor].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  return { commits: first?.[1] ?? [], who: first?.[1][0] === undefined ? 'nobody' : nameOf(first[1][0]) };
};
