import {
  pieces,
  topics,
  moves,
  parted,
  movesTo,
  compared,
  timesAs,
  upWords,
  downWords,
  totalMoves,
} from './de-grammar';
import { toShapes, topicGroups } from './shape';

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
        `=(gegenüber|im vergleich zu|verglichen mit) {FIG} {ON} {NP}`,
        `{NP} {TOOK} {FIG} [ein|in anspruch|aus]`,
        `~{FIG} [{ON}] {NP}`,
        `<davon {FIG} [{ON}] {NP}`,
        `~[{ON}] {NP} [mit] {FIG}`,
        `~{FIG}`,
      ],
      share: [
        `{ON} {NP} {FELL} {FIG} [{TIME}]`,
        `{FIG} {TIME} [, {FIG} ,] {FELL} {ON} {NP}`,
        `{FIG} {TIME} [, {FIG} ,] ({HAVE} {ON} {NP} {SPENT}|(verbrachtest du|verbrachten sie) {ON} {NP})`,
        `{FIG} {TIME} (wurde|wurden) {ON} {NP} {SPENT}`,
        `{NP} {TOOK} {FIG} [{TIME}] [ein|in anspruch|aus]`,
        `{YOU} {FIG} {TIME} {ON} {NP} {SPENT}`,
        `~[{ON}] {NP} [mit] {FIG} [{TIME}]`,
        `~{FIG} [{TIME}]`,
      ],
      up: [...moves(...upWords), ...parted('nahm|nahmen', 'zu', 'zunahm|zunahmen|anstieg|anstiegen|stieg|stiegen')],
      down: [
        ...moves(...downWords),
        ...parted('nahm|nahmen', 'ab', 'abnahm|abnahmen|sank|sanken'),
        ...parted('ging|gingen', 'zurück', 'zurückging|zurückgingen'),
      ],
      above: [...compared('mehr'), ...timesAs],
      below: compared('weniger'),
      upTo: movesTo(upWords[0], upWords[1]),
      downTo: movesTo(downWords[0], downWords[1]),
    }),
    {
      kinds: ['time.type'],
      needs: 'top.type',
      of: 'name',
      shapes: [
        `mit {FIG} (war|ist) [die|das|der] M (deine|ihre) (größte|wichtigste) (tätigkeit|aktivität)`,
        `[die|das|der] M (war|ist) mit {FIG} (deine|ihre) größte (tätigkeit|aktivität)`,
      ],
    },
    {
      kinds: ['time.total', 'days.active'],
      of: 'log',
      shapes: [
        `[insgesamt|{PER}] ({YOU}|{HAVE}) {FIG} an {FIG} [aktiven] (gearbeitet|{LOGGED})`,
        `{YOU} [{PER}] {FIG} an {FIG} [aktiven] (gearbeitet|{LOGGED})`,
      ],
    },
    {
      kinds: ['entries.count', 'days.active', 'projects.count'],
      of: 'log',
      shapes: [`+(verteilt auf|an) {FIG} [aktive]`],
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
      shapes: [`{YOU} [{PER}] {FIG} an {FIG} [aktiven] (angelegt|{LOGGED}|gemacht)`],
    },
    {
      kinds: ['meeting.count', 'time.type'],
      of: 'meetings',
      shapes: [
        `[{PER}] (du hattest|sie hatten|hattest du|hatten sie) {FIG} ([,] mit insgesamt F|, die insgesamt F (dauerten|in anspruch nahmen|umfassten))`,
      ],
    },
    {
      kinds: ['focus.blocks', 'focus.total'],
      of: 'log',
      shapes: [`(du hattest|sie hatten) {FIG} mit insgesamt F`],
    },
    { kinds: ['focus.blocks'], of: 'log', shapes: [`(du hattest|sie hatten) {FIG}`] },
    { kinds: ['late.time'], of: 'name', shapes: [`{FIG} [{TIME}] (lag|lagen|fiel|fielen) [in] M`] },
    {
      kinds: ['top.project'],
      of: 'name',
      shapes: [
        `das projekt mit der meisten zeit (war|ist) M [,] mit {FIG}`,
        `[das projekt] M (war|ist) mit {FIG} (dein|ihr) (größtes projekt|wichtigstes projekt|hauptprojekt)`,
      ],
    },
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
        `[der] M (war|ist) mit {FIG} (dein|ihr|der) (arbeitsreichster|arbeitsreichste|längster|längste) ${day}`,
        `[der] M (war|ist) (dein|ihr|der) (arbeitsreichster|arbeitsreichste|längster|längste) ${day} [,] mit {FIG}`,
        `(dein|ihr|der) (arbeitsreichster|arbeitsreichste|längster|längste) ${day} (war|ist) [der] M [,] mit {FIG}`,
      ],
    })),
    {
      kinds: ['entry.longest'],
      of: 'name',
      shapes: [`(dein|ihr|der) (längster|längste) eintrag (war|ist) M [,] mit {FIG}`],
    },
    {
      kinds: ['time.total'],
      of: 'log',
      shapes: [
        `(insgesamt|{PER}) (wurden|wurde) [insgesamt] {FIG} [{PER}] (gearbeitet|{LOGGED})`,
        `[{PER}] (wurden|wurde) insgesamt {FIG} (gearbeitet|{LOGGED})`,
        `es (wurden|wurde) [insgesamt] {FIG} (gearbeitet|{LOGGED})`,
        `{YOU} [{PER}] [insgesamt] {FIG} [{PER}] (gearbeitet|{LOGGED})`,
        `(insgesamt|{PER}) (hast du|haben sie) [insgesamt] {FIG} (gearbeitet|{LOGGED})`,
        `{TOTAL} (beträgt|betrug|ist|war|umfasst|umfasste) {FIG}`,
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
        `(im durchschnitt|durchschnittlich) (wurden|{HAVE}) {FIG} pro aktivem tag (gearbeitet|{LOGGED})`,
        `pro aktivem tag waren es (im durchschnitt|durchschnittlich) {FIG}`,
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
      shapes: [`(der|dein|ihr|die|deine|ihre) (längster|längste) M (dauerte|war|betrug) {FIG}`],
    },
    {
      kinds: ['goal.met'],
      of: 'name',
      shapes: [
        `{GOAL} (wurde|ist) (erreicht|erfüllt)`,
        `{GOAL} (wurde|ist) mit {FIG} (erreicht|erfüllt)`,
        `{GOAL} {HAVE} [mit {FIG}] (erreicht|erfüllt)`,
        `{YOU} {GOAL} [mit {FIG}] (erreicht|erfüllt)`,
      ],
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
        `(bei|zu) [dem] [ziel] M (fehlen|fehlten|fehlt|fehlte) {FIG}`,
        `zum ziel M (fehlen|fehlten|fehlt|fehlte) {FIG}`,
        `~{FIG} (fehlen|fehlten|fehlt|fehlte)`,
      ],
    },
    { kinds: ['change.total'], of: 'log', sign: 1, shapes: totalMoves(upWords[0], upWords[1], upWords[3]) },
    { kinds: ['change.total'], of: 'log', sign: -1, shapes: totalMoves(downWords[0], downWords[1], downWords[3]) },
  ],
  pieces,
);
