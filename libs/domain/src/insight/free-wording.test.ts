import { toldWeek } from '../testing/told-week';
import { checkStatement } from './check';
import type { CheckContext } from './check';

/** What is compared with is known to be the week before. */
const afterAWeek: CheckContext = {
  ...toldWeek,
  vocabulary: [...(toldWeek.vocabulary ?? []), 'previous week', 'previous woche', 'previous semaine'],
};
const isPublished = (text: string, context: CheckContext = afterAWeek): boolean =>
  checkStatement({ text, fact_ids: [...context.facts.keys()] }, context).ok;
const lines = (text: string): string[] => text.trim().split('\n');

/** Parts in words, bounds, counts in words; comparisons; the week before; what of the whole log follows. True of the week. */
const truths = lines(`
About a quarter of your time was spent in meetings.
More than a quarter of your time went to meetings.
Nearly two thirds of your time (64.1 %) went into development.
About a tenth of your time was spent on documentation.
You spent five hours in meetings.
You attended five meetings that took up 5 hours in total.
You logged just under 20 hours across 5 days.
Your total logged time came to 19.5 hours, spread over 11 entries.
All 11 entries fall on 5 days, averaging 3.9 hours per active day.
You spent 3 hours more in meetings than on documentation.
You worked more on atlas than on docs.
You spent less time on documentation than in meetings.
Development took more than twice as much time as meetings.
Meetings took 5 hours, compared to 2 hours for documentation.
Compared to the previous week, your total time increased by 10.5 hours.
You logged 10.5 more hours this week than last week.
Time spent in meetings dropped by 4 hours to 5 hours.
Development was your biggest activity at 12.5 hours.
You devoted 64.1 % of your time to development, making it the largest category.
Monday was your busiest day, with 5.5 hours logged.
You had 6 focus blocks totalling 14.5 hours.
You met your “Code” goal with 12.5 hours, but fell 8 hours short on “Docs”.
Etwa ein Viertel deiner Zeit verbrachtest du in Besprechungen.
Fast zwei Drittel deiner Zeit (64,1 %) entfielen auf Entwicklung.
Für Besprechungen hast du 3 Stunden mehr aufgewendet als für Dokumentation.
Du hast mehr Zeit mit atlas verbracht als mit docs.
Die Entwicklung nahm mehr als doppelt so viel Zeit in Anspruch wie Besprechungen.
Im Vergleich zur Vorwoche stieg deine Gesamtzeit um 10,5 Stunden.
Besprechungen gingen um 4 Stunden zurück.
Die Zeit in Besprechungen sank um 4 Stunden auf 5 Stunden.
Du hattest 5 Besprechungen, die insgesamt 5 Stunden dauerten.
Der Montag war mit 5,5 Stunden dein arbeitsreichster Tag.
Deine gesamte Arbeitszeit betrug 19,5 Stunden, verteilt auf 11 Einträge.
Environ un quart de votre temps a été passé en réunion.
Près de deux tiers de votre temps (64,1 %) ont été consacrés au développement.
Vous avez passé 3 heures de plus en réunion que sur la documentation.
Vous avez passé plus de temps sur atlas que sur docs.
Le développement a pris plus de deux fois plus de temps que les réunions.
Par rapport à la semaine précédente, votre temps total a augmenté de 10,5 heures.
Les réunions ont reculé de 4 heures, tandis que le développement a augmenté de 12,5 heures.
Les réunions ont diminué de 4 heures pour atteindre 5 heures.
Vous avez participé à 5 réunions, pour un total de 5 heures.
Lundi a été votre journée la plus chargée, avec 5,5 heures.
Votre temps total s'élève à 19,5 heures, réparties sur 11 entrées.`);

