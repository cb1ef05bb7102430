import { pieces, topics, moves, movesTo, compared, timesAs, upWords, downWords, totalMoves } from './fr-grammar';
import { toShapes, topicGroups } from './shape';

export const frenchShapes = toShapes(
  [
    ...topicGroups(topics, {
      opening: ['^[pour|en|sur] {NP}'],
      time: [
        `{NP} {TOOK} {FIG} [{PER}]`,
        `vous avez (passé|consacré|travaillé|eu) {FIG} [{ON}] {NP} [{PER}]`,
        `{FIG} (ont|a) été {DEVOTED} {ON} {NP} [{PER}]`,
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
        `~{NP} {FIG} [{TIME}]`,
        `~[soit] {FIG} [{TIME}]`,
      ],
      up: moves(...upWords),
      down: moves(...downWords),
      above: [...compared('plus'), ...timesAs],
      below: compared('moins'),
      upTo: movesTo(upWords[0]),
      downTo: movesTo(downWords[0]),
    }),
    {
      kinds: ['time.type'],
      needs: 'top.type',
      of: 'name',
      shapes: [
        `avec {FIG} , [le|la|les|l] M (a été|est|était|sont|étaient|ont été) votre (activité principale|principale activité)`,
        `[le|la|les|l] M (a été|est|était|sont|étaient|ont été) votre (activité principale|principale activité) [,] avec {FIG}`,
      ],
    },
    {
      kinds: ['time.total', 'days.active'],
      of: 'log',
      shapes: [`[au total ,|{PER} [,]] vous avez {LOGGED} {FIG} (sur|en) {FIG} [actifs]`],
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
      shapes: [`vous avez (saisi|créé|{LOGGED}) {FIG} sur {FIG} [actifs]`],
    },
    {
      kinds: ['meeting.count', 'time.type'],
      of: 'meetings',
      shapes: [
        `vous avez (eu|participé à|assisté à) {FIG} ([,] pour un total de F|[,] soit F au total|qui ont (pris|duré) F au total)`,
      ],
    },
    {
      kinds: ['focus.blocks', 'focus.total'],
      of: 'log',
      shapes: [`vous avez eu {FIG} [de M] [,] pour un total de F`],
    },
    { kinds: ['focus.blocks'], of: 'log', shapes: [`vous avez eu {FIG} [de M]`] },
    { kinds: ['late.time'], of: 'name', shapes: [`{FIG} (a été|ont été) (travaillée|travaillées|{LOGGED}) M`] },
    {
      kinds: ['top.project'],
      of: 'name',
      shapes: [
        `[le projet] M (est|était|a été) votre (projet principal|principal projet) [,] avec {FIG}`,
        `le projet avec le plus de temps est M [,] avec {FIG}`,
      ],
    },
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
        `[le] M (a été|est|était) (votre|le|la) ${day} (le|la) (chargé|chargée) [,] avec {FIG}`,
        `(votre|le|la) ${day} (le|la) (chargé|chargée) (a été|est|était) [le] M [,] avec {FIG}`,
      ],
    })),
    {
      kinds: ['entry.longest'],
      of: 'name',
      shapes: [
        `(votre|l) entrée la longue (est|était|a été) M [,] avec {FIG}`,
        `(votre|la) longue entrée (est|était|a été) M [,] avec {FIG}`,
      ],
    },
    {
      kinds: ['time.total'],
      of: 'log',
      shapes: [
        `[au total ,|en tout ,|{PER} ,] {FIG} (ont|a) été {LOGGED} [au total|en tout] [{PER}]`,
        `[au total ,|en tout ,|{PER} ,] vous avez {LOGGED} {FIG} [de travail] [au total|en tout] [{PER}]`,
        `(le|votre) temps total (est de|était de|s élève à|s élevait à|atteint) {FIG}`,
      ],
    },
    {
      kinds: ['entries.count', 'meeting.count'],
      of: 'log',
      shapes: [`le journal (contient|compte|montre) {FIG}`, `vous avez eu {FIG} [{PER}]`],
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
        `vous avez {LOGGED} {FIG} par jour actif en moyenne`,
        `en moyenne [,] vous avez {LOGGED} {FIG} par jour actif`,
        `(chaque|un) jour actif compte (en moyenne {FIG}|{FIG} en moyenne)`,
      ],
    },
    { kinds: ['impact.share'], of: 'name', shapes: [`{FIG} {TIME} (ont eu|a eu|avait|a|ont) [un] M`] },
    { kinds: ['value.share'], of: 'name', shapes: [`{FIG} {TIME} (était|est|étaient|sont) (de|à) M`] },
    {
      kinds: ['top.type'],
      of: 'name',
      shapes: [
        `la (grande|principale) (part|partie) {TIME} , {FIG} , (est allée|a été consacrée) (au|à la|aux|à l|à) M`,
      ],
    },
    { kinds: ['focus.longest'], of: 'name', shapes: [`(le|la|votre) (long|longue) M (a duré|était de|est de) {FIG}`] },
    {
      kinds: ['goal.met'],
      of: 'name',
      shapes: [
        `{GOAL} (est|a été) (atteint|réalisé) [[,] avec {FIG}]`,
        `vous avez (atteint|réalisé) {GOAL} [[,] avec {FIG}]`,
      ],
    },
    {
      kinds: ['goal.missed'],
      of: 'name',
      shapes: [`{GOAL} (est|a été) manqué [[,] avec {FIG}]`, `vous avez manqué {GOAL} [[,] avec {FIG}]`],
    },
    {
      kinds: ['goal.short'],
      of: 'name',
      shapes: [
        `{GOAL} (est|a été) manqué de {FIG}`,
        `vous avez manqué {GOAL} de {FIG}`,
        `il manque {FIG} (à|pour) ({GOAL}|M)`,
      ],
    },
    { kinds: ['change.total'], of: 'log', sign: 1, shapes: totalMoves(upWords[0], upWords[2]) },
    { kinds: ['change.total'], of: 'log', sign: -1, shapes: totalMoves(downWords[0], downWords[2]) },
  ],
  pieces,
);
