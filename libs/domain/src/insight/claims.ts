import { roleOf } from '../facts/fact';
import type { Fact, FactRole } from '../facts/fact';
import type { Lexicon } from './lexicon/lexicon';
import type { Figure, Mention, Token } from './tokens';

/** A part of a sentence between commas, brackets and joining words, with the names its claims are about. */
export interface Part {
  tokens: Token[];
  /** Its own names or, when it has none, the nearest before or else after it. */
  about: { mention: Mention; at: number }[];
}

const mentionsIn = (tokens: readonly Token[]): { mention: Mention; at: number }[] =>
  tokens.flatMap((token, at) => (token.kind === 'mention' ? [{ mention: token, at }] : []));

export const partsOf = (tokens: readonly Token[]): Part[] => {
  const groups: Token[][] = [[]];
  for (const token of tokens)
    if (token.kind === 'break') groups.push([]);
    else groups.at(-1)?.push(token);
  const parts = groups
    .filter((group) => group.length > 0)
    .map((group) => ({ tokens: group, about: mentionsIn(group) }));
  return parts.map((part, index) => {
    if (part.about.length > 0) return part;
    const before = parts
      .slice(0, index)
      .reverse()
      .find(({ about }) => about.length > 0)
      ?.about.at(-1);
    const after = parts.slice(index + 1).find(({ about }) => about.length > 0)?.about[0];
    const nearest = before ?? after;
    return { ...part, about: nearest ? [{ ...nearest, at: 0 }] : [] };
  });
};

const inHours = (figure: Figure): { value: number; unit: Fact['unit'] | null } =>
  figure.unit === 'minutes' ? { value: figure.value / 60, unit: 'hours' } : { value: figure.value, unit: figure.unit };

/** Whether a figure says what a fact holds: the same unit, and the same value as far as the figure's own digits go. */
export const agrees = (figure: Figure, fact: Fact): boolean => {
  const { value, unit } = inHours(figure);
  if (unit !== fact.unit) return false;
  const actual = Math.abs(fact.value);
  const counted = !['hours', 'percent', 'points_per_hour'].includes(fact.unit);
  // Facts are rounded to 0.1: hours and minutes may differ by what that took.
  const fine = figure.compound || figure.unit === 'minutes';
  const tolerance = counted ? 0 : fine ? 0.05 : figure.decimals === 0 ? 0.5 : 0;
  if (Math.abs(value - actual) > tolerance + 1e-9) return false;
  if (figure.bound === 'at_least') return actual >= value;
  if (figure.bound === 'at_most') return actual <= value;
  return true;
};

export interface PartTone {
  up: boolean;
  down: boolean;
  most: boolean;
  met: boolean;
  missed: boolean;
  short: boolean;
}

/** Words that claim a direction, a rank or a goal's end. Names are no such words, whatever they contain. */
export const toneOf = (tokens: readonly Token[], lexicon: Lexicon): PartTone => {
  const said = (words: ReadonlySet<string>): boolean =>
    tokens.some((token) => token.kind === 'word' && words.has(token.text));
  return {
    up: said(lexicon.up),
    down: said(lexicon.down),
    most: said(lexicon.most),
    met: said(lexicon.met),
    missed: said(lexicon.missed),
    short: said(lexicon.short),
  };
};

/** What kinds of fact a figure may stand for, given the words round it. */
const rolesFor = (tone: PartTone, mostInSentence: boolean): readonly FactRole[] => {
  if (tone.up || tone.down) return ['change'];
  if (tone.short) return ['shortfall'];
  if (tone.most) return ['most'];
  return mostInSentence ? ['level', 'most'] : ['level'];
};

const signAgrees = (fact: Fact, tone: PartTone): boolean =>
  roleOf(fact) !== 'change' || (fact.value > 0 ? tone.up && !tone.down : tone.down && !tone.up);

/** The facts a figure of a part may stand for: those that the name nearest to it goes by. */
const supportOf = (figure: Figure, at: number, { part, tone, most }: PartContext): Fact[] => {
  const distances = part.about.map(({ at: place }) => Math.abs(place - at));
  const nearest = Math.min(...distances);
  const roles = rolesFor(tone, most);
  return part.about
    .filter((_, index) => distances[index] === nearest)
    .flatMap(({ mention }) => mention.facts)
    .filter((fact) => roles.includes(roleOf(fact)) && signAgrees(fact, tone) && agrees(figure, fact));
};

