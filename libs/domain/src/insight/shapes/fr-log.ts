import { movesFrom, upWords, downWords, totalMoves } from './fr-grammar';
import type { ShapeGroup } from './shape';

/** What is told of the whole log: totals, counts, averages, how they changed. */
export const log: readonly ShapeGroup[] = [
  {
    kinds: ['time.total', 'days.active'],
    of: 'log',
    shapes: [
      `(le|votre) temps total [enregistré] (est de|était de|s élève à|s élevait à|atteint) {FIG} sur {FIG} [actifs]`,
      `[au total ,|{PER} [,]] vous avez {LOGGED} {FIG} (sur|en) {FIG} [actifs]`,
    ],
  },
  {
    kinds: ['time.total', 'entries.count'],
    of: 'log',
    shapes: [
      `[au total ,|{PER} [,]|cette PERIOD ,] vous avez {LOGGED} {FIG} [{PER}] [réparties|répartis|réparti] (sur|dans|en) {FIG}`,
    ],
  },
  {
    kinds: ['entries.count', 'days.active', 'projects.count'],
    of: 'log',
    shapes: [`+[réparties|répartis|réparti|répartie] sur {FIG} [actifs]`],
  },
  { kinds: ['day.average'], of: 'log', shapes: [`+(avec|soit) une moyenne de {FIG} par jour actif`] },
  {
    kinds: ['entries.count', 'projects.count'],
    of: 'log',
    shapes: [`vous avez (saisi|créé|{LOGGED}) {FIG} (dans|sur) {FIG}`],
  },
  {
    kinds: ['entries.count', 'days.active'],
    of: 'log',
    shapes: [
      `{FIG} ont été (enregistrées|saisies) sur {FIG} [actifs]`,
      `vous avez (saisi|créé|{LOGGED}) {FIG} sur {FIG} [actifs]`,
    ],
  },
  {
    kinds: ['meeting.count', 'time.type'],
    of: 'meetings',
    shapes: [
      `{FIG} ont (pris|duré) {FIG} (au total|en tout)`,
      `(vous avez (eu|participé à|assisté à)|il y a eu) {FIG} ([,] pour un total de F|[,] soit F au total|[,] qui ont (pris|duré) F [au total|en tout])`,
    ],
  },
  {
    kinds: ['focus.blocks', 'focus.total'],
    of: 'log',
    shapes: [`vous avez eu {FIG} [de M|M] [,] (pour un total de|totalisant) F`],
  },
  { kinds: ['focus.blocks'], of: 'log', shapes: [`vous avez eu {FIG} [de M]`] },
  ...(
    [
      ['top.weekday', 'jour de la semaine', undefined],
      ['top.weekday', '(jour|journée)', 'top.day'],
      ['top.day', '(jour|journée)', undefined],
    ] as const
  ).map(([kind, day, needs]) => ({
    kinds: [kind],
    ...(needs ? { needs } : {}),
    of: 'name' as const,
    shapes: [
      `[le] M (a été|est|était) (votre|le|la) ${day} (le|la) (chargé|chargée|actif|active) [,] avec {FIG}`,
      `c est [le] M que vous avez le plus travaillé [,] avec {FIG}`,
      `vous avez le plus travaillé [le] M [,] avec {FIG}`,
      `(votre|le|la) ${day} (le|la) (chargé|chargée|actif|active) (a été|est|était) [le] M [,] avec {FIG}`,
    ],
  })),
  {
    kinds: ['time.total'],
    of: 'log',
    shapes: [
      `[au total ,|en tout ,|{PER} ,] {FIG} (ont|a) été {LOGGED} [au total|en tout] [{PER}]`,
      `[au total ,|en tout ,|{PER} ,] vous avez {LOGGED} {FIG} [de travail] [au total|en tout] [{PER}]`,
      `(le|votre) temps total [enregistré] (est de|était de|s élève à|s élevait à|atteint) {FIG}`,
    ],
  },
  {
    kinds: ['entries.count', 'meeting.count'],
    of: 'log',
    shapes: [
      `[au total ,|en tout ,] {FIG} ont été (enregistrées|saisies)`,
      `le journal (contient|compte|montre) {FIG}`,
      `vous avez eu {FIG} [{PER}]`,
    ],
  },
  {
    kinds: ['days.active'],
    of: 'log',
    shapes: [`vous avez (travaillé|enregistré du temps) (sur|pendant) {FIG} [actifs]`],
  },
  {
    kinds: ['day.average'],
    of: 'log',
    shapes: [
      `(la|votre) moyenne par jour actif (est|était|a été) de {FIG}`,
      `vous avez {LOGGED} {FIG} par jour actif en moyenne`,
      `en moyenne [,] vous avez {LOGGED} {FIG} par jour actif`,
      `(chaque|un|une) (jour|journée) (actif|active) (compte|comptait) (en moyenne {FIG}|{FIG} en moyenne)`,
      `(chaque|un) jour actif compte (en moyenne {FIG}|{FIG} en moyenne)`,
    ],
  },
  {
    kinds: ['switches.count'],
    of: 'log',
    shapes: [
      `vous avez changé X de projet`,
      `vous (êtes passé|êtes passée|avez changé) X directement d un projet à (l|un) autre`,
    ],
  },
  {
    kinds: ['projects.count'],
    of: 'log',
    shapes: [
      `votre (travail|temps) (s est réparti|se répartit|est réparti) (sur|entre) {FIG}`,
      `vous avez travaillé sur {FIG}`,
    ],
  },
  {
    kinds: ['meeting.back_to_back'],
    of: 'log',
    shapes: [`{FIG} (a|ont) commencé juste après une autre`],
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
      shapes: movesFrom(words[0], '(le|votre) temps total [enregistré]'),
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
