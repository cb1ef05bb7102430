import type { Fact, FactKind } from '../facts/fact';
import { roleOf } from '../facts/fact';
import { agrees } from './agreement';
import { holdsComparison } from './comparison';
import { holdsDerived } from './derived';
import { holdsJoint } from './joint';
import { holdsRank } from './ranks';
import type { Shape } from './shapes/shape';
import type { Figure, Mention, Token } from './tokens';

/** A part of a sentence between marks and joining words. */
interface Part {
  tokens: Token[];
  /** The mark or word before it. */
  after: string;
}

/** A clause that was read: what it is about, for those that lean on it, and the facts that hold it. */
interface Clause {
  about: readonly Fact[];
  supported: readonly Fact[];
  place: Shape['place'];
  /** Which of its name and its figure comes first; null without a name of its own. */
  lead: 'name' | 'figure' | null;
}

const maxPartsOfClause = 4;
/** Ways to read one sentence: nobody writes what takes more. */
const maxTries = 500;

const partsOf = (tokens: readonly Token[]): Part[] => {
  const parts: Part[] = [{ tokens: [], after: ',' }];
  for (const token of tokens)
    if (token.kind === 'break') parts.push({ tokens: [], after: token.text });
    else parts.at(-1)?.tokens.push(token);
  return parts.filter((part) => part.tokens.length > 0);
};

/** In the vocabulary where the period compared with is the one that this word of the period names with “previous”. */
const previous = (word: string): string => `previous ${word}`;

const written = (token: Token, vocabulary: ReadonlySet<string>): string => {
  switch (token.kind) {
    case 'mention':
      return 'M';
    case 'figure':
      return token.unit === 'times' ? 'X' : 'F';
    case 'word':
      if (vocabulary.has(previous(token.text))) return 'LAST';
      return vocabulary.has(token.text) ? 'PERIOD' : token.text;
    case 'break':
    case 'unreadable':
      return token.text;
  }
};

const figuresIn = (tokens: readonly Token[]): Figure[] => tokens.filter((token) => token.kind === 'figure');
const mentionsIn = (tokens: readonly Token[]): Mention[] => tokens.filter((token) => token.kind === 'mention');

const leadOf = (tokens: readonly Token[]): Clause['lead'] => {
  const name = tokens.findIndex((token) => token.kind === 'mention');
  const figure = tokens.findIndex((token) => token.kind === 'figure');
  return name < 0 ? null : figure < 0 || name < figure ? 'name' : 'figure';
};

/** A change of a period that is not over is one by now, and must be told so. */
const byThen = /by then|bis dahin|à ce stade/u;
const isSoFar = (fact: Fact): boolean => roleOf(fact) === 'change' && byThen.test(fact.text);

const hasSign = (fact: Fact, sign: Shape['sign']): boolean => roleOf(fact) !== 'change' || fact.value * (sign ?? 0) > 0;

const onlyIf = (facts: readonly Fact[]): Fact[] | null => (facts.length > 0 ? [...facts] : null);

/**
 * The facts that hold each figure, or all where there is none; null when a figure has none. Two figures go by the order of
 * kinds; where there is one kind, both are one fact's (“nearly half, 45.6 %”).
 */
const holding = (figures: readonly Figure[], candidates: readonly Fact[], { kinds }: Shape): Fact[] | null => {
  if (figures.length === 0 || kinds.size === 1)
    return onlyIf(candidates.filter((fact) => figures.every((figure) => agrees(figure, fact))));
  const held = figures.map((figure, index) =>
    candidates.filter((fact) => (figures.length === 1 || fact.kind === [...kinds][index]) && agrees(figure, fact)),
  );
  return held.some((facts) => facts.length === 0) ? null : held.flat();
};

/** What a clause may be about besides what it names. */
const withoutName = ({ of }: Shape, cited: readonly Fact[], about: readonly Fact[]): readonly Fact[] => {
  if (of === 'log') return cited;
  if (of === 'meetings')
    return cited.filter(({ kind, subject }) => kind === 'meeting.count' || subject?.name === 'meeting');
  return about;
};

