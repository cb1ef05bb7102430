import type { Lexicon } from './lexicon';
import { list, unitWords, words } from './lexicon';

const focus = [
  'ungestörte fokuszeit',
  'ungestörter fokus',
  'fokusblöcke',
  'fokusblöcken',
  'fokusblock',
  'fokuszeit',
  'fokus',
];
const together = ['zusammenarbeit'];
const learning = ['lernen und recherche', 'lernen', 'weiterbildung', 'kompetenzaufbau'];

export const german: Lexicon = {
  language: 'de',
  decimalComma: true,
  normalise: (text) => text,
  plain: words(`
    der die das den dem des ein eine einer eines einem einen dieser diese dieses diesem diesen von vom im in am an auf aus bei für mit zu zum zur über nach
    durch innerhalb während es sie ihr ihre ihrer ihrem ihren du dein deine deiner deinem deinen ist sind war waren wurde wurden hat haben hatte hatten
    wird werden zeit arbeit arbeitszeit zeitraum aufgewendet aufgewandt verbracht verwendet genutzt investiert entfiel entfielen
    entfällt entfallen ging gingen floss flossen nahm nahmen ein beanspruchte beanspruchten betrug betragen beträgt umfasst umfasste umfassten
    enthält zeigt zeigen ergibt ergab kam kamen erfasst erfasste protokolliert dokumentiert gearbeitet geleistet davon auch weitere
    sowie etwa rund circa ungefähr genau anteil teil projekt art arbeitsart tätigkeit kategorie bereich eintrag einträge einträgen
    protokoll daten thema schlagwort lag liegt stand dauerte entspricht entsprechen macht machte machen aus dich sich nutzer`),
  finite:
    words(`ist sind war waren hat haben hatte hatten wurde wurden wird werden entfiel entfielen entfällt ging gingen floss flossen nahm nahmen beanspruchte
    beanspruchten betrug beträgt umfasst umfasste umfassten enthält zeigt zeigen ergibt ergab kam kamen lag liegt stand dauerte entspricht entsprechen macht
    machte machen`),
  participles: words('aufgewendet aufgewandt verbracht verwendet genutzt investiert betragen entfallen dokumentiert'),
  pronouns: words('das protokoll du dein deine sie es dies'),
  beforeNames: new Set(),
  joins: words('und während wohingegen aber sowie'),
  up: words('mehr gestiegen stieg stiegen zugenommen höher zuwachs zusätzlich anstieg erhöht erhöhte plus'),
  down: words(
    'weniger gesunken sank sanken abgenommen niedriger geringer rückgang verringert reduziert gefallen fiel fielen',
  ),
  most: words(
    'meiste meisten größte größter größtes größten längste längster längsten höchste höchster höchsten hauptsächlich überwiegend',
  ),
  met: words('erreicht erfüllt übertroffen'),
  missed: words('verfehlt unerfüllt'),
  short: words('fehlen fehlten fehlt fehlte'),
  atLeast: words('über'),
  atMost: words('fast knapp beinahe unter'),
  units:
    unitWords(`hours: h std stunde stunden | minutes: min minute minuten | percent: % prozent | points_per_hour: punkt punkte punkten |
    entries: eintrag einträge einträgen | days: tag tage tagen | projects: projekte projekten | tags: schlagwörter schlagwörtern |
    meetings: meeting meetings besprechung besprechungen | blocks: block blöcke blöcken fokusblöcke fokusblöcken fokusblock |
    switches: wechsel wechseln projektwechsel projektwechseln`),
  terms: {
    'time.total': ['insgesamt', 'gesamtzeit', 'gesamt', 'gesamte'],
    'entries.count': ['einträge', 'einträgen', 'eintrag'],
    'days.active': ['aktive tage', 'aktiven tagen', 'aktiven tag', 'arbeitstagen', 'arbeitstage'],
    'projects.count': ['projekte', 'projekten'],
    'tags.count': ['schlagwörter', 'schlagwörtern'],
    'day.average': ['durchschnitt', 'durchschnittlich', 'pro tag', 'täglich'],
    'overlap.time': ['überschneidung', 'überschneidungen', 'überschneiden'],
    'focus.total': focus,
    'focus.share': focus,
    'focus.blocks': [...focus, 'blöcke', 'blöcken'],
    'focus.longest': focus,
    'switches.count': ['projektwechsel', 'projektwechseln', 'wechsel'],
    'meeting.count': ['besprechungen', 'besprechung', 'meetings', 'meeting'],
    'meeting.back_to_back': ['direkt aufeinander', 'unmittelbar aufeinander'],
    'value.share': ['hohem oder kritischem wert', 'hohem wert', 'wert'],
    'value.per_hour': ['wert'],
    'impact.share': ['wirkung'],
    'collaboration.time': together,
    'collaboration.share': together,
    'learning.time': learning,
    'learning.share': learning,
    'streak.longest': ['serie', 'in folge', 'am stück'],
    'gap.days': ['lücken', 'lücke', 'ohne einträge', 'ohne eintrag'],
    'weekend.time': ['wochenende', 'wochenenden'],
    'late.time': ['abends', 'abend', 'abendstunden', 'randzeiten'],
  },
  weakTerms: list('erfasst erfasste protokolliert gearbeitet geleistet'),
  companions: {
    'goal.met': list('ziel'),
    'goal.missed': list('ziel'),
    'goal.short': list('ziel'),
    'goal.words': list('ziel'),
    'value.per_hour': list('punkte pro stunde'),
    'value.best': list('punkte pro stunde wert'),
    'change.total': list('als im zuvor vorher vorherigen vorigen davor gegenüber vergleich um'),
    'change.focus': list('als im zuvor vorher vorherigen vorigen davor gegenüber vergleich um'),
    'change.type': list('als im zuvor vorher vorherigen vorigen davor gegenüber vergleich um'),
    'change.project': list('als im zuvor vorher vorherigen vorigen davor gegenüber vergleich um'),
    'impact.share': list('team darüber hinaus'),
    'learning.time': list('recherche'),
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
