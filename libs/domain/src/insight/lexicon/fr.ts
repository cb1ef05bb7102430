import type { Lexicon } from './lexicon';
import { list, unitWords, words } from './lexicon';

const focus = ['concentration ininterrompue', 'blocs de concentration', 'bloc de concentration', 'concentration'];
const together = ['collaboration'];
const learning = ["l'apprentissage et la recherche", 'apprentissage et recherche', 'apprentissage', 'compétences'];
const compared = list('que par rapport à la période précédente précédent avant');

export const french: Lexicon = {
  language: 'fr',
  decimalComma: true,
  normalise: (text) => text.replace(/(?<=\b(?:le|la|les) )plus (?=longue?|grande?|gros|élevée?|chargée?)/gu, ''),
  plain: words(`
    le la les l un une des du de d ce cet cette ces en dans sur à au aux par pour avec pendant durant cours vous votre vos il elle y est sont était
    étaient été a ont avait avaient avez êtes temps travail travaillé période consacré consacrée consacrées consacrés passé passée passées passés
    dédié dédiée dédiées utilisé représente représentent représentait représenté occupe occupent occupé pris prend prennent dure duré
    compte comptent comptabilisé enregistré enregistrée enregistrées enregistrés contient contiennent montre montrent journal données entrée entrées
    projet type catégorie activité activités thème étiquette part partie dont soit aussi environ exactement
    correspond correspondent réparti réparties répartis utilisateur c s`),
  finite:
    words(`est sont était étaient a ont avait avaient avez êtes représente représentent représentait occupe occupent prend prennent dure compte comptent
    contient contiennent montre montrent correspond correspondent`),
  participles:
    words(`été consacré consacrée consacrées consacrés passé passée passées passés dédié dédiée dédiées utilisé représenté occupé pris duré
    comptabilisé réparti réparties répartis`),
  pronouns: words('le journal vous il elle ce y'),
  beforeNames: new Set(),
  joins: words('et tandis mais alors'),
  up: words('plus augmenté augmente augmentation hausse supérieur supérieure supplémentaires supplémentaire progressé'),
  down: words('moins diminué diminue diminution baisse baissé inférieur inférieure réduit réduite'),
  most: words(
    'principal principale principalement majeure longue long grande grand grosse élevée élevé chargé chargée',
  ),
  met: words('atteint réalisé dépassé'),
  missed: words('manqué'),
  short: words('manque manquent manquaient'),
  atLeast: words(''),
  atMost: words('presque'),
  units:
    unitWords(`hours: h heure heures | minutes: min minute minutes | percent: % pourcent | points_per_hour: point points | entries: entrée entrées |
    days: jour jours | projects: projets | tags: étiquettes | meetings: réunion réunions | blocks: bloc blocs | switches: changement changements`),
  terms: {
    'time.total': ['au total', 'en tout', 'total'],
    'entries.count': ['entrées', 'entrée'],
    'days.active': ['jours actifs', 'jour actif'],
    'projects.count': ['projets'],
    'tags.count': ['étiquettes'],
    'day.average': ['en moyenne', 'par jour', 'moyenne'],
    'overlap.time': ['chevauchement', 'chevauchements', 'chevauchent'],
    'focus.total': focus,
    'focus.share': focus,
    'focus.blocks': [...focus, 'blocs', 'bloc'],
    'focus.longest': focus,
    'switches.count': ['changements de projet', 'changement de projet'],
    'meeting.count': ['réunions', 'réunion'],
    'meeting.back_to_back': ['consécutives', 'enchaînées'],
    'value.share': ['valeur élevée ou critique', 'valeur'],
    'value.per_hour': ['valeur'],
    'impact.share': ['impact'],
    'collaboration.time': together,
    'collaboration.share': together,
    'learning.time': learning,
    'learning.share': learning,
    'streak.longest': ['série', "d'affilée"],
    'gap.days': ['lacunes', 'sans entrée', 'sans aucune entrée'],
    'weekend.time': ['week-end', 'week-ends', 'weekend'],
    'late.time': ['soir', 'soirée', 'soirées'],
  },
  weakTerms: list('enregistré enregistrées enregistrés travaillé'),
  companions: {
    'goal.met': list('objectif'),
    'goal.missed': list('objectif'),
    'goal.short': list('objectif'),
    'goal.words': list('objectif'),
    'value.per_hour': list('points par heure'),
    'value.best': list('points par heure valeur plus'),
    'change.total': compared,
    'change.focus': compared,
    'change.type': compared,
    'change.project': compared,
    'impact.share': list("l'équipe équipe"),
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