/** Facts about the same thing as those that were told of it. */
const alike = (facts: readonly Fact[], told: readonly Fact[]): Fact[] =>
  facts.filter((fact) => told.some((one) => one.subject?.kind === fact.subject?.kind));

const isParallel = (a: readonly Fact[], b: readonly Fact[]): boolean =>
  a.some(({ subject }) => subject !== undefined && b.some((other) => other.subject?.kind === subject.kind));

/** What is told of the whole log, so that more of it may follow: “25.8 hours, spread over 17 entries”. */
const wholeLog: ReadonlySet<FactKind> = new Set(['time.total', 'entries.count', 'days.active', 'projects.count']);

/** More of the whole log behind what tells of it; by how much its time changed, behind that time. */
const mayAddUp = (last: Clause, { supported }: Clause): boolean =>
  last.supported.every(({ kind }) => wholeLog.has(kind)) &&
  (supported.every((fact) => roleOf(fact) !== 'change') || last.supported.some(({ kind }) => kind === 'time.total'));

/** The same kind of figure, of another. A comparison is about two, and has none. */
const isContrast = (last: Clause, { supported }: Clause): boolean =>
  last.about.length > 0 &&
  last.supported.some((fact) => supported.some(({ kind, id }) => kind === fact.kind && id !== fact.id));

/** Changes told without saying again which way. */
const goSameWay = (last: Clause, { supported }: Clause): boolean =>
  last.supported.every(({ kind, value }) => supported.every((fact) => fact.kind === kind && fact.value * value > 0));

/**
 * Whether a clause may stand behind those read before it. One without a verb and with a name of its own could be read
 * as a part of what came before (“Meetings took 5 hours, 2 hours on Docs”), unless it repeats that one's order and is
 * joined to it or about another of the same kind.
 */
const mayFollow = (clause: Clause, before: readonly Clause[], joinedBy: string): boolean => {
  const last = before.at(-1);
  if (clause.place === 'opens') return last === undefined;
  if (last?.place === 'opens') return clause.lead === null && (clause.place === 'leans' || clause.place === 'follows');
  if (clause.place === 'follows') return false;
  if (clause.place === 'part') return last?.supported.every(({ kind }) => wholeLog.has(kind)) ?? false;
  if (clause.place === 'sum') return last !== undefined && mayAddUp(last, clause);
  if (clause.place === 'ranks') return last?.supported.every(({ kind }) => /^(?:time|share)\./.test(kind)) ?? false;
  if (clause.place === 'listed')
    return last?.place === 'listed' || (last?.supported.every(({ kind }) => wholeLog.has(kind)) ?? false);
  if (clause.place === 'moves alike') return last !== undefined && isContrast(last, clause) && goSameWay(last, clause);
  if (clause.place === 'contrast') return last !== undefined && isContrast(last, clause);
  if (clause.place === 'whole' || clause.lead === null) return true;
  const named = before.filter(({ lead }) => lead !== null).at(-1);
  if (named === undefined) return true;
  return named.lead === clause.lead && (joinedBy !== ',' || isParallel(named.supported, clause.supported));
};

interface Reading {
  parts: readonly Part[];
  cited: readonly Fact[];
  shapes: readonly Shape[];
  vocabulary: ReadonlySet<string>;
  /** All facts there are, for what is claimed of the rest. */
  known: readonly Fact[];
  tries: { left: number };
}

/** Whether what a shape needs besides is cited of the same name, or for a day of the same figure: then its weekday is that day, as it is in one week. */
const hasNeeded = (
  { needs }: Shape,
  {
    cited,
    about,
    supported,
    isOneWeek,
  }: { cited: readonly Fact[]; about: readonly Fact[]; supported: readonly Fact[]; isOneWeek: boolean },
): boolean =>
  needs === undefined ||
  (needs === 'top.day' && isOneWeek) ||
  about.some(({ kind }) => kind === needs) ||
  cited.some(
    ({ kind, value }) => kind === needs && kind === 'top.day' && supported.every((one) => one.value === value),
  );

/** The two that a clause compares; one that leans compares what the one before tells of. */
const comparedIn = ({ place }: Shape, named: readonly Mention[], before: readonly Clause[]): readonly Mention[] => {
  const told = before.at(-1)?.supported ?? [];
  if (place !== 'leans' || told.length === 0) return named;
  return [{ kind: 'mention', key: '', facts: told }, ...named];
};

