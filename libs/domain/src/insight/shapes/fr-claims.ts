import { moves, movesFrom, upWords, downWords } from './fr-grammar';
import type { TopicExtras } from './shape';

const names = '{NP} [, {NP}] et {NP}';
const each = [
  `${names} {TOOK} {FIG} [{TIME}] (chacun|chacune)`,
  `${names} {TOOK} (chacun|chacune) {FIG} [{TIME}]`,
  `{YOU_DID} {FIG} (chacun|chacune) {ON} ${names}`,
];
const together = [
  `${names} (ensemble|réunis|réunies) {TOOK} {FIG} [{TIME}]`,
  `${names} {TOOK} ensemble {FIG} [{TIME}]`,
  `${names} {TOOK} {FIG} [{TIME}] (ensemble|au total|en tout)`,
  `ensemble , ${names} {TOOK} {FIG} [{TIME}]`,
];
const placed = (place: string): string[] => [
  `{NP} (arrive|arrivent|vient|viennent|est|sont|se classe|se classent) en ${place} (position|place) [,] avec {FIG} [{TIME}]`,
];
const least = '{GOT} le moins de temps [,] avec';
const moved = (noun: string, than: string): string[] => [
  `la (forte|grande) (${noun}) (concerne|est celle de|touche) {NP} [,] avec {FIG} [de ${than}] [{BEFORE}]`,
  `{NP} (a|ont) (connu|enregistré) la (forte|grande) (${noun}) [,] (avec|de) {FIG} [de ${than}] [{BEFORE}]`,
];

/** What is claimed of several, of others that are not named, and what two facts give. */
export const claims: readonly TopicExtras[] = [
  ...(['time', 'share'] as const).flatMap((of): TopicExtras[] => [
    { of, rest: { joint: 'each' }, shapes: each },
    { of, rest: { joint: 'together' }, shapes: together },
    {
      of,
      rest: { rank: 'first' },
      shapes: ['~{NP} (prenant|occupant|représentant) la (grande|principale) part [{TIME}] [,] avec {FIG} [{TIME}]'],
    },
    { of, rest: { rank: 'second' }, shapes: placed('(deuxième|seconde)') },
    { of, rest: { rank: 'third' }, shapes: placed('troisième') },
    { of, rest: { rank: 'last' }, shapes: [`{NP} ${least} {FIG}`] },
    { of, rest: { rank: 'last', joint: 'each' }, shapes: [`${names} ${least} {FIG} (chacun|chacune)`] },
    { of, rest: { rank: 'next' }, shapes: ['~(suivi|suivie|suivis|suivies) (de|du|des|par) {NP} [,] [avec|à] {FIG}'] },
    {
      of,
      rest: { rank: 'next', joint: 'each' },
      shapes: [`~(suivi|suivie|suivis|suivies) (de|du|des|par) ${names} [,] [avec|à] {FIG} (chacun|chacune)`],
    },
  ]),
  { of: 'change', rest: { rank: 'most changed', sign: 1 }, shapes: moved(upWords[1], upWords[2]) },
  { of: 'change', rest: { rank: 'most changed', sign: -1 }, shapes: moved(downWords[1], downWords[2]) },
  ...(
    [
      [1, upWords],
      [-1, downWords],
    ] as const
  ).flatMap(([sign, words]): TopicExtras[] => [
    { of: 'change', with: 'time', rest: { derives: 'before', sign }, shapes: movesFrom(words[0], '{NP}') },
    {
      of: 'change',
      with: 'time',
      rest: { derives: 'part of before', sign },
      shapes: moves(words[0], words[1], words[2]),
    },
  ]),
];
