import type { Lexicon } from './lexicon/lexicon';
import type { Figure, FigureUnit, Token } from './tokens';

/** How far behind its figure a unit may stand: `5 uninterrupted focus blocks`. */
const maxWordsBetween = 3;

const textOf = (token: Token | undefined): string | null =>
  token?.kind === 'word' ? token.text : token?.kind === 'mention' ? token.key : null;

const wordsOf = (tokens: readonly Token[]): string => tokens.map((token) => textOf(token) ?? ',').join(' ');

const maxBoundWords = 4;

/** What the words right before the figure at `index` make of it, and how many they are: `just over`. */
const boundOf = (
  tokens: readonly Token[],
  index: number,
  { bounds }: Lexicon,
): { bound: Figure['bound']; words: number } => {
  for (let words = Math.min(maxBoundWords, index); words > 0; words -= 1) {
    const before = tokens.slice(index - words, index).map(textOf);
    const text = before.includes(null) ? '' : before.join(' ');
    const bound = bounds.get(text);
    if (bound) return { bound, words };
  }
  return { bound: null, words: 0 };
};

/** The unit of the figure at `index`, and where it stands; a name that is also a unit word stays a name. `um 4,5 auf 3,5 Stunden` is both in hours. */
const findUnit = (
  tokens: readonly Token[],
  index: number,
  lexicon: Lexicon,
): { unit: FigureUnit; at: number } | null => {
  for (let at = index + 1; at <= index + 1 + maxWordsBetween; at += 1) {
    const token = tokens[at];
    const isShared =
      token?.kind === 'figure' && at > index + 1 && lexicon.between.has(wordsOf(tokens.slice(index + 1, at)));
    if (isShared) {
      const unit = token.unit ?? findUnit(tokens, at, lexicon)?.unit;
      return unit === undefined ? null : { unit, at };
    }
    if (!token || token.kind === 'figure' || token.kind === 'break' || token.kind === 'unreadable') return null;
    const text = textOf(token) ?? '';
    const unit = lexicon.units.get(text) ?? lexicon.units.get(text.split(' ').at(-1) ?? '');
    if (unit !== undefined) return { unit, at };
  }
  return null;
};

const joinMinutes = (tokens: readonly Token[]): Token[] => {
  const joined: Token[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as Token;
    const between = tokens[index + 1]?.kind === 'break' ? 1 : 0;
    const next = tokens[index + 1 + between];
    const together =
      token.kind === 'figure' &&
      token.unit === 'hours' &&
      token.decimals === 0 &&
      next?.kind === 'figure' &&
      next.unit === 'minutes' &&
      next.decimals === 0 &&
      next.value < 60;
    if (together) {
      joined.push({ ...token, value: token.value + next.value / 60, compound: true });
      index += 1 + between;
    } else joined.push(token);
  }
  return joined;
};

/** `2 heures sur 10`: the second is in hours too. */
const lendUnits = (tokens: readonly Token[], { between }: Lexicon): Token[] =>
  tokens.map((token, index) => {
    const [lender, word] = [tokens[index - 2], tokens[index - 1]];
    const lends = token.kind === 'figure' && token.unit === null && lender?.kind === 'figure' && word?.kind === 'word';
    return lends && between.has(word.text) ? { ...token, unit: lender.unit } : token;
  });

/** Gives each figure its unit and bound, takes the unit's word away, and reads `2 h 30 min` as one figure. */
export const attachUnits = (tokens: readonly Token[], lexicon: Lexicon): Token[] => {
  const taken = new Set<number>();
  const withUnits = tokens.map((token, index): Token => {
    if (token.kind !== 'figure') return token;
    const { bound, words } = boundOf(tokens, index, lexicon);
    for (let at = index - words; at < index; at += 1) taken.add(at);
    if (token.unit !== null) return { ...token, bound: token.bound ?? bound };
    const found = findUnit(tokens, index, lexicon);
    // “5 meetings” counts them, though meetings have a name too.
    const isCount = found?.unit === 'meetings' && found.at === index + 1;
    if (found && (isCount || tokens[found.at]?.kind === 'word')) taken.add(found.at);
    return { ...token, bound, unit: found?.unit ?? null };
  });
  return joinMinutes(
    lendUnits(
      withUnits.filter((_, index) => !taken.has(index)),
      lexicon,
    ),
  );
};
