import { claims } from './de-claims';
import { topics, moves, parted, movesTo, compared, timesAs, upWords, downWords } from './de-grammar';
import { topicGroups } from './shape';

/** What is told of a type, a project, a tag, focus and the like: its time, its share, its change. */
export const topicShapes = topicGroups(topics, {
  opening: ['^[{ON}] {NP}'],
  time: [
    `[{PER}] {ON} {NP} {FELL} [{PER}] {FIG} [{PER}]`,
    `{FIG} [{PER}] {FELL} auf {NP} [{PER}]`,
    `{FIG} (wurden|wurde) {ON} {NP} {SPENT}`,
    `{YOU} [{PER}] {FIG} [{ON}] {NP} {SPENT}`,
    `{ON} {NP} (hast du|haben sie) {FIG} {SPENT}`,
    `=(gegenüber|im vergleich zu|verglichen mit) {FIG} {ON} {NP}`,
    `{NP} {TOOK} {FIG} [ein|in anspruch|aus]`,
    `~{FIG} [{ON}] {NP}`,
    `*{NP} , {FIG}`,
    `[{PER}] {FELL} {FIG} {ON} {NP}`,
    `{ON} {NP} wurden [{PER}] {FIG} (gearbeitet|{SPENT})`,
    `<davon {FIG} [{ON}] {NP}`,
    `~[{ON}] {NP} [mit] {FIG}`,
    `~{FIG}`,
  ],
  share: [
    `{ON} {NP} {FELL} {FIG} [{TIME}]`,
    `{FIG} {TIME} [, {FIG} ,] {FELL} {ON} {NP}`,
    `{FIG} {TIME} [, {FIG} ,] ({HAVE} {ON} {NP} {SPENT}|(verbrachtest du|verbrachten sie) {ON} {NP})`,
    `{FIG} {TIME} (wurde|wurden) {ON} {NP} {SPENT}`,
    `{NP} {TOOK} {FIG} [{TIME}] [ein|in anspruch|aus]`,
    `{YOU} {FIG} {TIME} {ON} {NP} {SPENT}`,
    `~[{ON}] {NP} [mit] {FIG} [{TIME}]`,
    `~[das (sind|ist|entspricht)|also|oder] {FIG} [{TIME}]`,
    `~{FIG} {ON} {NP}`,
    `{FIG} {TIME} (war|waren) {NP}`,
  ],
  up: [...moves(...upWords), ...parted('nahm|nahmen', 'zu', 'zunahm|zunahmen|anstieg|anstiegen|stieg|stiegen')],
  down: [
    ...moves(...downWords),
    ...parted('nahm|nahmen', 'ab', 'abnahm|abnahmen|sank|sanken'),
    ...parted('ging|gingen', 'zurück', 'zurückging|zurückgingen'),
  ],
  above: [...compared('mehr'), ...timesAs],
  below: compared('weniger'),
  upTo: movesTo(upWords[0], upWords[1]),
  downTo: movesTo(downWords[0], downWords[1]),
  extras: claims,
});
