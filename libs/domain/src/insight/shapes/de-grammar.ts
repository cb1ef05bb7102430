import type { Topic } from './shape';

export const pieces = {
  PER: '([in|im|während|über] (der|dieser|diese|die|diesem|diesen|dem|dieses) (PERIOD|zeitraum)|im (PERIOD|zeitraum))',
  FIG: '[insgesamt] F',
  TIME: '(der|deiner|ihrer) [gesamten] [erfassten] (zeit|arbeitszeit)',
  TOTAL:
    '(die|deine|ihre) (gesamtzeit|gesamte zeit|gesamtarbeitszeit|gesamte arbeitszeit|gesamte erfasste zeit|erfasste gesamtzeit)',
  HAVE: '(hast du|haben sie)',
  LOGGED: '(erfasst|protokolliert|dokumentiert)',
  FELL: '(entfielen|entfiel|entfallen|gingen|ging|flossen|floss)',
  TOOK: '(dauerten|dauerte|nahmen|nahm|umfassten|umfasste|beanspruchten|beanspruchte|betrugen|betrug|waren|war|sind|ist|machten|machte|machen|macht)',
  SPENT: '(verbracht|aufgewendet|gearbeitet|investiert|verwendet|{LOGGED})',
  ON: '(auf|in|mit|für|im|am|an|bei)',
  YOU: '(du hast|sie haben)',
  LATELY: '(LAST (davor|zuvor)|(vorherigen|vorigen|letzten|vergangenen) LAST)',
  VERSUS:
    '(gegenüber (dem (zeitraum davor|vorherigen zeitraum)|der {LATELY})|im vergleich (zum (zeitraum davor|vorherigen zeitraum)|zur {LATELY}))',
  BEFORE: '(als [[bis dahin] (im (zeitraum davor|vorherigen zeitraum)|in der {LATELY})|zuvor|vorher|davor]|{VERSUS})',
  GOAL: '(das ziel M|dein ziel M|ihr ziel M|ziel M)',
};

export const topics: Topic[] = [
  {
    np: '[[die|deine|ihre] zeit (in|für|mit)|zeit für|die|der|das|den] [die|der|das|den] M',
    time: 'time.type',
    share: 'share.type',
    change: 'change.type',
  },
  {
    np: '[[die] arbeit an] [das|dem] [projekt] M',
    time: 'time.project',
    share: 'share.project',
    change: 'change.project',
  },
  { np: '[die] [(einträge|einträgen|arbeit) mit] (das|dem) (schlagwort|tag) M', time: 'time.tag' },
  { np: '(das|dem) thema M', time: 'theme.time' },
  { np: '[die|der|deine|ihre] M', time: 'focus.total', change: 'change.focus' },
  { np: '[die|der] M', time: 'collaboration.time', share: 'collaboration.share' },
  { np: 'M', time: 'learning.time', share: 'learning.share' },
  { np: '[das|die] M', time: 'weekend.time' },
  { np: 'M', time: 'late.time' },
  { np: '[arbeit (mit|von)] M', share: 'value.share' },
];

export const moves = (verbs: string, past: string, noun: string, than: string): string[] => [
  `{VERSUS} (${verbs}) {NP} um {FIG}`,
  `{VERSUS} (ist|sind|hat|haben) {NP} um {FIG} (${past})`,
  `{NP} (ist|sind|hat|haben) {VERSUS} um {FIG} (${past})`,
  `{NP} (${verbs}) {VERSUS} um {FIG}`,
  `{ON} {NP} {HAVE} {FIG} ${than} {SPENT} {BEFORE}`,
  `{YOU} {FIG} ${than} [zeit] {ON} {NP} {SPENT} {BEFORE}`,
  `{NP} (${verbs}) um {FIG} [{BEFORE}]`,
  `{NP} (ist|sind|hat|haben) [um {FIG}] (${past}) [{BEFORE}]`,
  `{NP} {TOOK} {FIG} ${than} [in anspruch|ein] {BEFORE}`,
  `[{ON}] {NP} {FELL} {FIG} ${than} {BEFORE}`,
  `{YOU} {FIG} ${than} {ON} {NP} {SPENT} {BEFORE}`,
  `~{FIG} ${than} {BEFORE}`,
  `~ein (${noun}) (von|um) {FIG} [{BEFORE}]`,
];
/** Verbs in two parts: “nahm um 2 Stunden zu”; behind “während” they are one. */
export const parted = (verbs: string, particle: string, whole: string): string[] => [
  `{NP} (${verbs}) [{VERSUS}] um {FIG} [{BEFORE}] (${particle})`,
  `{VERSUS} (${verbs}) {NP} um {FIG} (${particle})`,
  `{NP} um {FIG} (${whole})`,
];
export const movesTo = (verbs: string, past: string): string[] => [
  `{NP} (${verbs}) um {FIG} auf {FIG}`,
  `{NP} (ist|sind) um {FIG} auf {FIG} (${past})`,
  `{VERSUS} (${verbs}) {NP} um {FIG} auf {FIG}`,
];
const TAKES = '(nahm|nahmen|beanspruchte|beanspruchten|dauerte|dauerten|erhielt|erhielten)';
export const compared = (than: string): string[] => [
  `{ON} {NP} {HAVE} [{FIG}] ${than} [zeit] {SPENT} als {ON} {NP}`,
  `{YOU} [{FIG}] ${than} [zeit] {ON} {NP} {SPENT} als {ON} {NP}`,
  `{YOU} [{FIG}] ${than} [zeit] {ON} {NP} als {ON} {NP} {SPENT}`,
  `{NP} ${TAKES} [{FIG}] ${than} [zeit] [ein|in anspruch] als {NP}`,
];
export const timesAs = [
  `{NP} ${TAKES} X so (viel zeit|lange) [ein|in anspruch] wie {NP}`,
  `{YOU} X so viel zeit {ON} {NP} {SPENT} wie {ON} {NP}`,
  `{YOU} X so viel zeit {ON} {NP} wie {ON} {NP} {SPENT}`,
];
export const upWords = [
  'stieg|stiegen|wuchs|wuchsen',
  'gestiegen|gewachsen|zugenommen',
  'anstieg|zuwachs',
  'mehr',
] as const;
export const downWords = [
  'sank|sanken|fiel|fielen',
  'gesunken|gefallen|zurückgegangen|abgenommen',
  'rückgang',
  'weniger',
] as const;
export const totalMoves = (verbs: string, past: string, than: string): string[] => [
  `{TOTAL} (${verbs}) um {FIG} [{BEFORE}]`,
  `{TOTAL} ist um {FIG} (${past}) [{BEFORE}]`,
  `{VERSUS} (${verbs}) {TOTAL} um {FIG}`,
  `{VERSUS} ist {TOTAL} um {FIG} (${past})`,
  `({VERSUS}|{PER}) {HAVE} {FIG} ${than} (gearbeitet|{LOGGED}) [{BEFORE}]`,
  `insgesamt (wurden|wurde) {FIG} ${than} {LOGGED} {BEFORE}`,
  `{YOU} [insgesamt] {FIG} ${than} (gearbeitet|{LOGGED}) {BEFORE}`,
];
