import { claims } from './fr-claims';
import { topics, moves, movesTo, compared, timesAs, upWords, downWords } from './fr-grammar';
import { topicGroups } from './shape';

/** What is told of a type, a project, a tag, focus and the like: its time, its share, its change. */
export const topicShapes = topicGroups(topics, {
  opening: ['^[pour|en|sur] {NP}'],
  time: [
    `{NP} {TOOK} {FIG} [{PER}]`,
    `vous avez (passé|consacré|travaillé|eu) {FIG} [{ON}] {NP} [{PER}]`,
    `{FIG} (ont|a) été {DEVOTED} {ON} {NP} [{PER}]`,
    `{YOU_DID} {FIG} {ON} {NP} [{PER}]`,
    `{FIG} (a|ont) été {LOGGED} {ON} {NP} [{PER}]`,
    `*{NP} , {FIG}`,
    `~{NP} en {TOOK} {FIG}`,
    `~{FIG} [{ON}] {NP}`,
    `<dont {FIG} [{ON}] {NP}`,
    `~{NP} [avec] {FIG}`,
    `>vous avez (passé|consacré|travaillé) {FIG}`,
    `~[soit] {FIG}`,
    `=contre {FIG} [{ON}] {NP}`,
  ],
  share: [
    `{NP} {TOOK} {FIG} [{TIME}] [{PER}]`,
    `vous avez {DEVOTED} {FIG} {TIME} {ON} {NP}`,
    `{FIG} {TIME} [, {FIG} ,] {WENT} {TO} {NP}`,
    `=contre {FIG} {ON} {NP}`,
    `~{NP} [avec] {FIG} [{TIME}]`,
    `*{NP} , {FIG} [{TIME}]`,
    `~{NP} en (a|ont) représenté {FIG}`,
    `~{FIG} {TO} {NP}`,
    `=contre {FIG} pour {NP}`,
    `~[soit] {FIG} [{TIME}]`,
  ],
  up: moves(...upWords),
  down: moves(...downWords),
  above: [...compared('plus'), ...timesAs],
  below: compared('moins'),
  upTo: movesTo(upWords[0]),
  downTo: movesTo(downWords[0]),
  extras: claims,
});
