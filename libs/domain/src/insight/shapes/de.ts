import { toShapes, topicGroups } from './shape';
import type { Topic } from './shape';

const pieces = {
  PER: '([in|im|während|über] (der|dieser|diese|die|diesem|diesen|dem|dieses) (PERIOD|zeitraum)|im (PERIOD|zeitraum))',
  FIG: '[etwa|rund|circa|ungefähr] F',
  TIME: '(der|deiner|ihrer) [gesamten] [erfassten] (zeit|arbeitszeit)',
  LOGGED: '(erfasst|protokolliert|dokumentiert)',
  FELL: '(entfielen|entfiel|entfallen|gingen|ging|flossen|floss)',
  TOOK: '(dauerten|dauerte|nahmen|nahm|umfassten|umfasste|beanspruchten|beanspruchte|betrugen|betrug|waren|war|sind|ist|machten|machte|machen|macht)',
  SPENT: '(verbracht|aufgewendet|gearbeitet|investiert|verwendet|{LOGGED})',
  ON: '(auf|in|mit|für|im|am|an|bei)',
  YOU: '(du hast|sie haben)',
  BEFORE:
    '(als [[bis dahin] im (zeitraum davor|vorherigen zeitraum)|zuvor|vorher|davor]|gegenüber dem (zeitraum davor|vorherigen zeitraum)|im vergleich zum (zeitraum davor|vorherigen zeitraum))',
  GOAL: '(das ziel M|dein ziel M|ihr ziel M|ziel M)',
};

const topics: Topic[] = [
  {
    np: '[die zeit (in|für|mit)|zeit für|die|der|das|den] M',
    time: 'time.type',
    share: 'share.type',
    change: 'change.type',
  },
  { np: '[das|dem] [projekt] M', time: 'time.project', share: 'share.project', change: 'change.project' },
  { np: '(das|dem) schlagwort M', time: 'time.tag' },
  { np: '(das|dem) thema M', time: 'theme.time' },
  { np: '[die|der|deine|ihre] M', time: 'focus.total', change: 'change.focus' },
  { np: '[die|der] M', time: 'collaboration.time', share: 'collaboration.share' },
  { np: 'M', time: 'learning.time', share: 'learning.share' },
  { np: '[das|die] M', time: 'weekend.time' },
  { np: 'M', time: 'late.time' },
  { np: '[arbeit (mit|von)] M', share: 'value.share' },
];

const moves = (verbs: string, past: string, noun: string, than: string): string[] => [
  `{NP} (${verbs}) um {FIG} [{BEFORE}]`,
  `{NP} (ist|sind|hat|haben) [um {FIG}] (${past}) [{BEFORE}]`,
  `{NP} {TOOK} {FIG} ${than} [in anspruch|ein] {BEFORE}`,
  `[{ON}] {NP} {FELL} {FIG} ${than} {BEFORE}`,
  `{YOU} {FIG} ${than} {ON} {NP} {SPENT} {BEFORE}`,
  `~{FIG} ${than} {BEFORE}`,
  `~ein (${noun}) (von|um) {FIG} [{BEFORE}]`,
];
const upWords = ['stieg|stiegen|wuchs|wuchsen', 'gestiegen|gewachsen|zugenommen', 'anstieg|zuwachs', 'mehr'] as const;
const downWords = [
  'sank|sanken|fiel|fielen',
  'gesunken|gefallen|zurückgegangen|abgenommen',
  'rückgang',
  'weniger',
] as const;
const totalMoves = (verbs: string, past: string, than: string): string[] => [
  `(die|deine|ihre) (gesamtzeit|gesamte zeit) (${verbs}) um {FIG} [{BEFORE}]`,
  `(die|deine|ihre) (gesamtzeit|gesamte zeit) ist um {FIG} (${past}) [{BEFORE}]`,
  `insgesamt (wurden|wurde) {FIG} ${than} {LOGGED} {BEFORE}`,
  `{YOU} [insgesamt] {FIG} ${than} (gearbeitet|{LOGGED}) {BEFORE}`,
];

