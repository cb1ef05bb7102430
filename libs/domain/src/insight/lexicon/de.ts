import { germanShapes } from '../shapes/de';
import { wordsOf } from '../shapes/shape';
import type { Lexicon } from './lexicon';
import { boundWords, list, phrases, quantityWords, unitWords, withoutAsides, words } from './lexicon';

const withoutFillers = withoutAsides(
  'zusammenfassend, zusammengefasst, kurz gesagt, außerdem, zudem, darüber hinaus, im gegensatz dazu',
  'zusammenfassend, außerdem, zudem, dagegen, hingegen, jedoch, allerdings, wiederum, ebenfalls, auch, dabei, damit',
);

const focus = ['ungestörte fokuszeit', 'ungestörter fokus', 'ungestörtem fokus', 'fokuszeit', 'fokus'];
const together = ['zusammenarbeit mit anderen', 'zusammenarbeit'];
const learning = ['lernen und recherche'];

export const german: Lexicon = {
  language: 'de',
  decimalComma: true,
  shapes: germanShapes,
  known: wordsOf(germanShapes),
  normalise: (text) =>
    withoutFillers(text)
      .replace(/(?<!\p{L})(?:hat|haben) sich (mehr als |fast |etwa |rund |)halbiert/gu, 'ist um $1die hälfte gesunken')
      .replace(/(?<!\p{L})vorwoche(?!\p{L})/gu, 'woche davor')
      .replace(/(?<!\p{L})(?:der großteil|der überwiegende teil|die mehrheit)(?!\p{L})/gu, 'großteil'),
  joins: words('und während wohingegen aber sowie'),
  bounds: boundWords(
    `above: über, mehr als | below: unter, weniger als | just above: etwas mehr als, gut, etwas über, knapp über |
    just below: fast, knapp, beinahe, nahezu, etwas weniger als, etwas unter, knapp unter |
    near: etwa, rund, circa, ungefähr, in etwa | only: nur, lediglich, bloß`,
  ),
  between: phrases('auf, von, von den, von geplanten'),
  quantities: quantityWords({
    parts: `half: die hälfte, der hälfte | third: ein drittel | quarter: ein viertel | fifth: ein fünftel | tenth: ein zehntel |
    thirds: zwei drittel | quarters: drei viertel`,
    most: 'großteil',
    times: '2: doppelt, zweimal | 3: dreimal, dreifach | 4: viermal | 5: fünfmal | 6: sechsmal',
    counts: `zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn
      neunzehn zwanzig`,
    hours:
      '0.5: eine halbe stunde, einer halben stunde | 1: eine stunde, einer stunde | 1.5: eineinhalb stunden, anderthalb stunden',
    andHalf: ['#einhalb'],
  }),
  units:
    unitWords(`hours: h std stunde stunden | minutes: min minute minuten | percent: % prozent | points_per_hour: punkt punkte punkten |
    entries: eintrag einträge einträgen | days: tag tage tagen | projects: projekte projekten | tags: schlagwörter schlagwörtern |
    meetings: meeting meetings besprechung besprechungen | blocks: block blöcke blöcken fokusblöcke fokusblöcken fokusblock |
    switches: wechsel wechseln projektwechsel projektwechseln`),
  terms: {
    'focus.total': focus,
    'focus.share': focus,
    'focus.longest': [
      'fokusblock',
      'ungestörte fokusblock',
      'ungestörter fokusblock',
      'fokusphase',
      'ununterbrochene fokusphase',
      'ungestörte fokusphase',
    ],
    'value.share': [
      'hohem oder kritischem wert eingestuft',
      'hoch oder kritisch im wert',
      'hoch oder kritisch',
      'hohem oder kritischem wert',
      'hohen oder kritischen wert',
    ],
    'impact.share': [
      'auf das team oder darüber hinaus',
      'auswirkungen auf das team oder darüber hinaus',
      'einfluss auf das team oder darüber hinaus',
      'wirkung auf das team oder darüber hinaus',
    ],
    'collaboration.time': together,
    'collaboration.share': together,
    'learning.time': learning,
    'learning.share': learning,
    'weekend.time': ['wochenende', 'wochenenden'],
    'late.time': [
      'außerhalb der kernzeiten, früh morgens oder abends',
      'außerhalb der kernzeiten',
      'früh morgens oder abends',
      'am frühen morgen oder abend',
      'randzeiten',
      'außerhalb der kernzeit',
    ],
  },
  types: {
    development: ['entwicklung', 'entwicklungsarbeit', 'entwicklungszeit', 'programmierung'],
    meeting: ['besprechungen', 'besprechung', 'meetings', 'meeting'],
    code_review: ['code-reviews', 'code-review', 'code reviews', 'code review'],
    debugging: ['fehlersuche', 'debugging'],
    documentation: ['dokumentation'],
    testing: ['tests', 'testen', 'testarbeit', 'testzeit'],
    deployment: ['bereitstellung', 'deployment', 'deployments'],
    research: ['recherche', 'forschung'],
    planning: ['planung', 'planen', 'planungszeit'],
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
  beforeDate: [', ', ' ', ', dem ', ', der ', ', den ', ' dem '],
  months: list('januar februar märz april mai juni juli august september oktober november dezember'),
};
