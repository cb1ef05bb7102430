import type { ShapeGroup } from './shape';

/** What stands out, of one name: the most, the longest, shares of value, goals. */
export const findings: readonly ShapeGroup[] = [
  {
    kinds: ['time.type'],
    needs: 'top.type',
    of: 'name',
    shapes: [
      `vous avez (passé|consacré) le plus de temps (au|à la|aux|à l|sur le|sur la|sur les|sur|en) M [,] [avec] {FIG}`,
      `(votre|l) (activité principale|principale activité) (a été|est|était) [le|la|les|l] M [,] avec {FIG}`,
      `avec {FIG} , [le|la|les|l] M (a été|est|était|sont|étaient|ont été) votre (activité principale|principale activité)`,
      `[le|la|les|l] M (a été|est|était|sont|étaient|ont été) votre (activité principale|principale activité) [,] avec {FIG}`,
    ],
  },
  {
    kinds: ['top.type'],
    of: 'name',
    shapes: [
      `[le|la|les|l] M (a été|est|était|sont|étaient|ont été) (votre|l) (activité principale|principale activité) [,] avec {FIG} [{TIME}]`,
      `avec {FIG} [{TIME}] , [le|la|les|l] M (a été|est|était|sont|étaient|ont été) (votre|l) (activité principale|principale activité)`,
      `!ce qui en fait votre (activité principale|principale activité)`,
    ],
  },
  {
    kinds: ['weekend.time'],
    of: 'name',
    shapes: [`{FIG} (a été|ont été) (travaillée|travaillées|{LOGGED}) (le|pendant le) M`],
  },
  {
    kinds: ['late.time'],
    of: 'name',
    shapes: [
      `{FIG} (a été|ont été) (travaillée|travaillées|{LOGGED}) M`,
      `M [,] vous avez {LOGGED} {FIG}`,
      `vous avez {LOGGED} {FIG} M`,
    ],
  },
  {
    kinds: ['top.project'],
    of: 'name',
    shapes: [
      `[le projet] M (est|était|a été) votre (projet principal|principal projet) [,] avec {FIG}`,
      `le projet avec le plus de temps est M [,] avec {FIG}`,
      `(votre|le) (projet principal|principal projet) (est|était|a été) M [,] avec {FIG}`,
      `[le projet] M (est|était|a été) (le|votre) projet plus important [,] avec {FIG}`,
    ],
  },
  {
    kinds: ['entry.longest'],
    of: 'name',
    shapes: [
      `(votre|l) entrée la longue (est|était|a été) M [,] avec {FIG}`,
      `(votre|la) longue entrée (est|était|a été) M [,] avec {FIG}`,
      `(votre|l) entrée la longue , M , a duré {FIG}`,
    ],
  },
  { kinds: ['impact.share'], of: 'name', shapes: [`{FIG} {TIME} (ont eu|a eu|avait|a|ont) [un|d] M`] },
  {
    kinds: ['value.share'],
    of: 'name',
    shapes: [
      `{FIG} {TIME} (était|est|étaient|sont) (de|à) M`,
      `{FIG} {TIME} (a été|ont été|est|sont) (évalué|évalués|évaluées|classé|classés|classées) [comme|à|de] M`,
    ],
  },
  {
    kinds: ['value.best'],
    of: 'name',
    shapes: [
      `c est [le|la|les|l] M qui (a|ont) la valeur la élevée , avec {FIG} par heure`,
      `[le|la|les|l] M (a|ont|offre|offrent|apporte|apportent) la valeur la élevée [,] avec {FIG} par heure`,
    ],
  },
  {
    kinds: ['value.per_hour'],
    of: 'log',
    shapes: [
      `[en moyenne ,] votre travail (a|avait) une valeur de {FIG} par heure`,
      `la valeur [moyenne] (de votre (temps|travail)|du temps [enregistré]) (est|était|a été) de {FIG} par heure`,
    ],
  },
  {
    kinds: ['streak.longest'],
    of: 'log',
    shapes: [`(votre|la) longue série (est de|était de|a duré|compte) {FIG} [consécutifs|d affilée]`],
  },
  {
    kinds: ['focus.share'],
    of: 'name',
    shapes: [`{FIG} du temps de production (s est déroulé|a été passé|est passé) en M`],
  },
  {
    kinds: ['top.type'],
    of: 'name',
    shapes: [`la (grande|principale) (part|partie) {TIME} , {FIG} , (est allée|a été consacrée) (au|à la|aux|à l|à) M`],
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
      `il manque {FIG} (à|pour|pour atteindre) ({GOAL}|M)`,
    ],
  },
  {
    kinds: ['goal.missed', 'goal.short'],
    of: 'name',
    derives: 'target',
    shapes: [`pour ({GOAL}|M) , {FIG} sur {FIG} (a|ont) été (réalisée|réalisées|{LOGGED}|effectuées)`],
  },
];
