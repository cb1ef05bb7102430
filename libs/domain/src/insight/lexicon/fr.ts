import { frenchShapes } from '../shapes/fr';
import type { Lexicon } from './lexicon';
import { list, unitWords, words } from './lexicon';

const focus = ['concentration ininterrompue', 'concentration'];
const together = ['collaboration'];
const learning = ["l'apprentissage et la recherche", 'apprentissage et recherche'];

export const french: Lexicon = {
  language: 'fr',
  decimalComma: true,
  shapes: frenchShapes,
  normalise: (text) => text.replace(/(?<=\b(?:le|la|les) )plus (?=long(?:ue)?\b|grande?|gros|élevée?|chargée?)/gu, ''),
  joins: words('et tandis mais alors'),
  above: words(''),
  below: words('presque'),
  units:
    unitWords(`hours: h heure heures | minutes: min minute minutes | percent: % pourcent | points_per_hour: point points | entries: entrée entrées |
    days: jour jours | projects: projets | tags: étiquettes | meetings: réunion réunions | blocks: bloc blocs | switches: changement changements`),
  terms: {
    'focus.total': focus,
    'focus.longest': ['bloc de concentration'],
    'value.share': ['valeur élevée ou critique'],
    'impact.share': ["impact sur l'équipe ou au-delà"],
    'collaboration.time': together,
    'collaboration.share': together,
    'learning.time': learning,
    'learning.share': learning,
    'weekend.time': ['week-end', 'week-ends'],
    'late.time': ['hors des heures habituelles'],
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
