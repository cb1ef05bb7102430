import type { FactKind } from '../../facts/fact';
import type { Rank } from '../ranks';

/**
 * The clauses a sentence may be made of, in one language. A clause is published only as one of these, whole: what stands
 * around a figure (“by”, “to”, “of the time”) is part of the shape, and so says what the figure is. All lower case.
 *
 * Notation: `(a|b c)` one of these, `[a|b]` one or none, `{X}` another piece. `F` is a figure, `M` a name of a cited fact,
 * `X` a figure that counts times (“twice”), `PERIOD` a word the period may be called, `,` any mark that parts. A clause that begins with `~` has no verb of its own
 * and leans on the one before; one with `^` only names what the next is about; one with `>` follows such a
 * name; one with `<` tells a part of the whole log, which the one before tells; one with `+` more of the whole log, behind
 * what tells of it; one with `=` the same of another, behind what tells it of one; one with `&` a change that way, of another; one with `*` an item of a list, behind what tells of the whole log; one with `!` the rank of what the one before tells the time
 * or share of. `LAST` is a `PERIOD` whose previous one
 * is what changes are changes from.
 */
export interface ShapeGroup {
  /** The facts these clauses tell; with two figures, the first one's and the second one's. */
  kinds: readonly FactKind[];
  /** `name`: of what the clause names, or else the one before it; `log`: of the whole log, which needs no name. */
  of: 'name' | 'log' | 'meetings';
  /** For changes: what the words say of the sign. */
  sign?: 1 | -1;
  /** Tells two names apart: the first is more, or less, than the second. */
  compares?: 1 | -1;
  /** Of several names: the figure is of each, or of all together. Two figures go by the order of kinds. */
  joint?: 'each' | 'together';
  /** A figure that the two kinds give: `before` and now, of a change; what is done and the `target`; a change in percent. */
  derives?: 'before' | 'target' | 'part of before';
  /** What the words claim of others. */
  rank?: Rank;
  /** Only where this too is cited of the same name; `top.day`, of the same figure. */
  needs?: FactKind;
  /** What `{NP}` stands for here. */
  np?: string;
  shapes: readonly string[];
}

export interface Shape extends Omit<ShapeGroup, 'kinds' | 'np' | 'shapes'> {
  kinds: ReadonlySet<FactKind>;
  place: 'whole' | 'leans' | 'opens' | 'follows' | 'part' | 'sum' | 'contrast' | 'ranks' | 'moves alike' | 'listed';
  pattern: RegExp;
}

const places: Readonly<Record<string, Shape['place']>> = {
  '~': 'leans',
  '^': 'opens',
  '>': 'follows',
  '<': 'part',
  '+': 'sum',
  '=': 'contrast',
  '!': 'ranks',
  '&': 'moves alike',
  '*': 'listed',
};

export type Pieces = Readonly<Record<string, string>>;

const signs: Readonly<Record<string, string>> = {
  '(': '(?:',
  ')': ')',
  '[': '(?:',
  ']': ')?',
  '|': '|',
  PERIOD: '(?:PERIOD|LAST) ',
};

const toPattern = (notation: string, pieces: Pieces): string =>
  (notation.match(/[()[\]|]|\{\w+\}|[^\s()[\]|{}]+/gu) ?? [])
    .map((token) => {
      const sign = signs[token];
      if (sign !== undefined) return sign;
      if (!token.startsWith('{')) return `${token} `;
      const piece = pieces[token.slice(1, -1)];
      if (piece === undefined) throw new Error(`no piece ${token} in ${notation}`);
      return `(?:${toPattern(piece, pieces)})`;
    })
    .join('');

export const toShapes = (groups: readonly ShapeGroup[], pieces: Pieces): Shape[] =>
  groups.flatMap(({ kinds, np, shapes, ...rest }) =>
    shapes.map((notation) => ({
      kinds: new Set(kinds),
      ...rest,
      place: places[notation.charAt(0)] ?? 'whole',
      pattern: new RegExp(
        `^${toPattern(notation.replace(/^[~^><+=!&*]/, ''), np === undefined ? pieces : { ...pieces, NP: np })}$`,
        'u',
      ),
    })),
  );

/** Every word that has a place in any of them. */
export const wordsOf = (shapes: readonly Shape[]): ReadonlySet<string> =>
  new Set(shapes.flatMap(({ pattern }) => pattern.source.match(/[\p{L}\p{N}\p{M}-]+/gu) ?? []));

/** What a clause may be about, and the facts that hold its time, its share and its change. */
export interface Topic {
  np: string;
  time?: FactKind;
  share?: FactKind;
  change?: FactKind;
}

/** More of the same for each topic, of its time, share or change. */
export interface TopicExtras {
  of: 'time' | 'share' | 'change';
  /** The second kind, where figures go by two. */
  with?: 'time' | 'share';
  rest: Omit<ShapeGroup, 'kinds' | 'of' | 'np' | 'shapes'>;
  shapes: readonly string[];
}

interface TopicShapes {
  opening: readonly string[];
  time: readonly string[];
  share: readonly string[];
  up: readonly string[];
  down: readonly string[];
  /** Two of the topic, the first more, or less, than the second. */
  above: readonly string[];
  below: readonly string[];
  /** Two figures: by how much it changed, and what it is now. */
  upTo: readonly string[];
  downTo: readonly string[];
  extras: readonly TopicExtras[];
}

const compare = ({ np, time }: Topic, shapes: readonly string[], compares: 1 | -1): ShapeGroup[] =>
  time === undefined ? [] : [{ kinds: [time], of: 'name', np, compares, shapes }];

const changeTo = ({ np, time, change }: Topic, shapes: readonly string[], sign: 1 | -1): ShapeGroup[] =>
  time === undefined || change === undefined ? [] : [{ kinds: [change, time], of: 'name', np, sign, shapes }];

const extraGroup = (topic: Topic, { of, with: second, rest, shapes }: TopicExtras): ShapeGroup[] => {
  const kinds = [of, ...(second ? [second] : [])].map((name) => topic[name]);
  if (!kinds.every((kind) => kind !== undefined)) return [];
  return [{ kinds, of: 'name', np: topic.np, shapes, ...rest }];
};

/** The same clauses for each topic. */
export const topicGroups = (
  topics: readonly Topic[],
  { opening, time, share, up, down, above, below, upTo, downTo, extras }: TopicShapes,
): ShapeGroup[] =>
  topics.flatMap((topic) => {
    const group = (kind: FactKind | undefined, shapes: readonly string[], sign?: 1 | -1): ShapeGroup[] =>
      kind === undefined ? [] : [{ kinds: [kind], of: 'name', np: topic.np, shapes, ...(sign ? { sign } : {}) }];
    const kinds = [topic.time, topic.share, topic.change].filter((kind) => kind !== undefined);
    return [
      { kinds, of: 'name', np: topic.np, shapes: opening },
      ...group(topic.time, time),
      ...group(topic.share, share),
      ...group(topic.change, up, 1),
      ...group(topic.change, down, -1),
      ...compare(topic, above, 1),
      ...compare(topic, below, -1),
      ...changeTo(topic, upTo, 1),
      ...changeTo(topic, downTo, -1),
      ...extras.flatMap((extra) => extraGroup(topic, extra)),
    ];
  });