export const germanShapes = toShapes(
  [
    ...topicGroups(topics, {
      opening: ['^[{ON}] {NP}'],
      time: [
        `[{PER}] {ON} {NP} {FELL} [{PER}] {FIG} [{PER}]`,
        `{FIG} [{PER}] {FELL} auf {NP} [{PER}]`,
        `{FIG} (wurden|wurde) {ON} {NP} {SPENT}`,
        `{YOU} [{PER}] {FIG} [{ON}] {NP} {SPENT}`,
        `{ON} {NP} (hast du|haben sie) {FIG} {SPENT}`,
        `{NP} {TOOK} {FIG} [ein|in anspruch|aus]`,
        `~{FIG} [{ON}] {NP}`,
        `<davon {FIG} [{ON}] {NP}`,
        `~[{ON}] {NP} [mit] {FIG}`,
        `~{FIG}`,
      ],
      share: [
        `{ON} {NP} {FELL} {FIG} [{TIME}]`,
        `{FIG} {TIME} {FELL} auf {NP}`,
        `{NP} {TOOK} {FIG} [{TIME}] [ein|in anspruch|aus]`,
        `{YOU} {FIG} {TIME} {ON} {NP} {SPENT}`,
        `~[{ON}] {NP} [mit] {FIG} [{TIME}]`,
        `~{FIG} [{TIME}]`,
      ],
      up: moves(...upWords),
      down: moves(...downWords),
    }),
    {
      kinds: ['time.total'],
      of: 'log',
      shapes: [
        `(insgesamt|{PER}) (wurden|wurde) [insgesamt] {FIG} [{PER}] (gearbeitet|{LOGGED})`,
        `[{PER}] (wurden|wurde) insgesamt {FIG} (gearbeitet|{LOGGED})`,
        `es (wurden|wurde) [insgesamt] {FIG} (gearbeitet|{LOGGED})`,
        `{YOU} [{PER}] [insgesamt] {FIG} [{PER}] (gearbeitet|{LOGGED})`,
        `(insgesamt|{PER}) (hast du|haben sie) [insgesamt] {FIG} (gearbeitet|{LOGGED})`,
        `(die|deine|ihre) (gesamtzeit|gesamte zeit) (beträgt|betrug|ist|war) {FIG}`,
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
      shapes: [`{YOU} an {FIG} [aktiven] gearbeitet`, `an {FIG} [aktiven] wurde [zeit|gearbeitet] [erfasst]`],
    },
    {
      kinds: ['day.average'],
      of: 'log',
      shapes: [
        `{YOU} (durchschnittlich|im durchschnitt) {FIG} pro aktivem tag (gearbeitet|{LOGGED})`,
        `(im durchschnitt|durchschnittlich) wurden {FIG} pro aktivem tag {LOGGED}`,
      ],
    },
    { kinds: ['impact.share'], of: 'name', shapes: [`{FIG} {TIME} (hatte|hatten|hat|haben) M`] },
    { kinds: ['value.share'], of: 'name', shapes: [`{FIG} {TIME} (war|waren|ist|sind|hatte|hatten|hat|haben) M`] },
    {
      kinds: ['top.type'],
      of: 'name',
      shapes: [
        `der größte (anteil|teil) [{TIME}] , [mit] {FIG} , {FELL} auf [die|das|den] M`,
        `der größte (anteil|teil) [{TIME}] {FELL} [mit {FIG}] auf [die|das|den] M`,
        `der größte (anteil|teil) [{TIME}] {FELL} auf [die|das|den] M , [mit] {FIG}`,
      ],
    },
    {
      kinds: ['focus.longest'],
      of: 'name',
      shapes: [`(der|dein|ihr) längster M (dauerte|war) {FIG}`, `der längste M (dauerte|war) {FIG}`],
    },
    {
      kinds: ['goal.met'],
      of: 'name',
      shapes: [`{GOAL} (wurde|ist) (erreicht|erfüllt)`, `{GOAL} (wurde|ist) mit {FIG} (erreicht|erfüllt)`],
    },
    {
      kinds: ['goal.missed'],
      of: 'name',
      shapes: [`{GOAL} (wurde|ist) verfehlt`, `{GOAL} (wurde|ist) mit {FIG} verfehlt`],
    },
    {
      kinds: ['goal.short'],
      of: 'name',
      shapes: [
        `{GOAL} (wurde|ist) um {FIG} verfehlt`,
        `zum ziel M (fehlen|fehlten|fehlt|fehlte) {FIG}`,
        `~{FIG} (fehlen|fehlten|fehlt|fehlte)`,
      ],
    },
    { kinds: ['change.total'], of: 'log', sign: 1, shapes: totalMoves(upWords[0], upWords[1], upWords[3]) },
    { kinds: ['change.total'], of: 'log', sign: -1, shapes: totalMoves(downWords[0], downWords[1], downWords[3]) },
  ],
  pieces,
);
