import { movesFrom, totalNp, upWords, downWords, totalMoves } from './en-grammar';
import type { ShapeGroup } from './shape';

/** What is told of the whole log: totals, counts, averages, how they changed. */
export const log: readonly ShapeGroup[] = [
  {
    kinds: ['entries.count', 'days.active', 'projects.count'],
    of: 'log',
    shapes: [`+[spread|distributed|split|logged] (over|across|on) {FIG} {DAYS}`],
  },
  {
    kinds: ['day.average'],
    of: 'log',
    shapes: [`+(averaging|with an average of|and an average of|an average of|for an average of) {FIG} per active day`],
  },
  {
    kinds: ['entries.count', 'projects.count'],
    of: 'log',
    shapes: [
      `[{PER} [,]] (the log (holds|contains|shows)|you [have] (logged|recorded|made)) {FIG} (in|on|across) {FIG}`,
    ],
  },
  {
    kinds: ['meeting.count', 'time.type'],
    of: 'meetings',
    shapes: [
      `[{PER} [,]] {FIG} (took [up]|lasted|added up to|amounted to) [a total of] {FIG} [in total|altogether]`,
      `[{PER} [,]] (you [have] (had|attended|held)|there were) {FIG} ([,] (that|which) (took [up]|lasted|amounted to|totalled|totaled)|lasting|taking [up]|totalling|totaling|that added up to|adding up to|[,] for a total of) {FIG} [in total|altogether]`,
    ],
  },
  {
    kinds: ['focus.total', 'focus.blocks'],
    of: 'log',
    shapes: [`you had {FIG} of M [,] in {FIG}`, `{YOU} {FIG} (in|of) M (across|in|over) {FIG}`],
  },
  {
    kinds: ['focus.blocks', 'focus.total'],
    of: 'log',
    shapes: [
      `you had {FIG} [[of] M] ([,] totalling|[,] totaling|[,] adding up to|[,] with a total of|[,] for a total of|that added up to|[,] which added up to) {FIG}`,
    ],
  },
  {
    kinds: ['time.total'],
    of: 'log',
    shapes: [
      `[overall ,|in total ,|altogether ,|{PER} [,]] you [have] (logged|worked|recorded|tracked|spent|put in) {FIG} [of work] [overall|in total|altogether] [{PER}]`,
      `[overall ,|in total ,|altogether ,|{PER} [,]] [a total of] {FIG} ({WAS}|have been|has been) {LOGGED} [overall|in total|altogether] [{PER}]`,
      `[the|your] total [{LOGGED}] [time|hours] [{LOGGED}] [{PER}] [{WAS}|amounted to|amounts to|came to|comes to|added up to] [,] {FIG}`,
      `(the|your) (work|time|log) [for the PERIOD|{PER}] (totalled|totaled|amounted to|comes to|came to) {FIG}`,
      `the log (holds|shows|contains) [a total of] {FIG} [of work] [overall|in total]`,
    ],
  },
  {
    kinds: ['time.total', 'days.active'],
    of: 'log',
    shapes: [
      `[in total ,|overall ,|{PER} [,]] you [have] (logged|worked|recorded|put in) {FIG} [of work] [{PER}] (on|across|over) {FIG} {DAYS} [{PER}]`,
    ],
  },
  ...(['entries.count', 'days.active'] as const).map((kind) => ({
    kinds: ['time.total', kind] as const,
    of: 'log' as const,
    shapes: [
      `[{PER} [,]] [a total of] {FIG} ({WAS}|have been|has been) {LOGGED} [{PER}] (in|on|across|over|spread across) {FIG} {DAYS}`,
      `[in total ,|{PER} [,]] you [have] (logged|worked|recorded|put in|spent) {FIG} [of work] [{PER}] (in|on|across|over|spread across|split across|spread over) {FIG} {DAYS} [{PER}]`,
      `[the|your] total [{LOGGED}] [time|hours] [{LOGGED}] [{PER}] (was|is|came to|amounted to|comes to) {FIG} (in|on|across|over|spread across) {FIG} {DAYS}`,
    ],
  })),
  {
    kinds: ['entries.count', 'days.active'],
    of: 'log',
    shapes: [
      `(the log (holds|contains|shows)|you [have] (logged|recorded|made)) {FIG} (on|across|over) {FIG} {DAYS}`,
      `[all] {FIG} (fall|fell|{WAS} {LOGGED}) on {FIG} {DAYS}`,
    ],
  },
  {
    kinds: ['entries.count', 'meeting.count'],
    of: 'log',
    shapes: [
      `[{PER} [,]] (the log (holds|contains|shows)|you [have] (had|logged|recorded|made|attended|held)|there (were|are))  {FIG} [in total|in the log] [{PER}]`,
    ],
  },
  {
    kinds: ['days.active'],
    of: 'log',
    shapes: [
      `[{PER} [,]] you [have] (worked|logged time|logged work|logged hours|recorded work|were active) (on|across|over) {FIG} [active] [{PER}]`,
      `time was {LOGGED} on {FIG} [active] [{PER}]`,
      `you (had|were active on) {FIG} [active] [{PER}]`,
    ],
  },
  {
    kinds: ['projects.count'],
    of: 'log',
    shapes: [
      `(the|your) (time|work) [{WAS}] (spread|split|divided|distributed) (over|across|between|among) {FIG} [{PER}]`,
      `you worked on {FIG} [{PER}]`,
    ],
  },
  {
    kinds: ['entries.count'],
    of: 'log',
    shapes: [`[{PER} [,]] [a total of] {FIG} were (logged|recorded|made) [in total] [{PER}]`],
  },
  { kinds: ['tags.count'], of: 'log', shapes: [`the entries (carry|carried) {FIG}`] },
  {
    kinds: ['day.average'],
    of: 'log',
    shapes: [
      `you (logged|worked|recorded) {FIG} on average per active day`,
      `on average [,] you (logged|worked|recorded) {FIG} (per|on an|on each) active day`,
      `you (logged|worked|recorded) {FIG} per active day on average`,
      `you averaged {FIG} per active day`,
      `[the|your] average active day {TOOK} {FIG}`,
      `(the|your) daily average {WAS} {FIG} (on active days|per active day)`,
      `[the|your] average [{LOGGED}] [time|work] per active day {WAS} {FIG}`,
      `(the|an|your) average active day (had|held|holds|was) {FIG}`,
      `your active days averaged {FIG}`,
      `(an|each) active day (holds|held|had) {FIG} on average`,
    ],
  },
  {
    kinds: ['focus.blocks'],
    of: 'log',
    shapes: [`you had {FIG} [[of] M]`, `[the|your] M (came|comes) in {FIG} [uninterrupted]`],
  },
  {
    kinds: ['switches.count'],
    of: 'log',
    shapes: [
      `you [have] (made|had) {FIG} [between projects|project|from one project straight to another]`,
      `there were {FIG} [between projects|project]`,
      `you [have] switched [directly|straight] (between projects|from one project [straight|directly] to another) X [{PER}]`,
      `you [have] switched [directly|straight] X (between projects|from one project [straight|directly] to another) [{PER}]`,
    ],
  },
  {
    kinds: ['meeting.back_to_back'],
    of: 'log',
    shapes: [
      `[you had] {FIG} {WAS} (back-to-back|back to back)`,
      `F (started|began) right after another [one]`,
      `you had {FIG} (back-to-back|back to back)`,
    ],
  },
  {
    kinds: ['overlap.time'],
    of: 'log',
    shapes: [`{FIG} (overlap|overlapped)`, `entries (overlap|overlapped) for {FIG}`],
  },
  ...(
    [
      [1, upWords],
      [-1, downWords],
    ] as const
  ).flatMap(([sign, [verbs, nouns, than]]) => [
    {
      kinds: ['change.total'] as const,
      of: 'log' as const,
      sign,
      shapes: totalMoves([verbs, nouns, than], sign === 1 ? 'up' : 'down'),
    },
    {
      kinds: ['change.total', 'time.total'] as const,
      of: 'log' as const,
      sign,
      derives: 'before' as const,
      shapes: movesFrom(verbs, totalNp),
    },
    {
      kinds: ['change.total', 'time.total'] as const,
      of: 'log' as const,
      sign,
      derives: 'part of before' as const,
      shapes: totalMoves([verbs, nouns, than], sign === 1 ? 'up' : 'down'),
    },
  ]),
];
