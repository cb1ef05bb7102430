import type { ShapeGroup } from './shape';

/** What stands out, of one name: the most, the longest, shares of value, goals. */
export const findings: readonly ShapeGroup[] = [
  {
    kinds: ['time.type'],
    needs: 'top.type',
    of: 'name',
    shapes: [
      `mit {FIG} (war|ist) [die|das|der] M (deine|ihre) (größte|wichtigste) {ACTIVITY}`,
      `[die|das|der] M (war|ist) mit {FIG} (deine|ihre) größte {ACTIVITY}`,
      `(deine|ihre) (größte {ACTIVITY}|wichtigste {ACTIVITY}|haupttätigkeit|hauptaktivität) (war|ist) [die|das|der] M [,] mit {FIG}`,
      `[die|das|der] M (war|ist) mit {FIG} (deine|ihre) (haupttätigkeit|hauptaktivität)`,
    ],
  },
  {
    kinds: ['top.type'],
    of: 'name',
    shapes: [
      `mit {FIG} [{TIME}] (war|ist) [die|das|der] M (deine|ihre|die) (größte|wichtigste) {ACTIVITY}`,
      `[die|das|der] M (war|ist) mit {FIG} [{TIME}] (deine|ihre|die) (größte|wichtigste) {ACTIVITY}`,
    ],
  },
  {
    kinds: ['time.type'],
    needs: 'top.type',
    of: 'name',
    shapes: [
      `die meiste zeit {HAVE} {ON} [die|das|der|den] M (verbracht|aufgewendet) [,] [nämlich|mit] {FIG}`,
      `die meiste zeit , {FIG} , {FELL} {ON} [die|das|der|den] M`,
    ],
  },
  {
    kinds: ['late.time'],
    of: 'name',
    shapes: [
      `{FIG} [{TIME}] (lag|lagen|fiel|fielen) [in] M`,
      `M [,] (wurden|wurde) {FIG} (gearbeitet|{LOGGED})`,
      `M {HAVE} {FIG} (gearbeitet|{LOGGED})`,
    ],
  },
  {
    kinds: ['top.project'],
    of: 'name',
    shapes: [
      `das projekt mit der meisten zeit (war|ist) M [,] mit {FIG}`,
      `(dein|ihr) (größtes projekt|wichtigstes projekt|hauptprojekt) (war|ist) M [,] mit {FIG}`,
      `[das projekt] M (war|ist) (dein|ihr|das) (größtes projekt|wichtigstes projekt|hauptprojekt|größte projekt|wichtigste projekt) [,] mit {FIG}`,
      `[das projekt] M (nahm|beanspruchte|erhielt) mit {FIG} die meiste zeit [in anspruch|ein]`,
      `[das projekt] M (war|ist) mit {FIG} das projekt mit (dem (größten|meisten) zeitaufwand|der meisten zeit)`,
      `[das projekt] M (war|ist) mit {FIG} (dein|ihr) (größtes projekt|wichtigstes projekt|hauptprojekt)`,
    ],
  },
  {
    kinds: ['entry.longest'],
    of: 'name',
    shapes: [`(dein|ihr|der) (längster|längste) eintrag (war|ist) M [,] mit {FIG}`],
  },
  {
    kinds: ['impact.share'],
    of: 'name',
    shapes: [`{FIG} {TIME} (hatte|hatten|hat|haben) M`, `{FIG} {TIME} (wirkte|wirkten|wirkt) sich M aus`],
  },
  {
    kinds: ['value.share'],
    of: 'name',
    shapes: [`{FIG} {TIME} (war|waren|ist|sind|hatte|hatten|hat|haben|wurde|wurden) [mit|als] M [bewertet|eingestuft]`],
  },
  {
    kinds: ['value.per_hour'],
    of: 'log',
    shapes: [
      `der [durchschnittliche] wert (deiner|ihrer|der) [erfassten] (arbeit|zeit) (lag|liegt) [im schnitt|im durchschnitt|durchschnittlich] bei {FIG} pro stunde`,
      `der [durchschnittliche] wert (deiner|ihrer|der) [erfassten] (arbeit|zeit) (beträgt|betrug|ist|war) {FIG} pro stunde`,
    ],
  },
  {
    kinds: ['value.best'],
    of: 'name',
    shapes: [
      `den höchsten wert (erzielte|erzielten|hatte|hatten|brachte|brachten|hat|haben|lieferte|lieferten) [die|das|der] M mit {FIG} pro stunde`,
      `[die|das|der] M (erzielte|erzielten|hatte|hatten|brachte|brachten|hat|haben|lieferte|lieferten) mit {FIG} pro stunde den höchsten wert`,
    ],
  },
  {
    kinds: ['streak.longest'],
    of: 'log',
    shapes: [
      `(die|deine|ihre) längste serie (umfasst|umfasste|dauerte|beträgt|betrug|war) {FIG} [in folge|hintereinander]`,
    ],
  },
  {
    kinds: ['focus.share'],
    of: 'name',
    shapes: [`{FIG} der zeit fürs (schaffen|machen) (war|waren|ist|sind) M`],
  },
  {
    kinds: ['top.type'],
    of: 'name',
    shapes: [
      `der größte (anteil|teil) [{TIME}] , [mit] {FIG} , {FELL} auf [die|das|den] M`,
      `der größte (anteil|teil) [{TIME}] {FELL} [mit {FIG}] auf [die|das|den] M`,
      `der größte (anteil|teil) [{TIME}] {FELL} auf [die|das|den] M , [mit] {FIG}`,
      `die meiste zeit [,] {FIG} [,] {FELL} {ON} [die|das|der|den] M`,
      `die meiste zeit {FELL} mit {FIG} {ON} [die|das|der|den] M`,
    ],
  },
  {
    kinds: ['focus.longest'],
    of: 'name',
    shapes: [`(der|dein|ihr|die|deine|ihre) (längster|längste) M (dauerte|war|betrug|umfasste) {FIG}`],
  },
  {
    kinds: ['goal.met'],
    of: 'name',
    shapes: [
      `{GOAL} (wurde|ist) (erreicht|erfüllt)`,
      `{GOAL} (wurde|ist) mit {FIG} (erreicht|erfüllt)`,
      `{GOAL} {HAVE} [mit {FIG}] (erreicht|erfüllt)`,
      `{YOU} {GOAL} [mit {FIG}] (erreicht|erfüllt)`,
      `{GOAL} (erreicht|erfüllt) (wurde|ist)`,
      `(wurde|ist) {GOAL} [mit {FIG}] (erreicht|erfüllt)`,
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
      `(wurde|ist) {GOAL} um {FIG} verfehlt`,
      `~{GOAL} um {FIG} verfehlt`,
      `{YOU} {GOAL} um {FIG} verfehlt`,
      `(bei|zu|beim|zum) [dem] [ziel] M (fehlen|fehlten|fehlt|fehlte) noch {FIG}`,
      `für [das ziel] M (fehlen|fehlten|fehlt|fehlte) [noch] {FIG} [zum ziel]`,
      `(bei|zu) [dem] [ziel] M (fehlen|fehlten|fehlt|fehlte) {FIG}`,
      `zum ziel M (fehlen|fehlten|fehlt|fehlte) {FIG}`,
      `~{FIG} (fehlen|fehlten|fehlt|fehlte)`,
    ],
  },
  {
    kinds: ['goal.missed', 'goal.short'],
    of: 'name',
    derives: 'target',
    shapes: [
      `für [das ziel] M (wurden|{HAVE}) {FIG} (von|von den) {FIG} (geleistet|gearbeitet|{LOGGED}|erreicht|geschafft)`,
      `(beim|bei dem) ziel M (wurden|{HAVE}) {FIG} (von|von den) {FIG} (geleistet|gearbeitet|{LOGGED}|erreicht|geschafft)`,
    ],
  },
];
