import { germanShapes } from '../shapes/de';
import { wordsOf } from '../shapes/shape';
import type { Lexicon } from './lexicon';
import { list, phrases, quantityWords, unitWords, words } from './lexicon';

const focus = ['ungestörte fokuszeit', 'ungestörter fokus', 'ungestörtem fokus', 'fokuszeit', 'fokus'];
const together = ['zusammenarbeit mit anderen', 'zusammenarbeit'];
const learning = ['lernen und recherche'];

export const german: Lexicon = {
  language: 'de',
  decimalComma: true,
  shapes: germanShapes,
  known: wordsOf(germanShapes),
  normalise: (text) => text.replace(/(?<!\p{L})vorwoche(?!\p{L})/gu, 'woche davor'),
  joins: words('und während wohingegen aber sowie'),
  above: phrases('über, mehr als, etwas mehr als, gut, etwas über'),
  below: phrases('fast, knapp, beinahe, nahezu, unter, weniger als, etwas weniger als, etwas unter'),
  near: phrases('etwa, rund, circa, ungefähr'),
  quantities: quantityWords(
    `half: die hälfte | third: ein drittel | quarter: ein viertel | fifth: ein fünftel | tenth: ein zehntel |
    thirds: zwei drittel | quarters: drei viertel`,
    `2: doppelt | 3: dreimal | 4: viermal`,
    'zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
  ),
  units:
    unitWords(`hours: h std stunde stunden | minutes: min minute minuten | percent: % prozent | points_per_hour: punkt punkte punkten |
    entries: eintrag einträge einträgen | days: tag tage tagen | projects: projekte projekten | tags: schlagwörter schlagwörtern |
    meetings: meeting meetings besprechung besprechungen | blocks: block blöcke blöcken fokusblöcke fokusblöcken fokusblock |
    switches: wechsel wechseln projektwechsel projektwechseln`),
  terms: {
    'focus.total': focus,
    'focus.longest': ['fokusblock', 'fokusphase', 'ununterbrochene fokusphase', 'ungestörte fokusphase'],
    'value.share': ['hohem oder kritischem wert', 'hohen oder kritischen wert'],
    'impact.share': ['wirkung auf das team oder darüber hinaus'],
    'collaboration.time': together,
    'collaboration.share': together,
    'learning.time': learning,
    'learning.share': learning,
    'weekend.time': ['wochenende', 'wochenenden'],
    'late.time': ['randzeiten', 'außerhalb der kernzeit'],
  },
  types: {
    development: ['entwicklung', 'entwicklungsarbeit', 'programmierung'],
    meeting: ['besprechungen', 'besprechung', 'meetings', 'meeting'],
    code_review: ['code-reviews', 'code-review', 'code reviews', 'code review'],
    debugging: ['fehlersuche', 'debugging'],
    documentation: ['dokumentation'],
    testing: ['tests', 'testen'],
    deployment: ['bereitstellung', 'deployment', 'deployments'],
    research: ['recherche', 'forschung'],
    planning: ['planung'],
    learning: ['lernen', 'weiterbildung'],
    maintenance: ['wartung'],
    support: ['support', 'unterstützung'],
    other: ['sonstiges', 'sonstige arbeit'],
  },
  weekdays: [
    ['montag', 'montags'],
    ['dienstag', 'dienstags'],
    ['mittwoch', 'mittwochs'],
    ['donnerstag', 'donnerstags'],
    ['freitag', 'freitags'],
    ['samstag', 'samstags'],
    ['sonntag', 'sonntags'],
  ],
  months: list('januar februar märz april mai juni juli august september oktober november dezember'),
};
