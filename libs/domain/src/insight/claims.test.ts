import { toFact } from '../facts/fact';
import type { Fact } from '../facts/fact';
import { toldWeek } from '../testing/told-week';
import { checkStatement } from './check';
import type { CheckContext } from './check';

/** All that is known of the week: 12.5 hours of development, 5 of meetings, 2 of documentation; 9 of meetings before it. */
const known = [...toldWeek.facts.values()];
const week: CheckContext = {
  known,
  facts: toldWeek.facts,
  vocabulary: [...(toldWeek.vocabulary ?? []), 'previous week', 'previous woche', 'previous semaine'],
};
const lines = (text: string): string[] => text.trim().split('\n');
const isPublished = (text: string, context: CheckContext = week): boolean =>
  checkStatement({ text, fact_ids: [...context.facts.keys()] }, context).ok;

/** By what has to be read: the true ones, and what is false of the same week or not known. */
const claims: [what: string, truths: string[], falsehoods: string[]][] = [
  [
    'ranks among all that is known',
    lines(`
Meetings came in second at 5 hours.
Meetings were your second largest activity, at 25.6 %.
Development took 12.5 hours, followed by meetings at 5 hours.
Documentation took the least time, at 2 hours.
The largest drop was in meetings, which fell by 4 hours.
Meetings saw the biggest drop, down 4 hours from the previous week.
Besprechungen liegen mit 5 Stunden auf dem zweiten Platz.
Die Entwicklung nahm 12,5 Stunden ein, gefolgt von Besprechungen mit 5 Stunden.
Am wenigsten Zeit floss mit 2 Stunden in die Dokumentation.
Am stärksten gingen die Besprechungen zurück, nämlich um 4 Stunden.
Les réunions arrivent en deuxième position avec 5 heures.
Le développement a pris 12,5 heures, suivi des réunions avec 5 heures.
La documentation a pris le moins de temps, avec 2 heures.
La plus forte baisse concerne les réunions, avec 4 heures de moins.`),
    lines(`
Documentation came in second at 2 hours.
Meetings came in third at 5 hours.
Development took 12.5 hours, followed by documentation at 2 hours.
Meetings took 5 hours, followed by development at 12.5 hours.
Meetings took the least time, at 5 hours.
The largest increase was in documentation, which rose by 2 hours.
Meetings saw the biggest drop, up 4 hours from the previous week.
Development saw the biggest increase, up 12.5 hours from the previous week.
The largest drop was in documentation, at 2 hours.
Die Dokumentation liegt mit 2 Stunden auf dem zweiten Platz.
Die Entwicklung nahm 12,5 Stunden ein, gefolgt von Dokumentation mit 2 Stunden.
Am wenigsten Zeit floss mit 5 Stunden in Besprechungen.
Den größten Zuwachs verzeichnete die Dokumentation mit 2 Stunden mehr.
La documentation arrive en deuxième position avec 2 heures.
Les réunions ont pris le moins de temps, avec 5 heures.
La documentation a connu la plus forte hausse, avec 2 heures de plus.`),
  ],
  [
    'one figure of each, or of all together',
    lines(`
Meetings and documentation together took 7 hours.
Meetings and documentation took 7 hours in total.
Besprechungen und Dokumentation nahmen zusammen 7 Stunden ein.
Les réunions et la documentation ont pris ensemble 7 heures.`),
    lines(`
Meetings and documentation each took 7 hours.
Meetings and documentation each took 5 hours.
Meetings and documentation together took 5 hours.
Meetings and meetings together took 10 hours.
Meetings and atlas together took 18 hours.
Meetings and documentation together took 7.1 hours.
Meetings and documentation together took 7 hours, or 25.6 % of your time.
Besprechungen und Dokumentation nahmen jeweils 7 Stunden ein.
Les réunions et la documentation ont pris 5 heures chacune.`),
  ],
  [
    'figures that two facts give',
    lines(`
Meetings fell from 9 to 5 hours.
Your total time rose from 9 to 19.5 hours.
Meetings dropped by about 45 %.
Time spent on meetings fell by more than 40 %.
You completed 2 of the 10 hours planned for Docs.
Besprechungen sanken von 9 auf 5 Stunden.
Die Zeit in Besprechungen sank um 4 auf 5 Stunden.
Für das Ziel „Docs“ wurden 2 von 10 Stunden geleistet.
Le temps passé en réunion est passé de 9 heures à 5 heures.
Les réunions ont diminué de plus de 40 %.
Pour l'objectif « Docs », 2 heures sur 10 ont été réalisées.`),
    lines(`
Meetings fell from 10 to 5 hours.
Meetings fell from 9 to 4 hours.
Meetings rose from 5 to 9 hours.
Meetings dropped by 44 %.
Meetings dropped by 80 %.
Meetings dropped by 25.6 %.
Meetings rose by 44 %.
Meetings fell by more than half.
You completed 2 of the 8 hours planned for Docs.
You completed 8 of the 10 hours planned for Docs.
Besprechungen sanken von 9 auf 4 Stunden.
Die Zeit in Besprechungen sank um 5 auf 4 Stunden.
Die Zeit in Besprechungen hat sich mehr als halbiert.
Die Zeit in Besprechungen hat sich halbiert.
Le temps passé en réunion est passé de 5 heures à 9 heures.
Pour l'objectif « Docs », 2 heures sur 8 ont été réalisées.`),
  ],
  [
    'round figures and parts with a bound, small parts, halves in words',
    lines(`
Nearly 65 % of your time went into development.
Most of your time was spent on development.
More than 60 % of your time went into development.
Roughly a quarter of your time went into meetings.
Only 10.3 % of your time was spent on documentation.
Development took twelve and a half hours.
Der Großteil deiner Zeit (64,1 %) entfiel auf die Entwicklung.
Die Entwicklung nahm zwölfeinhalb Stunden ein.
La majeure partie de votre temps a été consacrée au développement.
Le développement a pris douze heures et demie.
La documentation n'a occupé que 10,3 % du temps.`),
    lines(`
Nearly 75 % of your time went into development.
Nearly 60 % of your time went into development.
More than 65 % of your time went into development.
More than 40 % of your time went into development.
Most of your time was spent in meetings.
Only 64.1 % of your time was spent on development.
Development took only 12.5 hours.
Development took two and a half hours.
Der Großteil deiner Zeit entfiel auf Besprechungen.
Die Entwicklung nahm zweieinhalb Stunden ein.
La majeure partie de votre temps a été consacrée aux réunions.
Le développement n'a occupé que 64,1 % du temps.`),
  ],
  [
    'more of another without the verb, days with their date',
    lines(`
Meetings took 5 hours, more than twice as much as documentation.
Development rose by 12.5 hours, documentation by 2 hours.
Your busiest day was Monday, March 2, with 5.5 hours.
Dein arbeitsreichster Tag war Montag, der 2. März mit 5,5 Stunden.
C'est le lundi 2 mars que vous avez le plus travaillé, avec 5,5 heures.`),
    lines(`
Meetings took 5 hours, more than three times as much as documentation.
Meetings took 5 hours, more than twice as much as development.
Development rose by 12.5 hours, meetings by 4 hours.
Development rose by 12.5 hours, documentation by 12.5 hours.
Die Entwicklung stieg um 12,5 Stunden, die Besprechungen um 4 Stunden.
Meetings took 5 hours, 10.5 hours more.
Time logged as meeting: 10.5 hours more than in the period before.
Meetings: 10.5 hours more.
You logged 11 entries, 10.5 hours more than in the previous week.
Meetings: averaging 3.9 hours per active day.
Meetings: spread over 11 entries.
You worked on 2 projects: atlas, 2 hours.
Your busiest day was Tuesday, March 2, with 5.5 hours.
Your busiest day was Monday, March 3, with 5.5 hours.
You switched directly between projects two times.`),
  ],
];

