import { moves, upWords, downWords, movesFrom } from './en-grammar';
import type { TopicExtras } from './shape';

const names = '{NP} [, {NP}] [,] and {NP}';
const eachOf = [
  `[{PER} [,]] ${names} each {TOOK} {FIG} [of {TIME}] [{PER}]`,
  `[{PER} [,]] ${names} {TOOK} {FIG} [of {TIME}] each [{PER}]`,
  `[{PER} [,]] {YOU} {FIG} each [{ON}] ${names} [{PER}]`,
];
const together = '(together|combined)';
const allOf = [
  `${together} [,] ${names} {TOOK} {FIG} [of {TIME}]`,
  `${names} ${together} {TOOK} {FIG} [of {TIME}]`,
  `${names} {TOOK} {FIG} [of {TIME}] (${together}|in total|altogether)`,
];
const timeAndShareOfAll = [
  `${names} ${together} {TOOK} {FIG} [,] (or|which is) {FIG} of {TIME}`,
  `${together} [,] ${names} {TOOK} {FIG} [,] (or|which is) {FIG} of {TIME}`,
];
const placed = (place: string): string[] => [
  `{NP} (came|comes|ranked|ranks|{WAS}) [in] ${place} [place] [,] (with|at) {FIG} [of {TIME}]`,
  `{NP} {WAS} (the|your) ${place} (largest|biggest) {ACTIVITY} [,] (with|at) {FIG} [of {TIME}]`,
  `~{NP} (came|comes|ranked|ranks|{WAS}) [in] ${place} [,] (with|at) {FIG}`,
];
const moved = (verbs: string, nouns: string, way: string): string[] => [
  `the {MOST} (${nouns}) (was|came) in {NP} [,] [with|at|of|which (${verbs}) by|(${verbs})] {FIG} [{THAN}]`,
  `{NP} (saw|had|showed) the {MOST} (${nouns}) [,] [with|at|of|${way}|(${verbs})] [by] {FIG} [{THAN}]`,
];
const least = '(took|received|got|had) the least [amount of] time [,] (with|at)';

/** What is claimed of several, of others that are not named, and what two facts give. */
export const claims: readonly TopicExtras[] = [
  { of: 'time', rest: { joint: 'each' }, shapes: eachOf },
  { of: 'share', rest: { joint: 'each' }, shapes: eachOf },
  { of: 'time', rest: { joint: 'together' }, shapes: allOf },
  { of: 'share', rest: { joint: 'together' }, shapes: allOf },
  { of: 'time', with: 'share', rest: { joint: 'together' }, shapes: timeAndShareOfAll },
  ...(['time', 'share'] as const).flatMap((of): TopicExtras[] => [
    {
      of,
      rest: { rank: 'first' },
      shapes: [
        '~with {NP} (taking|having|accounting for|making up) the (largest|larger|biggest|bigger) (share|part) [of {TIME}] [,] [at|with] {FIG} [of {TIME}]',
      ],
    },
    { of, rest: { rank: 'second' }, shapes: placed('second') },
    { of, rest: { rank: 'third' }, shapes: placed('third') },
    { of, rest: { rank: 'last' }, shapes: [`{NP} ${least} {FIG} [of {TIME}]`] },
    { of, rest: { rank: 'last', joint: 'each' }, shapes: [`${names} ${least} {FIG} each`] },
    { of, rest: { rank: 'next' }, shapes: ['~followed by {NP} [,] [with|at] {FIG} [of {TIME}]'] },
    { of, rest: { rank: 'next', joint: 'each' }, shapes: [`~followed by ${names} [,] [with|at] {FIG} each`] },
  ]),
  { of: 'change', rest: { rank: 'most changed', sign: 1 }, shapes: moved(upWords[0], upWords[1], 'up') },
  { of: 'change', rest: { rank: 'most changed', sign: -1 }, shapes: moved(downWords[0], downWords[1], 'down') },
  { of: 'change', with: 'time', rest: { derives: 'before', sign: 1 }, shapes: movesFrom(upWords[0], '{NP}') },
  { of: 'change', with: 'time', rest: { derives: 'before', sign: -1 }, shapes: movesFrom(downWords[0], '{NP}') },
  { of: 'change', with: 'time', rest: { derives: 'part of before', sign: 1 }, shapes: moves(...upWords) },
  { of: 'change', with: 'time', rest: { derives: 'part of before', sign: -1 }, shapes: moves(...downWords) },
];
