import { frenchShapes } from '../shapes/fr';
import { wordsOf } from '../shapes/shape';
import type { Lexicon } from './lexicon';
import { list, phrases, quantityWords, unitWords, words } from './lexicon';

const focus = ['temps de concentration', 'concentration ininterrompue', 'concentration'];
const together = ["collaboration avec d'autres", 'collaboration'];
const learning = ["l'apprentissage et la recherche", 'apprentissage et recherche'];

export const french: Lexicon = {
  language: 'fr',
  decimalComma: true,
  shapes: frenchShapes,
  known: wordsOf(frenchShapes),
  normalise: (text) =>
    text
      .replace(/(?<=\b(?:tandis|alors)) qu(?:e |['’])/gu, ' ')
      .replace(/(?<=\b(?:le|la|les|votre) )plus (?=long(?:ue)?\b|grande?|gros|élevée?|chargée?)/gu, ''),
  joins: words('et tandis mais alors'),
  above: phrases('plus de, un peu plus de'),
  below: phrases('presque, près de, moins de, un peu moins de'),
  near: phrases('environ'),
  quantities: quantityWords(
    `half: la moitié | third: un tiers, le tiers | quarter: un quart, le quart | fifth: un cinquième |
    tenth: un dixième | thirds: deux tiers, les deux tiers | quarters: trois quarts, les trois quarts`,
    `2: deux fois | 3: trois fois | 4: quatre fois`,
    'deux trois quatre cinq six sept huit neuf dix onze douze',
  ),
  units:
    unitWords(`hours: h heure heures | minutes: min minute minutes | percent: % pourcent | points_per_hour: point points | entries: entrée entrées |
    days: jour jours | projects: projets | tags: étiquettes | meetings: réunion réunions | blocks: bloc blocs | switches: changement changements`),
  terms: {
    'focus.total': focus,
    'focus.blocks': focus,
    'focus.longest': [
      'bloc de concentration',
      'bloc de concentration ininterrompue',
      'session de concentration',
      'session de concentration ininterrompue',
    ],
    'value.share': ['valeur élevée ou critique'],
    'impact.share': ["impact sur l'équipe ou au-delà"],
    'collaboration.time': together,
    'collaboration.share': together,
    'learning.time': learning,
    'learning.share': learning,
    'weekend.time': ['week-end', 'week-ends'],
    'late.time': ['hors des heures habituelles', 'en dehors des heures habituelles'],
  },
  types: {
    development: ['développement'],
    meeting: ['réunions', 'réunion'],
    code_review: ['revues de code', 'revue de code'],
    debugging: ['débogage'],
    documentation: ['documentation'],
    testing: ['tests'],
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
  months: list('janvier février mars avril mai juin juillet août septembre octobre novembre décembre'),
};
