import type { Topic } from './shape';

export const pieces = {
  PER: '([in|im|während|über] (der|dieser|diese|die|diesem|diesen|dem|dieses) (PERIOD|zeitraum)|im (PERIOD|zeitraum))',
  FIG: '[insgesamt] F',
  TIME: '(der|deiner|ihrer) [gesamten] [erfassten] (zeit|arbeitszeit|gesamtzeit)',
  TOTAL:
    '(die|deine|ihre) (erfasste zeit|erfasste arbeitszeit|gesamte erfasste arbeitszeit|insgesamt erfasste zeit|gesamtzeit|gesamte zeit|gesamtarbeitszeit|gesamte arbeitszeit|gesamte erfasste zeit|erfasste gesamtzeit)',
  HAVE: '(hast du|haben sie)',
  LOGGED: '(erfasst|protokolliert|dokumentiert)',
  FELL: '(entfielen|entfiel|entfallen|gingen|ging|flossen|floss|kamen|kam|fielen|fiel)',
  TOOK: '(beliefen sich auf|belief sich auf|lagen bei|lag bei|nehmen|nimmt|umfassen|umfasst|beanspruchen|beansprucht|dauerten|dauerte|nahmen|nahm|umfassten|umfasste|beanspruchten|beanspruchte|betrugen|betrug|waren|war|sind|ist|machten|machte|machen|macht)',
  SPENT: '(verbracht|aufgewendet|gearbeitet|investiert|verwendet|eingesetzt|genutzt|gesteckt|{LOGGED})',
  ON: '(auf|in|mit|für|im|am|an|bei|beim|zur|zum|ins)',
  YOU: '(du hast|sie haben|hast du|haben sie)',
  BUSIEST: '(arbeitsreichster|arbeitsreichste|längster|längste|aktivster|aktivste)',
  ACTIVITY: '(tätigkeit|aktivität|kategorie)',
  LATELY: '(LAST (davor|zuvor)|(vorherigen|vorigen|letzten|vergangenen) LAST)',
  VERSUS:
    '(gegenüber (dem (zeitraum davor|vorherigen zeitraum)|der {LATELY})|im vergleich (zum (zeitraum davor|vorherigen zeitraum)|zur {LATELY}))',
  BEFORE: '(als [[bis dahin] (im (zeitraum davor|vorherigen zeitraum)|in der {LATELY})|zuvor|vorher|davor]|{VERSUS})',
  GOAL: '(das ziel M|dein ziel M|ihr ziel M|ziel M)',
};

export const topics: Topic[] = [
  {
    np: '[[die|deine|ihre] zeit (in|für|mit)|[der|den] aufwand für|zeit für|dem|die|der|das|den] [die|der|das|den] M',
    time: 'time.type',
    share: 'share.type',
    change: 'change.type',
  },
  {
    np: '[[die] (arbeit|zeit) (an|für)] [das|dem] [projekt] M',
    time: 'time.project',
    share: 'share.project',
    change: 'change.project',
  },
  { np: '[die] [(einträge|einträgen|arbeit) mit] (das|dem) (schlagwort|tag) M', time: 'time.tag' },
  { np: '((das|dem) thema M|(einträge|einträgen) [,] die M erwähnen)', time: 'theme.time' },
  { np: '[die|der|deine|ihre] M', time: 'focus.total', change: 'change.focus' },
  { np: '[die|der] M', time: 'collaboration.time', share: 'collaboration.share' },
  { np: 'M', time: 'learning.time', share: 'learning.share' },
  { np: '[das|die] M', time: 'weekend.time' },
  { np: 'M', time: 'late.time' },
  { np: '[arbeit (mit|von)] M', share: 'value.share' },
];

export const moves = (verbs: string, past: string, noun: string, than: string): string[] => [
  `{VERSUS} (${verbs}) {NP} um {FIG}`,
  `{VERSUS} {YOU} {FIG} ${than} [zeit] {ON} {NP} {SPENT}`,
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
  `&{NP} um {FIG}`,
  `{ON} {NP} {FELL} {FIG} ${than} {BEFORE}`,
  `{ON} {NP} gab es einen (${noun}) (von|um) {FIG} [{BEFORE}]`,
  `~{ON} {NP} einen (${noun}) (von|um) {FIG} [{BEFORE}]`,
  `{NP} (verzeichnete|verzeichneten|zeigte|zeigten) einen (${noun}) (von|um) {FIG} [{BEFORE}]`,
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
export const movesFrom = (verbs: string, past: string, np: string): string[] => [
  `[{VERSUS}] ${np} (${verbs}) von {FIG} auf {FIG}`,
  `${np} (ist|sind) [{VERSUS}] von {FIG} auf {FIG} (${past})`,
  `{VERSUS} (ist|sind) ${np} von {FIG} auf {FIG} (${past})`,
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
  `{ON} {NP} {HAVE} X so (viel zeit|lange) {SPENT} wie {ON} {NP}`,
  `~X so (viel [zeit]|lange) wie ({ON} {NP}|{NP})`,
];
export const upWords = [
  'stieg|stiegen|wuchs|wuchsen',
  'gestiegen|angestiegen|gewachsen|zugenommen',
  'anstieg|zuwachs',
  'mehr',
] as const;
export const downWords = [
  'sank|sanken|fiel|fielen',
  'gesunken|gefallen|geschrumpft|zurückgegangen|abgenommen',
  'rückgang|abnahme',
  'weniger',
] as const;
export const totalMoves = ([verbs, past, noun, than]: readonly [string, string, string, string]): string[] => [
  `{TOTAL} (${verbs}) um {FIG} [{BEFORE}]`,
  `{TOTAL} ist um {FIG} (${past}) [{BEFORE}]`,
  `{TOTAL} ist {VERSUS} um {FIG} (${past})`,
  `{VERSUS} {HAVE} {FIG} ${than} (gearbeitet|{LOGGED})`,
  `(zeigt|zeigte) [diese PERIOD] einen (${noun}) ({TIME}|der erfassten zeit|der arbeitszeit) (um|von) {FIG} [{BEFORE}]`,
  `diese PERIOD (zeigt|zeigte) einen (${noun}) {TIME} (um|von) {FIG} [{BEFORE}]`,
  `[insgesamt] (zeigt|zeigte) diese PERIOD einen (${noun}) {TIME} (um|von) {FIG} [{BEFORE}]`,
  `+{FIG} ${than} [{BEFORE}]`,
  `{VERSUS} (${verbs}) {TOTAL} um {FIG}`,
  `{VERSUS} ist {TOTAL} um {FIG} (${past})`,
  `({VERSUS}|{PER}) {HAVE} {FIG} ${than} (gearbeitet|{LOGGED}) [{BEFORE}]`,
  `insgesamt (wurden|wurde) {FIG} ${than} {LOGGED} {BEFORE}`,
  `{YOU} [insgesamt] {FIG} ${than} (gearbeitet|{LOGGED}) {BEFORE}`,
];