const claims = (tone: PartTone): boolean => Object.values(tone).some(Boolean);

/** A direction or an end, which somebody or something must have. */
const moves = ({ up, down, met, missed, short }: PartTone): boolean => up || down || met || missed || short;
const isTone = (token: Token, { up, down, met, missed, short }: Lexicon): boolean =>
  [up, down, met, missed, short].some((words) => isOf(token, words));

const isOf = (token: Token | undefined, words: ReadonlySet<string>): boolean =>
  token?.kind === 'word' && words.has(token.text);

/** A verb may follow what the part names, its figure, or a pronoun; any other subject is one no fact is about. */
const hasKnownSubject = (before: readonly Token[], lexicon: Lexicon): boolean =>
  before.some((token) => token.kind === 'figure' || token.kind === 'mention') ||
  before.every((token) => isOf(token, lexicon.pronouns));

/**
 * A verb that states what no figure holds, or null. A part with a figure, a direction, a rank or a goal's end states
 * that, with one verb and of what it names. Any other part may only go on with what was begun before it (“…, 64.1 %,
 * went to development”): it begins with its verb and names something; “…, and the project is done” states something new.
 */
export const unheldVerb = ({ tokens }: Part, tone: PartTone, lexicon: Lexicon): string | null => {
  const finite = tokens.flatMap((token, at) =>
    isOf(token, lexicon.finite) && !isOf(tokens[at - 1], lexicon.finite) ? [at] : [],
  );
  const textAt = (at: number): string => (tokens[at] as { text: string }).text;
  const [first, second] = finite;
  if (second !== undefined) return textAt(second);
  const hasFigure = tokens.some((token) => token.kind === 'figure');
  if (!hasFigure && mentionsIn(tokens).length === 0 && moves(tone)) {
    const stranger = tokens.find((token) => token.kind === 'word' && !lexicon.pronouns.has(token.text));
    if (stranger?.kind === 'word' && !isTone(stranger, lexicon)) return stranger.text;
  }
  if (claims(tone) || hasFigure)
    return first === undefined || hasKnownSubject(tokens.slice(0, first), lexicon) ? null : textAt(first);
  const verb = tokens.findIndex((token) => isOf(token, lexicon.finite) || isOf(token, lexicon.participles));
  const goesOn = verb === 0 && tokens.some((token) => token.kind === 'mention' && !token.weak);
  return verb < 0 || goesOn ? null : textAt(verb);
};

export interface PartContext {
  part: Part;
  tone: PartTone;
  /** The sentence ranks something, in this part or another. */
  most: boolean;
}

/** Verifies every claim of a part: the facts that hold them, or why one does not stand. */
export const verifyPart = (context: PartContext): { supported: Fact[] } | { problem: string } => {
  const { part, tone } = context;
  const supported: Fact[] = [];
  for (const [at, token] of part.tokens.entries()) {
    if (token.kind !== 'figure') continue;
    const support = supportOf(token, at, context);
    if (support.length === 0)
      return { problem: `no cited fact holds ${token.value} ${token.unit ?? '(no unit)'} here` };
    supported.push(...support);
  }
  const claims: [boolean, (fact: Fact) => boolean, string][] = [
    [tone.up, (fact) => roleOf(fact) === 'change' && fact.value > 0, 'an increase'],
    [tone.down, (fact) => roleOf(fact) === 'change' && fact.value < 0, 'a decrease'],
    [tone.most, (fact) => roleOf(fact) === 'most', 'a rank'],
    [tone.met, (fact) => fact.kind === 'goal.met', 'a goal met'],
    [tone.missed, (fact) => fact.kind === 'goal.missed' || fact.kind === 'goal.short', 'a goal missed'],
    [tone.short, (fact) => fact.kind === 'goal.short', 'a shortfall'],
  ];
  for (const [claimed, test, name] of claims) {
    if (!claimed) continue;
    const support = part.about.flatMap(({ mention }) => mention.facts).filter(test);
    if (support.length === 0) return { problem: `no cited fact holds ${name} here` };
    supported.push(...support);
  }
  return { supported };
};
