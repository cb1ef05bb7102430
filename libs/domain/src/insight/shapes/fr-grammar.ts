import type { Topic } from './shape';

export const pieces = {
  PER: '([pendant|durant|sur|au cours de] (cette|la|ce|le) (PERIOD|période))',
  FIG: '[un total de] F',
  TIME: '(du temps [total] [enregistré]|de votre temps [total|enregistré]|du temps de travail)',
  LOGGED: '(enregistré|enregistrée|enregistrées|enregistrés|travaillé|travaillées)',
  DEVOTED: '(consacré|consacrée|consacrées|consacrés|passé|passée|passées|dédié|dédiée|dédiées)',
  ON: '(à|au|aux|en|sur|dans|pour|de)',
  TO: '(à|au|aux|en|sur|dans|pour)',
  TOOK: '(ont pris|a pris|prennent|prend|ont duré|a duré|représentent|représente|représentaient|représentait|occupent|occupe|ont occupé|a occupé|ont représenté|a représenté|sont|est|étaient|était|ont reçu|a reçu|totalisent|totalise)',
  GOT: '(ont pris|a pris|ont reçu|a reçu|ont occupé|a occupé|ont duré|a duré)',
  WENT: '(est allé|est allée|sont allés|sont allées|(a|ont) été {DEVOTED})',
  LATELY: '(la période (précédente|d avant)|la LAST (précédente|d avant|dernière|passée))',
  VERSUS: 'par rapport à {LATELY}',
  BEFORE: '(que [à ce stade] [pendant|durant|sur|dans] ({LATELY}|avant)|qu avant|{VERSUS})',
  GOAL: '(l objectif M|votre objectif M|objectif M)',
};

export const topics: Topic[] = [
  {
    np: '[le temps (passé|consacré) (en|à|au|aux|sur)] [le|la|les|l|des|du] M',
    time: 'time.type',
    share: 'share.type',
    change: 'change.type',
  },
  {
    np: '[[le] travail sur] [le|au] [projet] M',
    time: 'time.project',
    share: 'share.project',
    change: 'change.project',
  },
  { np: '(l étiquette|[les] entrées étiquetées|[les] entrées avec l étiquette) M', time: 'time.tag' },
  { np: 'le thème M', time: 'theme.time' },
  { np: '[la|les|votre] M', time: 'focus.total', change: 'change.focus' },
  { np: '[la] M', time: 'collaboration.time', share: 'collaboration.share' },
  { np: 'M', time: 'learning.time', share: 'learning.share' },
  { np: '[le|les] M', time: 'weekend.time' },
  { np: '[le travail (à|de)|du travail (à|de)] M', share: 'value.share' },
];

export const moves = (past: string, noun: string, than: string): string[] => [
  `{VERSUS} [,] {NP} (ont|a) (${past}) de {FIG}`,
  `vous avez {DEVOTED} {FIG} de ${than} [de temps] {ON} {NP} {BEFORE}`,
  `{NP} (ont|a) (${past}) [de {FIG}] [{BEFORE}]`,
  `{NP} {TOOK} {FIG} de ${than} {BEFORE}`,
  `vous avez {DEVOTED} {FIG} de ${than} {ON} {NP} {BEFORE}`,
  `~{FIG} de ${than} {BEFORE}`,
  `~une (${noun}) de {FIG} [{BEFORE}]`,
];
export const movesTo = (past: string): string[] => [
  `{NP} (ont|a) (${past}) de {FIG} pour atteindre {FIG}`,
  `{VERSUS} [,] {NP} (ont|a) (${past}) de {FIG} pour atteindre {FIG}`,
];
export const compared = (than: string): string[] => [
  `vous avez (passé|travaillé|consacré) ({FIG} de ${than}|${than} de temps) {ON} {NP} (que|qu) {ON} {NP}`,
  `{NP} {GOT} ({FIG} de ${than}|${than} de temps) (que|qu) {NP}`,
];
export const timesAs = [
  `vous avez (passé|travaillé|consacré) X plus de temps {ON} {NP} (que|qu) {ON} {NP}`,
  `{NP} {GOT} X plus de temps (que|qu) {NP}`,
];
export const upWords = ['augmenté|progressé', 'augmentation|hausse', 'plus'] as const;
export const downWords = ['diminué|baissé|reculé', 'diminution|baisse', 'moins'] as const;
export const totalMoves = (past: string, than: string): string[] => [
  `(le|votre) temps total a (${past}) de {FIG} [{BEFORE}]`,
  `{VERSUS} [,] (le|votre) temps total a (${past}) de {FIG}`,
  `{VERSUS} [,] vous avez {LOGGED} {FIG} de ${than}`,
  `[au total ,] vous avez {LOGGED} {FIG} de ${than} [au total] {BEFORE}`,
  `au total , {FIG} de ${than} ont été {LOGGED} {BEFORE}`,
];
