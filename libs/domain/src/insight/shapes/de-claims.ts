import { moves, movesFrom, upWords, downWords } from './de-grammar';
import type { TopicExtras } from './shape';

const names = '{NP} [, {NP}] und {NP}';
const OUT = '[ein|in anspruch|aus]';
const jointly = (word: string): string[] => [
  `${names} {TOOK} ${word} {FIG} [{TIME}] ${OUT}`,
  `{ON} ${names} {FELL} ${word} {FIG} [{TIME}]`,
  `{YOU} {ON} ${names} ${word} {FIG} {SPENT}`,
  `{ON} ${names} {HAVE} ${word} {FIG} {SPENT}`,
  `{ON} ${names} wurden ${word} {FIG} {SPENT}`,
];
const each = jointly('(je|jeweils)');
const together = [...jointly('(zusammen|gemeinsam)'), `zusammen {TOOK} ${names} {FIG} [{TIME}] ${OUT}`];
const placed = (place: string, at: string): string[] => [
  `{NP} (liegt|liegen|lag|lagen|folgt|folgte|folgen|folgten|steht|stehen|stand|standen|war|waren|kam|kamen|kommt|kommen) mit {FIG} [{TIME}] (auf dem ${place} platz|auf platz ${place}|an ${at} stelle)`,
  `{ON} ${at} stelle (folgt|steht|folgen|stehen|liegt) {NP} mit {FIG} [{TIME}]`,
];
const LEAST = 'am wenigsten zeit (floss|ging|entfiel|fiel)';
const moved = (verbs: string, noun: string, parts: string, than: string): string[] => [
  `am stärksten (${verbs}) {NP} ${parts} [,] [nämlich|und zwar] um {FIG} ${parts} [{BEFORE}]`,
  `den (größten|stärksten) (${noun}) (verzeichnete|verzeichneten|hatte|hatten|zeigte|zeigten) {NP} [,] (mit|von) {FIG} [${than}] [{BEFORE}]`,
  `den (größten|stärksten) (${noun}) gab es {ON} {NP} [,] (mit|von) {FIG} [${than}] [{BEFORE}]`,
];

/** What is claimed of several, of others that are not named, and what two facts give. */
export const claims: readonly TopicExtras[] = [
  ...(['time', 'share'] as const).flatMap((of): TopicExtras[] => [
    { of, rest: { joint: 'each' }, shapes: each },
    { of, rest: { joint: 'together' }, shapes: together },
    {
      of,
      rest: { rank: 'first' },
      shapes: ['~wobei {NP} mit {FIG} [{TIME}] den (größten|größeren) anteil (hatte|hatten|ausmachte|ausmachten)'],
    },
    { of, rest: { rank: 'second' }, shapes: placed('zweiten', 'zweiter') },
    { of, rest: { rank: 'third' }, shapes: placed('dritten', 'dritter') },
    { of, rest: { rank: 'last' }, shapes: [`${LEAST} mit {FIG} {ON} {NP}`] },
    { of, rest: { rank: 'last', joint: 'each' }, shapes: [`${LEAST} mit (je|jeweils) {FIG} {ON} ${names}`] },
    { of, rest: { rank: 'next' }, shapes: ['~gefolgt von {NP} [,] [mit] {FIG} [{TIME}]'] },
    { of, rest: { rank: 'next', joint: 'each' }, shapes: [`~gefolgt von ${names} [,] mit (je|jeweils) {FIG}`] },
  ]),
  {
    of: 'change',
    rest: { rank: 'most changed', sign: 1 },
    shapes: moved(`${upWords[0]}|nahm|nahmen`, upWords[2], '[zu|an]', upWords[3]),
  },
  {
    of: 'change',
    rest: { rank: 'most changed', sign: -1 },
    shapes: moved(`${downWords[0]}|nahm|nahmen|ging|gingen`, downWords[2], '[zurück|ab]', downWords[3]),
  },
  ...(
    [
      [1, upWords],
      [-1, downWords],
    ] as const
  ).flatMap(([sign, words]): TopicExtras[] => [
    { of: 'change', with: 'time', rest: { derives: 'before', sign }, shapes: movesFrom(words[0], words[1], '{NP}') },
    {
      of: 'change',
      with: 'time',
      rest: { derives: 'part of before', sign },
      shapes: moves(words[0], words[1], words[2], words[3]),
    },
  ]),
];
