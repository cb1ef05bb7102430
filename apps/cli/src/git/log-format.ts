/** One commit as `git log` tells it; merges are left out, since a merge is not work of its own. */
export interface Commit {
  hash: string;
  authorName: string;
  authorEmail: string;
  /** Author date in epoch seconds: when the work was done, whatever was rebased since. */
  authoredAt: number;
  subject: string;
  body: string;
  paths: string[];
}

const fields = ['h%H', 'n%aN', 'e%aE', 't%at', 's%s', 'b%b'];

/**
 * Every field carries a letter, so that none is empty and an empty token can only stand between two commits: nothing a
 * message, a name or a path may hold (anything but NUL) can be taken for a boundary.
 */
export const logFormat = `%x00%x00${fields.join('%x00')}`;

/** Parses the output of `git log -z --name-only --format=<logFormat>` as it arrives, in chunks cut anywhere. */
export async function* parseLog(chunks: AsyncIterable<string>): AsyncGenerator<Commit> {
  let commit: string[] = [];
  for await (const token of splitAtNul(chunks)) {
    if (token !== '') commit.push(token);
    else if (commit.length > 0) {
      yield toCommit(commit);
      commit = [];
    }
  }
  if (commit.length > 0) yield toCommit(commit);
}

async function* splitAtNul(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const tokens = (rest + chunk).split('\0');
    rest = tokens.pop() ?? '';
    yield* tokens;
  }
  if (rest.trim() !== '') yield rest;
}

const toCommit = (tokens: string[]): Commit => {
  const [hash = '', authorName = '', authorEmail = '', authoredAt = '', subject = '', body = ''] = tokens
    .slice(0, fields.length)
    .map((token) => token.slice(1));
  // git puts one line break between the format and the first name.
  const paths = tokens.slice(fields.length).map((path, index) => (index === 0 ? path.replace(/^\n/, '') : path));
  return { hash, authorName, authorEmail, authoredAt: Number(authoredAt), subject, body: body.trim(), paths };
};