describe.each(claims)('%s', (_what, truths, falsehoods) => {
  test.each(truths)('kept: %s', (text) => expect(isPublished(text)).toBe(true));
  test.each(falsehoods)('dropped: %s', (text) => expect(isPublished(text)).toBe(false));
});

const ranked = (text: string, facts: readonly Fact[]): boolean => isPublished(text, { ...week, known: facts });

test('a rank or a sum is only known where all facts are', () => {
  const texts = ['Meetings came in second at 5 hours.', 'Meetings and documentation together took 7 hours.'];
  expect(texts.map((text) => ranked(text, []))).toEqual([false, false]);
});

test('one who shares a place has none', () => {
  const support = toFact({
    kind: 'time.type',
    key: 'support',
    label: 'Support',
    value: 5,
    unit: 'hours',
    subject: { kind: 'type', name: 'support' },
    words: (figure) => `Time logged as support: ${figure}.`,
  });
  expect(ranked('Meetings came in second at 5 hours.', [...known, support])).toBe(false);
});

test('entries that overlap are in a sum twice', () => {
  const overlap = toFact({
    kind: 'overlap.time',
    label: 'Overlap',
    value: 1,
    unit: 'hours',
    words: (figure) => `Entries overlap by ${figure}.`,
  });
  expect(ranked('Meetings and documentation took 7 hours in total.', [...known, overlap])).toBe(false);
});

test('what is halved and how often one switched, where it is so', () => {
  const facts = new Map<string, Fact>([
    ...toldWeek.facts,
    [
      'switches.count',
      toFact({
        kind: 'switches.count',
        label: 'Switches',
        value: 3,
        unit: 'switches',
        words: (figure) => `Changes from one project straight to another: ${figure}.`,
      }),
    ],
    [
      'change.type.meeting',
      toFact({
        kind: 'change.type',
        key: 'meeting',
        label: 'Change of meeting',
        value: -7,
        unit: 'hours',
        subject: { kind: 'type', name: 'meeting' },
        words: (figure) => `Time logged as meeting: ${figure} less than in the period before.`,
      }),
    ],
  ]);
  const published = (text: string): boolean => isPublished(text, { ...week, facts });
  const truths = lines(`
Die Zeit in Besprechungen hat sich mehr als halbiert.
Meeting time was cut by more than half.
You switched directly between projects three times.
Du hast dreimal das Projekt gewechselt.
Vous avez changé trois fois de projet.`);
  expect(truths.filter((text) => !published(text))).toEqual([]);
  expect(published('Meetings were cut by more than two thirds.')).toBe(false);
  expect(published('You switched directly between projects two times.')).toBe(false);
});
