import { toShapes, topicGroups } from './shape';
import type { Topic } from './shape';

const pieces = {
  PER: '([pendant|durant|sur|au cours de] (cette|la|ce|le) (PERIOD|période))',
  FIG: '[environ] F',
  TIME: '(du temps [total] [enregistré]|de votre temps|du temps de travail)',
  LOGGED: '(enregistré|enregistrée|enregistrées|enregistrés|travaillé|travaillées)',
  DEVOTED: '(consacré|consacrée|consacrées|consacrés|passé|passée|passées|dédié|dédiée|dédiées)',
  ON: '(à|au|aux|en|sur|dans|pour|de)',
  TOOK: '(ont pris|a pris|prennent|prend|ont duré|a duré|représentent|représente|représentaient|représentait|occupent|occupe|ont occupé|a occupé|ont représenté|a représenté|sont|est|étaient|était)',
  BEFORE:
    '(que [à ce stade] [pendant|durant|sur|dans] (la période (précédente|d avant)|avant)|qu avant|par rapport à la période (précédente|d avant))',
  GOAL: '(l objectif M|votre objectif M|objectif M)',
};

const topics: Topic[] = [
  { np: '[le|la|les|l|des|du] M', time: 'time.type', share: 'share.type', change: 'change.type' },
  { np: '[le|au] [projet] M', time: 'time.project', share: 'share.project', change: 'change.project' },
  { np: 'l étiquette M', time: 'time.tag' },
  { np: 'le thème M', time: 'theme.time' },
  { np: '[la|les|votre] M', time: 'focus.total', change: 'change.focus' },
  { np: '[la] M', time: 'collaboration.time', share: 'collaboration.share' },
  { np: 'M', time: 'learning.time', share: 'learning.share' },
  { np: '[le|les] M', time: 'weekend.time' },
  { np: '[le travail (à|de)|du travail (à|de)] M', share: 'value.share' },
];

const moves = (past: string, noun: string, than: string): string[] => [
  `{NP} (ont|a) (${past}) [de {FIG}] [{BEFORE}]`,
  `{NP} {TOOK} {FIG} de ${than} {BEFORE}`,
  `vous avez {DEVOTED} {FIG} de ${than} {ON} {NP} {BEFORE}`,
  `~{FIG} de ${than} {BEFORE}`,
  `~une (${noun}) de {FIG} [{BEFORE}]`,
];
const upWords = ['augmenté|progressé', 'augmentation|hausse', 'plus'] as const;
const downWords = ['diminué|baissé', 'diminution|baisse', 'moins'] as const;
const totalMoves = (past: string, than: string): string[] => [
  `(le|votre) temps total a (${past}) de {FIG} [{BEFORE}]`,
  `[au total ,] vous avez {LOGGED} {FIG} de ${than} [au total] {BEFORE}`,
  `au total , {FIG} de ${than} ont été {LOGGED} {BEFORE}`,
];

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
      ],
      share: [
        `{NP} {TOOK} {FIG} [{TIME}] [{PER}]`,
        `vous avez {DEVOTED} {FIG} {TIME} {ON} {NP}`,
        `{FIG} {TIME} (ont|a) été {DEVOTED} {ON} {NP}`,
        `~{NP} {FIG} [{TIME}]`,
        `~[soit] {FIG} [{TIME}]`,
      ],
      up: moves(...upWords),
      down: moves(...downWords),
    }),
    {
      kinds: ['time.total'],
      of: 'log',
      shapes: [
        `[au total ,|en tout ,|{PER} ,] {FIG} (ont|a) été {LOGGED} [au total|en tout] [{PER}]`,
        `[au total ,|en tout ,|{PER} ,] vous avez {LOGGED} {FIG} [de travail] [au total|en tout] [{PER}]`,
        `le temps total (est|était) de {FIG}`,
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
    { kinds: ['focus.longest'], of: 'name', shapes: [`(le|votre) long M (a duré|était de) {FIG}`] },
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
      shapes: [`{GOAL} (est|a été) manqué de {FIG}`, `vous avez manqué {GOAL} de {FIG}`, `il manque {FIG} à {GOAL}`],
    },
    { kinds: ['change.total'], of: 'log', sign: 1, shapes: totalMoves(upWords[0], upWords[2]) },
    { kinds: ['change.total'], of: 'log', sign: -1, shapes: totalMoves(downWords[0], downWords[2]) },
  ],
  pieces,
);
