import type { Topic } from './shape';

export const pieces = {
  PER: '([pendant|durant|sur|au cours de] (cette|la|ce|le) (PERIOD|période))',
  FIG: '[un total de] F',
  TIME: '(du temps [total] [enregistré]|de votre temps [total|enregistré]|du temps de travail|du total)',
  LOGGED: '(enregistré|enregistrée|enregistrées|enregistrés|travaillé|travaillées)',
  DEVOTED: '(consacré|consacrée|consacrées|consacrés|passé|passée|passées|dédié|dédiée|dédiées)',
  ON: '(à|au|aux|en|sur|dans|pour|de)',
  TO: '(à|au|aux|en|sur|dans|pour)',
  TOOK: '(ont totalisé|a totalisé|ont absorbé|a absorbé|ont nécessité|a nécessité|s élèvent à|s élève à|comptent|compte|ont pris|a pris|prennent|prend|ont duré|a duré|représentent|représente|représentaient|représentait|occupent|occupe|ont occupé|a occupé|ont représenté|a représenté|sont|est|étaient|était|ont reçu|a reçu|totalisent|totalise)',
  GOT: '(ont pris|a pris|ont reçu|a reçu|ont occupé|a occupé|ont duré|a duré)',
  WENT: '(est allé|est allée|sont allés|sont allées|(est|sont) {DEVOTED}|(a|ont) été {DEVOTED})',
  LATELY: '(la période (précédente|d avant)|la LAST (précédente|d avant|dernière|passée))',
  VERSUS: 'par rapport à {LATELY}',
  BEFORE: '(que [à ce stade] [pendant|durant|sur|dans] ({LATELY}|avant)|qu avant|{VERSUS})',
  YOU_DID: 'vous avez (passé|consacré|travaillé|fait|effectué|enregistré|réalisé)',
  GOAL: '(l objectif M|votre objectif M|objectif M)',
};

export const topics: Topic[] = [
  {
    np: '[le temps ((passé|consacré) (en|à|au|aux|sur)|de)] [le|la|les|l|des|du] M',
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
  { np: '(le thème M|[les] entrées (mentionnant|qui mentionnent) M)', time: 'theme.time' },
  { np: '[le|la|les|votre] M', time: 'focus.total', change: 'change.focus' },
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
  `vous avez {DEVOTED} {FIG} de ${than} {ON} {NP} que {LATELY}`,
  `{VERSUS} [,] vous avez {DEVOTED} {FIG} de ${than} [de temps] {ON} {NP}`,
  `~[soit] {FIG} de ${than} {BEFORE}`,
  `&{NP} de {FIG}`,
  `{NP} (affiche|affichent|a connu|ont connu|montre|montrent) une (${noun}) de {FIG} [{BEFORE}]`,
  `~une (${noun}) de {FIG} [{BEFORE}]`,
];
export const movesTo = (past: string): string[] => [
  `{NP} (ont|a) (${past}) de {FIG} pour atteindre {FIG}`,
  `{VERSUS} [,] {NP} (ont|a) (${past}) de {FIG} pour atteindre {FIG}`,
];
export const movesFrom = (past: string, np: string): string[] => [
  `[{VERSUS} [,]] ${np} (est passé|est passée|sont passés|sont passées) de {FIG} à {FIG} [{BEFORE}]`,
  `[{VERSUS} [,]] ${np} (a|ont) (${past}) de {FIG} à {FIG}`,
];
export const compared = (than: string): string[] => [
  `vous avez (passé|travaillé|consacré) ({FIG} de ${than}|${than} de temps) {ON} {NP} (que|qu) {ON} {NP}`,
  `{NP} {GOT} ({FIG} de ${than}|${than} de temps) (que|qu) {NP}`,
];
export const timesAs = [
  `vous avez (passé|travaillé|consacré) X plus de temps {ON} {NP} (que|qu) {ON} {NP}`,
  `{NP} {GOT} X plus de temps (que|qu) {NP}`,
  `~[soit] X plus [de temps] (que|qu) [{ON}] {NP}`,
];
export const upWords = ['augmenté|progressé|grimpé', 'augmentation|hausse', 'plus'] as const;
export const downWords = ['diminué|baissé|reculé|chuté', 'diminution|baisse', 'moins'] as const;
export const totalMoves = ([past, noun, than]: readonly [string, string, string]): string[] => [
  `(le|votre) temps total a (${past}) de {FIG} [{BEFORE}]`,
  `{VERSUS} [,] (le|votre) temps total a (${past}) de {FIG}`,
  `(le|votre) temps total enregistré a (${past}) de {FIG} [{BEFORE}]`,
  `vous avez (travaillé|enregistré) {FIG} de ${than} {BEFORE}`,
  `[cette PERIOD] (affiche|montre|a connu|a vu) une (${noun}) de {FIG} (du|de votre|dans le) temps [total] [enregistré] [{BEFORE}]`,
  `+soit {FIG} de ${than} [{BEFORE}]`,
  `{VERSUS} [,] vous avez {LOGGED} {FIG} de ${than}`,
  `[au total ,] vous avez {LOGGED} {FIG} de ${than} [au total] {BEFORE}`,
  `au total , {FIG} de ${than} ont été {LOGGED} {BEFORE}`,
];