/** Their nearest neighbours, false of the week or not borne out; and what only looks like a part, a bound or a comparison. */
const falsehoods = lines(`
About a third of your time was spent in meetings.
Less than a quarter of your time went to meetings.
About three quarters of your time was spent in meetings.
Half of your time went into development.
Over two thirds of your time went to development.
Nearly half of your time (64.1 %) went into development.
Nearly two thirds of your time (46.1 %) went into development.
A quarter of the meetings took 5 hours.
Meetings fell by a quarter.
You met a third of the goal “Docs”.
The goal “Docs” was missed with a fifth done.
Meetings took half an hour.
You spent five and a half hours in meetings.
You spent twenty five hours in meetings.
You spent five hundred hours in meetings.
You had 5-hour meetings.
You had five-hour meetings.
You spent six hours in meetings.
You attended five meetings that took up 12.5 hours in total.
You attended 5 meetings lasting 5 hours each.
You logged just over 20 hours across 5 days.
You logged no less than 20 hours.
You logged 19.5 hours across 5 projects.
Meetings took 5 hours, spread over 11 entries.
Meetings took 5 hours, averaging 3.9 hours per active day.
You attended 5 meetings, averaging 3.9 hours per active day.
You spent 3 hours less in meetings than on documentation.
You spent 3 hours more on documentation than in meetings.
You spent 4 hours more in meetings than on documentation.
You spent 5 hours more in meetings than on documentation.
You spent 5 minutes more in meetings than on documentation.
You worked more on docs than on atlas.
You worked more on atlas than on atlas.
You worked more on atlas than in development.
You worked more on atlas than anyone.
Development took less than twice as much time as meetings.
Development took three times as much time as meetings.
Meetings took more than twice as much time as development.
Meetings took twice as much time as documentation.
Development took more than twice as much time as last week.
Meetings took 5 hours, compared to 12.5 hours for documentation.
Meetings took 5 hours, compared to 9 hours in the previous week.
Meetings dropped by 4 hours, compared to 2 hours for documentation.
Compared to the previous week, your total time decreased by 10.5 hours.
Compared to the next week, your total time increased by 10.5 hours.
Compared to the previous month, your total time increased by 10.5 hours.
Compared to the previous day, your total time increased by 10.5 hours.
You logged 10.5 fewer hours this week than last week.
You logged 10.5 more hours last week than this week.
You logged 19.5 more hours this week than last week.
Time spent in meetings dropped by 4 hours to 4 hours.
Time spent in meetings dropped by 5 hours to 4 hours.
Time spent in meetings rose by 4 hours to 5 hours.
Time spent in meetings dropped from 5 hours to 4 hours.
Meetings were your biggest activity at 5 hours.
Development was your second biggest activity at 12.5 hours.
Development was your smallest activity at 12.5 hours.
Development was by far your biggest activity at 12.5 hours.
You devoted 25.6 % of your time to meetings, making it the largest category.
You devoted 64.1 % of your time to development, making it the smallest category.
Tuesday was your busiest day, with 5.5 hours logged.
Monday was your quietest day, with 5.5 hours logged.
You had 6 focus blocks of 14.5 hours each.
You had 6 atlas blocks.
You had 6 development blocks totalling 14.5 hours.
Development had the highest value, at 4 points per hour, making it the largest category.
You spent 3 hours more in meetings than on documentation, compared to 2 hours for documentation.
Vous avez eu 6 blocs de développement, pour un total de 14,5 heures.
You had 5 focus blocks totalling 14.5 hours.
You met your “Docs” goal with 2 hours.
You met your “Code” goal with 12.5 hours, but fell 2 hours short on “Docs”.
You met your “Code” goal with 12.5 hours, but fell 8 hours short on “Sync”.
Etwa ein Drittel deiner Zeit verbrachtest du in Besprechungen.
Etwa drei Viertel deiner Zeit verbrachtest du in Besprechungen.
Über zwei Drittel deiner Zeit entfielen auf Entwicklung.
Für Besprechungen hast du 3 Stunden weniger aufgewendet als für Dokumentation.
Für Dokumentation hast du 3 Stunden mehr aufgewendet als für Besprechungen.
Du hast weniger Zeit mit atlas verbracht als mit docs.
Die Entwicklung nahm dreimal so viel Zeit in Anspruch wie Besprechungen.
Die Entwicklung nahm weniger als doppelt so viel Zeit in Anspruch wie Besprechungen.
Besprechungen nahmen doppelt so viel Zeit ein wie Dokumentation.
Im Vergleich zur Vorwoche sank deine Gesamtzeit um 10,5 Stunden.
Im Vergleich zum Vormonat stieg deine Gesamtzeit um 10,5 Stunden.
Besprechungen gingen auf 4 Stunden zurück.
Besprechungen nahmen um 4 Stunden zu.
Die Zeit in Besprechungen sank um 5 Stunden auf 4 Stunden.
Du hattest 5 Besprechungen, die insgesamt 12,5 Stunden dauerten.
Du hattest 5 Besprechungen, die je 5 Stunden dauerten.
Der Dienstag war mit 5,5 Stunden dein arbeitsreichster Tag.
Besprechungen nahmen 5 Stunden ein, verteilt auf 11 Einträge.
Du hast nicht weniger als 20 Stunden gearbeitet.
Environ un tiers de votre temps a été passé en réunion.
Plus de deux tiers de votre temps ont été consacrés au développement.
Vous avez passé 3 heures de moins en réunion que sur la documentation.
Vous avez passé 3 heures de plus sur la documentation qu'en réunion.
Vous avez passé moins de temps sur atlas que sur docs.
Le développement a pris trois fois plus de temps que les réunions.
Le développement a pris moins de deux fois plus de temps que les réunions.
Les réunions ont pris deux fois plus de temps que la documentation.
Par rapport à la semaine précédente, votre temps total a diminué de 10,5 heures.
Par rapport au mois précédent, votre temps total a augmenté de 10,5 heures.
Les réunions ont diminué de 4 heures à 5 heures.
Les réunions ont diminué de 5 heures pour atteindre 4 heures.
Les réunions ont augmenté de 4 heures pour atteindre 5 heures.
Vous avez participé à 5 réunions de 5 heures chacune.
Vous avez participé à 5 réunions, pour un total de 12,5 heures.
Mardi a été votre journée la plus chargée, avec 5,5 heures.
Lundi a été votre journée la moins chargée, avec 5,5 heures.
Les réunions ont pris 5 heures, réparties sur 11 entrées.
Vous n'avez pas travaillé moins de 20 heures.`);

test.each(truths)('kept: %s', (text) => expect(isPublished(text)).toBe(true));
test.each(falsehoods)('dropped: %s', (text) => expect(isPublished(text)).toBe(false));

test.each(
  lines(`
Compared to the previous week, your total time increased by 10.5 hours.
Im Vergleich zur Vorwoche stieg deine Gesamtzeit um 10,5 Stunden.
Par rapport à la semaine précédente, votre temps total a augmenté de 10,5 heures.`),
)('of a period whose week before is not what it is compared with, dropped: %s', (text) =>
  expect(isPublished(text, toldWeek)).toBe(false),
);

test('the rank a clause claims must be cited with its figure', () => {
  const text = 'Development was your biggest activity at 12.5 hours.';
  const verdict = (...fact_ids: string[]) => checkStatement({ text, fact_ids }, afterAWeek).ok;
  expect([verdict('time.type.development'), verdict('time.type.development', 'top.type')]).toEqual([false, true]);
});
