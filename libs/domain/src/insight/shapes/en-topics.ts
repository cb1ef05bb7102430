import { claims } from './en-claims';
import { topics, moves, movesTo, compared, timesAs, upWords, downWords } from './en-grammar';
import { topicGroups } from './shape';

/** What is told of a type, a project, a tag, focus and the like: its time, its share, its change. */
export const topicShapes = topicGroups(topics, {
  opening: ['^[in|on|for|with|during] {NP}'],
  time: [
    `[{PER} [,]] {YOU} {FIG} [of {TIME}] [{ON}] {NP} [{PER}]`,
    `[{PER} [,]] you [have] had {FIG} [of] {NP} [{PER}]`,
    `{FIG} [of {TIME}] {SPENT} {NP} [{PER}]`,
    `{FIG} {WAS} ({LOGGED}|spent|worked) [{ON}] {NP} [{PER}]`,
    `<including {FIG} [{ON}] {NP}`,
    `<{FIG} of (them|these|it) [{ON}] {NP}`,
    `[{PER} [,]] {NP} {TOOK} [a total of] {FIG} [of {TIME}] [{PER}]`,
    `~{FIG} [of {TIME}] [{ON}] {NP} [{PER}]`,
    `~[on|in|for|with] {NP} [with|for|at] {FIG} [{PER}]`,
    `>{YOU} {FIG} [{PER}]`,
    `~{FIG}`,
    `*{NP} , {FIG}`,
    `~with {NP} (taking [up]|accounting for|making up|representing|at) {FIG}`,
    `{YOU} {FIG} [of] {NP} work [{PER}]`,
    `=(compared (to|with)|versus|against) {FIG} [{ON}] {NP}`,
  ],
  share: [
    `[{PER} [,]] {NP} {TOOK} {FIG} [of {TIME}] [{PER}]`,
    `[{PER} [,]] {FIG} of {TIME} [, {FIG} ,] ({SPENT}|{WAS}) {NP} [{PER}]`,
    `[{PER} [,]] you [have] (spent|devoted|dedicated|invested|used) {FIG} [of {TIME}] [, {FIG} ,] [on|in|to|for] {NP} [{PER}]`,
    `=(compared (to|with)|versus|against) {FIG} (on|in|to|for) {NP}`,
    `~{FIG} of {TIME} (on|in|to|for) {NP}`,
    `~{NP} [with|for|at] {FIG} [of {TIME}]`,
    `*{NP} , {FIG} [of {TIME}]`,
    `~with {NP} (taking [up]|accounting for|making up|representing|at) {FIG} [of {TIME}]`,
    `=(compared (to|with)|versus|against) {FIG} [of {TIME}] (on|in|to|for) {NP}`,
    `~{FIG} (on|in|into|to|for) {NP}`,
    `[{PER} [,]] {FIG} of {TIME} (went into|[{WAS}] (used|invested|spent) (on|in)) {NP}`,
    `~[or|which is|which was] {FIG} [of {TIME}]`,
  ],
  up: moves(...upWords),
  down: moves(...downWords),
  above: [...compared('more'), ...timesAs],
  below: compared('less'),
  upTo: movesTo(upWords[0]),
  downTo: movesTo(downWords[0]),
  extras: claims,
});
