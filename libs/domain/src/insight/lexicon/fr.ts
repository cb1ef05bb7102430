import { frenchShapes } from '../shapes/fr';
import { wordsOf } from '../shapes/shape';
import type { Lexicon } from './lexicon';
import { boundWords, list, phrases, quantityWords, unitWords, withoutAsides, words } from './lexicon';

const withoutFillers = withoutAsides(
  "en résumé, dans l'ensemble, dans l’ensemble, globalement, de plus, en outre, par ailleurs, en revanche, cependant, toutefois",
  'également, cependant, toutefois, quant à',
);

const focus = ['temps de concentration', 'concentration ininterrompue', 'concentration'];
const together = ["collaboration avec d'autres", 'collaboration'];
const learning = ["l'apprentissage et la recherche", 'apprentissage et recherche'];

export const french: Lexicon = {
  language: 'fr',
  decimalComma: true,
  shapes: frenchShapes,
  known: wordsOf(frenchShapes),
  normalise: (text) =>
    withoutFillers(text)
      .replace(/(?<!\p{L})n['’](ont|a) (\p{L}+) qu(?:e |['’])/gu, '$1 $2 seulement ')
      .replace(/(?<=\b(?:tandis|alors)) qu(?:e |['’])/gu, ' ')
      .replace(
        /(?<=\b(?:le|la|les|votre) )plus (?=long(?:ue)?\b|grande?|gros|fortes?|importante?s?|actifs?|actives?|élevée?|chargée?)/gu,
        '',
      ),
  joins: words('et tandis mais alors'),
  bounds: boundWords(
    `above: plus de | below: moins de | just above: un peu plus de, légèrement plus de |
    just below: presque, près de, un peu moins de | near: environ, à peu près | only: seulement, uniquement`,
  ),
  between: phrases('à, sur, pour atteindre'),
  quantities: quantityWords({
    parts: `half: la moitié | third: un tiers, le tiers | quarter: un quart, le quart | fifth: un cinquième |
    tenth: un dixième | thirds: deux tiers, les deux tiers | quarters: trois quarts, les trois quarts`,
    most: 'la majeure partie, la plupart, la majorité',
    times: '2: deux fois, le double | 3: trois fois, le triple | 4: quatre fois | 5: cinq fois | 6: six fois',
    counts: `deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf
      vingt`,
    hours: '0.5: une demi-heure, demi-heure | 1: une heure | 1.5: une heure et demie',
    andHalf: ['# heures et demie'],
  }),
  units:
    unitWords(`hours: h heure heures | minutes: min minute minutes | percent: % pourcent | points_per_hour: point points | entries: entrée entrées |
    days: jour jours | projects: projets | tags: étiquettes | meetings: réunion réunions | blocks: bloc blocs | switches: changement changements`),
  terms: {
    'focus.total': focus,
    'focus.share': focus,
    'focus.blocks': [...focus, 'bloc de concentration', 'blocs de concentration'],
    'focus.longest': [
      'bloc de concentration',
      'bloc de concentration ininterrompue',
      'session de concentration',
      'session de concentration ininterrompue',
    ],
    'value.share': ['ayant une valeur élevée ou critique', 'valeur élevée ou critique'],
    'impact.share': ['impact sur l’équipe ou au-delà', "impact sur l'équipe ou au-delà"],
    'collaboration.time': together,
    'collaboration.share': together,
    'learning.time': learning,
    'learning.share': learning,
    'weekend.time': ['week-end', 'week-ends'],
    'late.time': [
      'en dehors des heures habituelles, tôt le matin ou le soir',
      'tôt le matin ou le soir',
      'hors des heures habituelles',
      'en dehors des heures habituelles',
    ],
  },
  types: {
    development: ['développement'],
    meeting: ['réunions', 'réunion'],
    code_review: ['revues de code', 'revue de code'],
    debugging: ['débogage'],
    documentation: ['documentation'],
    testing: ['tests', 'test'],
    deployment: ['déploiements', 'déploiement'],
    research: ['recherche', 'recherches'],
    planning: ['planification'],
    learning: ['apprentissage'],
    maintenance: ['maintenance'],
    support: ['support', 'assistance'],
    other: ['autre', 'divers'],
  },
  weekdays: [
    ['lundi', 'lundis'],
    ['mardi', 'mardis'],
    ['mercredi', 'mercredis'],
    ['jeudi', 'jeudis'],
    ['vendredi', 'vendredis'],
    ['samedi', 'samedis'],
    ['dimanche', 'dimanches'],
  ],
  beforeDate: [' ', ', le '],
  months: list('janvier février mars avril mai juin juillet août septembre octobre novembre décembre'),
};
