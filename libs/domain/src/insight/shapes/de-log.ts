import { upWords, downWords, totalMoves, movesFrom } from './de-grammar';
import type { ShapeGroup } from './shape';

/** What is told of the whole log: totals, counts, averages, how they changed. */
export const log: readonly ShapeGroup[] = [
  {
    kinds: ['time.total', 'entries.count'],
    of: 'log',
    shapes: [
      `[insgesamt|{PER}] {YOU} [{PER}] {FIG} in {FIG} {LOGGED}`,
      `(insgesamt|{PER}) (wurden|wurde) [insgesamt] {FIG} in {FIG} {LOGGED}`,
    ],
  },
  {
    kinds: ['time.total', 'days.active'],
    of: 'log',
    shapes: [`{TOTAL} (beträgt|betrug|umfasst|umfasste) {FIG} [,] (verteilt auf|an) {FIG} [aktive]`],
  },
  {
    kinds: ['time.total', 'days.active'],
    of: 'log',
    shapes: [
      `[insgesamt|{PER}] ({YOU}|{HAVE}) {FIG} an {FIG} [aktiven] (gearbeitet|{LOGGED})`,
      `{YOU} [{PER}] {FIG} an {FIG} [aktiven] (gearbeitet|{LOGGED})`,
      `(insgesamt|{PER}) (wurden|wurde) [insgesamt] {FIG} an {FIG} [aktiven] (gearbeitet|{LOGGED})`,
    ],
  },
  {
    kinds: ['entries.count', 'days.active', 'projects.count'],
    of: 'log',
    shapes: [`+(verteilt auf|an|in) {FIG} [aktive|aktiven]`],
  },
  { kinds: ['day.average'], of: 'log', shapes: [`+(im durchschnitt|durchschnittlich) {FIG} pro aktivem tag`] },
  {
    kinds: ['entries.count', 'projects.count'],
    of: 'log',
    shapes: [`{YOU} [{PER}] {FIG} in {FIG} (angelegt|{LOGGED}|gemacht)`],
  },
  {
    kinds: ['entries.count', 'days.active'],
    of: 'log',
    shapes: [
      `{FIG} wurden an {FIG} [aktiven] {LOGGED}`,
      `{YOU} [{PER}] {FIG} an {FIG} [aktiven] (angelegt|{LOGGED}|gemacht)`,
    ],
  },
  {
    kinds: ['meeting.count', 'time.type'],
    of: 'meetings',
    shapes: [
      `[{PER}] (du hattest|sie hatten|hattest du|hatten sie|es gab) {FIG} ([,] mit (insgesamt|zusammen) F|, die (insgesamt|zusammen) F (dauerten|in anspruch nahmen|umfassten))`,
      `{YOU} [{PER}] an {FIG} teilgenommen , die (insgesamt|zusammen) F (dauerten|in anspruch nahmen|umfassten)`,
    ],
  },
  {
    kinds: ['meeting.count', 'time.type'],
    of: 'meetings',
    shapes: [`{FIG} (nahmen|dauerten|umfassten|beanspruchten) (insgesamt|zusammen) F [in anspruch|ein]`],
  },
  {
    kinds: ['focus.blocks', 'focus.total'],
    of: 'log',
    shapes: [`(du hattest|sie hatten) {FIG} [,] [mit|die] (insgesamt|zusammen) F [dauerten|umfassten|umfassen]`],
  },
  { kinds: ['focus.blocks'], of: 'log', shapes: [`(du hattest|sie hatten) {FIG}`] },
  ...(
    [
      ['top.weekday', 'wochentag', undefined],
      ['top.weekday', 'tag', 'top.day'],
      ['top.day', 'tag', undefined],
    ] as const
  ).map(([kind, day, needs]) => ({
    kinds: [kind],
    ...(needs ? { needs } : {}),
    of: 'name' as const,
    shapes: [
      `[der] M (war|ist) mit {FIG} (dein|ihr|der) {BUSIEST} ${day}`,
      `[der] M (war|ist) (dein|ihr|der) {BUSIEST} ${day} [,] mit {FIG}`,
      `(am|an) M [,] {HAVE} mit {FIG} am meisten gearbeitet`,
      `am meisten {HAVE} (am|an) M gearbeitet [,] [nämlich|und zwar|mit] {FIG}`,
      `(dein|ihr|der) {BUSIEST} ${day} (war|ist) [der] M [,] mit {FIG}`,
    ],
  })),
  {
    kinds: ['time.total'],
    of: 'log',
    shapes: [
      `(insgesamt|{PER}) (wurden|wurde) [insgesamt] {FIG} [{PER}] (gearbeitet|{LOGGED})`,
      `[{PER}] (wurden|wurde) insgesamt {FIG} (gearbeitet|{LOGGED})`,
      `es (wurden|wurde) [insgesamt] {FIG} (gearbeitet|{LOGGED})`,
      `{YOU} [{PER}] [insgesamt] {FIG} [{PER}] (gearbeitet|{LOGGED})`,
      `(insgesamt|{PER}) (hast du|haben sie) [insgesamt] {FIG} (gearbeitet|{LOGGED})`,
      `{TOTAL} (beträgt|betrug|ist|war|umfasst|umfasste|lag bei|beläuft sich auf) {FIG}`,
      `insgesamt (waren|sind) es {FIG}`,
    ],
  },
  {
    kinds: ['entries.count'],
    of: 'log',
    shapes: [`das protokoll (enthält|umfasst|zeigt) {FIG}`, `(insgesamt|es) wurden {FIG} {LOGGED}`],
  },
  {
    kinds: ['meeting.count'],
    of: 'log',
    shapes: [`du hattest {FIG}`, `das protokoll (enthält|umfasst|zeigt) {FIG}`],
  },
  {
    kinds: ['days.active'],
    of: 'log',
    shapes: [
      `{YOU} [{PER}] an {FIG} [aktiven] (gearbeitet|zeit {LOGGED})`,
      `an {FIG} [aktiven] wurde [zeit|gearbeitet] [erfasst]`,
    ],
  },
  {
    kinds: ['day.average'],
    of: 'log',
    shapes: [
      `(ein|jeder|der) [durchschnittliche] aktiver tag (umfasst|umfasste|hatte|hat|enthält) (durchschnittlich|im durchschnitt|im schnitt) {FIG}`,
      `{YOU} (durchschnittlich|im durchschnitt|im schnitt) {FIG} pro aktivem tag (gearbeitet|{LOGGED})`,
      `(im durchschnitt|durchschnittlich) (wurden|{HAVE}) {FIG} pro aktivem tag (gearbeitet|{LOGGED})`,
      `(im durchschnitt|durchschnittlich|im schnitt) waren es {FIG} pro aktivem tag`,
      `der durchschnitt pro aktivem tag (lag|liegt) bei {FIG}`,
      `pro aktivem tag waren es (im durchschnitt|durchschnittlich) {FIG}`,
    ],
  },
  {
    kinds: ['switches.count'],
    of: 'log',
    shapes: [
      `{YOU} X [direkt] das projekt gewechselt`,
      `X {HAVE} direkt (von einem projekt zum anderen|zwischen projekten|zwischen den projekten) gewechselt`,
      `{YOU} X direkt (von einem projekt zum anderen|zwischen projekten|zwischen den projekten) gewechselt`,
    ],
  },
  {
    kinds: ['projects.count'],
    of: 'log',
    shapes: [`(die|deine|ihre) (arbeit|zeit) (verteilte|verteilt) sich auf {FIG}`, `{YOU} [{PER}] an {FIG} gearbeitet`],
  },
  ...(
    [
      [1, upWords],
      [-1, downWords],
    ] as const
  ).flatMap(([sign, words]) => [
    { kinds: ['change.total'] as const, of: 'log' as const, sign, shapes: totalMoves(words) },
    {
      kinds: ['change.total', 'time.total'] as const,
      of: 'log' as const,
      sign,
      derives: 'before' as const,
      shapes: movesFrom(words[0], words[1], '{TOTAL}'),
    },
    {
      kinds: ['change.total', 'time.total'] as const,
      of: 'log' as const,
      sign,
      derives: 'part of before' as const,
      shapes: totalMoves(words),
    },
  ]),
];
