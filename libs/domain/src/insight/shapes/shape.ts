import type { FactKind } from '../../facts/fact';

/**
 * The clauses a sentence may be made of, in one language. A clause is published only as one of these, whole: what stands
 * around a figure (“by”, “to”, “of the time”) is part of the shape, and so says what the figure is. All lower case.
 *
 * Notation: `(a|b c)` one of these, `[a|b]` one or none, `{X}` another piece. `F` is a figure, `M` a name of a cited fact,
 * `PERIOD` a word the period may be called, `,` any mark that parts. A clause that begins with `~` has no verb of its own
 * and leans on the one before; one with `^` only names what the next is about; one with `>` follows such a
 * name; one with `<` tells a part of the whole log, which the one before tells.
 */
export interface ShapeGroup {
  /** The facts these clauses tell; with two figures, the first one's and the second one's. */
  kinds: readonly FactKind[];
  /** `name`: of what the clause names, or else the one before it; `log`: of the whole log, which needs no name. */
  of: 'name' | 'log';
  /** For changes: what the words say of the sign. */
  sign?: 1 | -1;
  /** What `{NP}` stands for here. */
  np?: string;
  shapes: readonly string[];
}

export interface Shape extends Pick<ShapeGroup, 'of' | 'sign'> {
  kinds: ReadonlySet<FactKind>;
  place: 'whole' | 'leans' | 'opens' | 'follows' | 'part';
  pattern: RegExp;
}

const places: Readonly<Record<string, Shape['place']>> = { '~': 'leans', '^': 'opens', '>': 'follows', '<': 'part' };

export type Pieces = Readonly<Record<string, string>>;

const signs: Readonly<Record<string, string>> = { '(': '(?:', ')': ')', '[': '(?:', ']': ')?', '|': '|' };

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
  groups.flatMap(({ kinds, of, sign, np, shapes }) =>
    shapes.map((notation) => ({
      kinds: new Set(kinds),
      of,
      ...(sign === undefined ? {} : { sign }),
      place: places[notation.charAt(0)] ?? 'whole',
      pattern: new RegExp(
        `^${toPattern(notation.replace(/^[~^><]/, ''), np === undefined ? pieces : { ...pieces, NP: np })}$`,
        'u',
      ),
    })),
  );

/** What a clause may be about, and the facts that hold its time, its share and its change. */
export interface Topic {
  np: string;
  time?: FactKind;
  share?: FactKind;
  change?: FactKind;
}

interface TopicShapes {
  opening: readonly string[];
  time: readonly string[];
  share: readonly string[];
  up: readonly string[];
  down: readonly string[];
}

/** The same clauses for each topic. */
export const topicGroups = (topics: readonly Topic[], { opening, time, share, up, down }: TopicShapes): ShapeGroup[] =>
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
    ];
  });