/** The facts that hold a clause's figures, as its shape tells them. */
const supporting = (
  shape: Shape,
  {
    figures,
    named,
    candidates,
    cited,
    before,
    known,
  }: Record<'candidates' | 'cited' | 'known', readonly Fact[]> & {
    figures: Figure[];
    named: Mention[];
    before: readonly Clause[];
  },
): Fact[] | null => {
  if (shape.compares !== undefined) return holdsComparison(shape, figures, comparedIn(shape, named, before));
  if (shape.joint !== undefined) return holdsJoint(shape, figures, { named, known });
  if (shape.derives !== undefined) return holdsDerived(shape, figures, { changed: candidates, all: cited });
  return holding(figures, candidates, shape);
};

const asShape = (
  shape: Shape,
  { tokens, text }: { tokens: readonly Token[]; text: string },
  before: readonly Clause[],
  { cited, known, vocabulary }: Pick<Reading, 'cited' | 'known' | 'vocabulary'>,
): Clause | null => {
  const named = mentionsIn(tokens);
  const own = named.flatMap(({ facts }) => facts);
  // What is told of the whole log may name what it counts, and nothing else.
  if (shape.of !== 'name' && named.some(({ facts }) => !facts.some(({ kind }) => shape.kinds.has(kind)))) return null;
  const about = named.length > 0 ? own : (before.at(-1)?.about ?? []);
  const candidates = withoutName(shape, cited, about).filter(
    (fact) =>
      shape.kinds.has(fact.kind) &&
      (shape.place === 'opens' || (hasSign(fact, shape.sign) && isSoFar(fact) === byThen.test(text))),
  );
  const supported = supporting(shape, { figures: figuresIn(tokens), named, candidates, cited, before, known });
  const isOneWeek = vocabulary.has('week');
  if (supported === null || !hasNeeded(shape, { cited, about, supported, isOneWeek })) return null;
  if (shape.rank && !holdsRank(shape.rank, { told: supported, before: before.at(-1)?.supported ?? [], known }))
    return null;
  const clause: Clause = {
    about:
      shape.of === 'log' || shape.compares !== undefined || shape.joint !== undefined ? [] : alike(about, supported),
    supported,
    place: shape.place,
    lead: shape.compares !== undefined && shape.place === 'leans' ? null : leadOf(tokens),
  };
  // A name alone tells nothing.
  return shape.place === 'opens' ? { ...clause, supported: [] } : clause;
};

const readFrom = (at: number, before: readonly Clause[], reading: Reading): readonly Clause[] | null => {
  const { parts, shapes, vocabulary } = reading;
  if (at === parts.length) return before.at(-1)?.place === 'opens' ? null : before;
  for (let size = Math.min(maxPartsOfClause, parts.length - at); size > 0; size -= 1) {
    const group = parts.slice(at, at + size);
    const tokens = group.flatMap((part) => part.tokens);
    const text = group
      .map((part, index) => {
        const words = part.tokens.map((token) => `${written(token, vocabulary)} `).join('');
        return index === 0 ? words : `${part.after} ${words}`;
      })
      .join('');
    for (const shape of shapes) {
      if (!shape.pattern.test(text)) continue;
      if ((reading.tries.left -= 1) < 0) return null;
      const clause = asShape(shape, { tokens, text }, before, reading);
      if (clause === null || !mayFollow(clause, before, parts[at]?.after ?? ',')) continue;
      const rest = readFrom(at + size, [...before, clause], reading);
      if (rest) return rest;
    }
  }
  return null;
};

/** The facts that hold a sentence, read clause by clause; null when any of it is of no known shape or not held. */
export const readClauses = (
  tokens: readonly Token[],
  rest: Omit<Reading, 'parts' | 'tries'>,
): readonly Fact[] | null => {
  const parts = partsOf(tokens);
  const clauses = parts.length === 0 ? null : readFrom(0, [], { ...rest, parts, tries: { left: maxTries } });
  return clauses ? clauses.flatMap(({ supported }) => supported) : null;
};
