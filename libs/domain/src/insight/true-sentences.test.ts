import { toldWeek } from '../testing/told-week';
import { checkStatement } from './check';

/** What a model that keeps to the facts writes: each with the facts it cites. */
const sentences = `
You logged 19.5 hours in total. | time.total
In total, you worked 19.5 hours this week. | time.total
This week, you logged 19.5 hours. | time.total
You worked a total of 19.5 hours. | time.total
A total of 19.5 hours was logged. | time.total
You logged 19.5 hours across 5 active days. | time.total, days.active
You logged 19.5 hours on 5 days. | time.total, days.active
The log holds 11 entries. | entries.count
You made 11 entries this week. | entries.count
There are 11 entries in the log. | entries.count
You recorded 11 entries on 5 active days. | entries.count, days.active
You were active on 5 days. | days.active
You worked on 5 days this week. | days.active
You logged time on 5 days. | days.active
On average, you logged 3.9 hours per active day. | day.average
You averaged 3.9 hours per active day. | day.average
An active day holds 3.9 hours on average. | day.average
You worked on 2 projects. | projects.count
Development took 12.5 hours. | time.type.development
You spent 12.5 hours on development. | time.type.development
12.5 hours went to development. | time.type.development
Development accounted for 12.5 hours of your time. | time.type.development
You logged 12.5 hours of development. | time.type.development
Development took 12.5 hours, which is 64.1 % of your time. | time.type.development, share.type.development
You spent 12.5 hours on development, 64.1 % of the logged time. | time.type.development, share.type.development
Development took 12.5 hours (64.1 %). | time.type.development, share.type.development
Meetings took 5 hours. | time.type.meeting
You spent 5 hours in meetings. | time.type.meeting
You had 5 meetings. | meeting.count
You attended 5 meetings. | meeting.count
There were 5 meetings this week. | meeting.count
Meetings made up 25.6 % of the time. | share.type.meeting
25.6 % of your time went to meetings. | share.type.meeting
25.6 % of the logged time was spent in meetings. | share.type.meeting
You spent 25.6 % of your time in meetings. | share.type.meeting
Meetings accounted for 25.6% of your logged time. | share.type.meeting
Meetings took up about 26 % of your time. | share.type.meeting
Meetings took 5 hours, development 12.5 hours. | time.type.meeting, time.type.development
Development took 12.5 hours, while documentation took 2 hours. | time.type.documentation, time.type.development
You spent 12.5 hours on development, 5 hours in meetings and 2 hours on documentation. | time.type.documentation, time.type.development, time.type.meeting
The largest part of the time, 64.1 %, went to development. | top.type
The largest share of your time went to development, at 64.1 %. | top.type
Development was the largest part of your time, at 64.1 %. | top.type
Development took the largest part of your time, 64.1 %. | top.type
Development was your main activity, with 64.1 % of the logged time. | top.type
Project “atlas” took 12.5 hours. | time.project.atlas
You spent 12.5 hours on atlas. | time.project.atlas
You worked 12.5 hours on project atlas. | time.project.atlas
You spent 12.5 hours on the atlas project. | time.project.atlas
Project atlas accounted for 64.1 % of your time. | share.project.atlas
The project with the most time is “atlas”, with 12.5 hours. | top.project
The project with the most time was atlas, with 12.5 hours. | top.project
Your top project was atlas with 12.5 hours. | top.project
Atlas was your main project, with 12.5 hours. | top.project
Entries tagged “auth” took 12.5 hours. | time.tag.auth
You spent 12.5 hours on entries tagged “auth”. | time.tag.auth
You spent 12.5 hours on work tagged auth. | time.tag.auth
You spent 14.5 hours in uninterrupted focus. | focus.total
Uninterrupted focus took 14.5 hours. | focus.total
You had 14.5 hours of uninterrupted focus. | focus.total
You had 14.5 hours of focus time. | focus.total
Your focus time was 14.5 hours. | focus.total
100 % of the time for making was uninterrupted focus. | focus.share
Uninterrupted focus made up 100 % of the time for making. | focus.share
Uninterrupted focus came in 6 blocks. | focus.blocks
You had 6 focus blocks. | focus.blocks
You had 6 blocks of uninterrupted focus. | focus.blocks
Your focus came in 6 blocks. | focus.blocks
Your longest focus block lasted 2.5 hours. | focus.longest
The longest focus block was 2.5 hours. | focus.longest
64.1 % of your time was rated high or critical in value. | value.share
High-value work took 64.1 % of the time. | value.share
Work rated high or critical in value took 64.1 % of the time. | value.share
64.1 % of the logged time went to high-value work. | value.share
You spent 64.1 % of your time on high-value work. | value.share
The value of the logged time was 3.3 points per hour. | value.per_hour
The type of work with the highest value was development, with 4 points per hour. | value.best
Development had the highest value, at 4 points per hour. | value.best
25.6 % of the time had impact on the team or beyond. | impact.share
25.6 % of your time had an impact on the team or beyond. | impact.share
You spent 5 hours in collaboration with others. | collaboration.time
Collaboration took 5 hours, 25.6 % of the time. | collaboration.time, collaboration.share
Collaboration with others took 25.6 % of your time. | collaboration.share
The day with the most time is 2026-03-02, with 5.5 hours. | top.day
Your busiest day was March 2, with 5.5 hours. | top.day
The busiest day was 2026-03-02 with 5.5 hours. | top.day
Monday was the weekday with the most time, 5.5 hours. | top.weekday
Your busiest weekday was Monday, with 5.5 hours. | top.weekday
The longest streak was 5 days. | streak.longest
Your longest streak of logged days was 5 days. | streak.longest
You spent 2 hours outside core hours. | late.time
You worked 2 hours outside core hours. | late.time
2 hours were logged outside core hours. | late.time
You logged 0 hours on the weekend. | weekend.time
You logged 19.5 hours in total, 2 hours of them outside core hours. | time.total, late.time
You logged 19.5 hours in total, including 5 hours of meetings. | time.total, time.type.meeting
The goal “Docs” was missed, with 2 hours done. | goal.missed.1
You missed the goal “Docs”, with 2 hours done. | goal.missed.1
The goal “Docs” was missed by 8 hours. | goal.short.1
You missed your goal “Docs” by 8 hours. | goal.short.1
Goal “Docs” was missed: 2 hours done, 8 hours short of the target. | goal.missed.1, goal.short.1
You are 8 hours short of the goal “Docs”. | goal.short.1
The goal “Code” was met with 12.5 hours. | goal.met.2
You met the goal “Code” with 12.5 hours done. | goal.met.2
You met your goal “Sync”, with 5 hours. | goal.met.3
You logged 10.5 hours more than in the period before. | change.total
In total, you logged 10.5 hours more than in the period before. | change.total
Your total time increased by 10.5 hours. | change.total
Total time rose by 10.5 hours compared to the period before. | change.total
You worked 10.5 more hours than in the period before. | change.total
Time in meetings fell by 4 hours. | change.type.meeting
Meetings took 4 hours less than before. | change.type.meeting
You spent 4 hours less in meetings than in the period before. | change.type.meeting
You spent 4 fewer hours in meetings than in the period before. | change.type.meeting
Meetings took 5 hours, 4 hours less than in the period before. | time.type.meeting, change.type.meeting
Development increased by 12.5 hours. | change.type.development
Development took 12.5 hours more than in the period before. | change.type.development
Time on development rose by 12.5 hours, while meetings fell by 4 hours. | change.type.development, change.type.meeting
Focus time increased by 14.5 hours. | change.focus
You had 14.5 hours more uninterrupted focus than in the period before. | change.focus
You spent 12.5 hours more on project “atlas” than in the period before. | change.project.atlas
Insgesamt wurden 19,5 Stunden erfasst. | time.total
Du hast insgesamt 19,5 Stunden gearbeitet. | time.total
Insgesamt hast du 19,5 Stunden erfasst. | time.total
Das Protokoll enthält 11 Einträge. | entries.count
Du hast an 5 Tagen gearbeitet. | days.active
Auf Besprechungen entfielen 5 Stunden. | time.type.meeting
Besprechungen nahmen 5 Stunden in Anspruch. | time.type.meeting
Du hast 5 Stunden in Besprechungen verbracht. | time.type.meeting
Die Besprechungen dauerten 5 Stunden. | time.type.meeting
Du hast 12,5 Stunden mit Entwicklung verbracht und 5 Stunden in Besprechungen. | time.type.development, time.type.meeting
Auf Besprechungen entfielen 25,6 % der Zeit. | share.type.meeting
Besprechungen machten 25,6 % der Zeit aus. | share.type.meeting
25,6 % der erfassten Zeit entfielen auf Besprechungen. | share.type.meeting
Der größte Anteil, 64,1 %, entfiel auf Entwicklung. | top.type
Der größte Teil der Zeit, 64,1 %, entfiel auf Entwicklung. | top.type
Auf das Projekt „atlas“ entfielen 12,5 Stunden. | time.project.atlas
Projekt atlas nahm 12,5 Stunden ein. | time.project.atlas
Du hattest 5 Besprechungen. | meeting.count
Der längste Fokusblock dauerte 2,5 Stunden. | focus.longest
Du hast 14,5 Stunden in ungestörtem Fokus verbracht. | focus.total
Die Besprechungen sind um 4 Stunden gesunken. | change.type.meeting
Die Zeit in Besprechungen sank um 4 Stunden. | change.type.meeting
Besprechungen nahmen 4 Stunden weniger in Anspruch als im Zeitraum davor. | change.type.meeting
Insgesamt wurden 10,5 Stunden mehr erfasst als im Zeitraum davor. | change.total
Die Gesamtzeit stieg um 10,5 Stunden. | change.total
Das Ziel „Docs“ wurde um 8 Stunden verfehlt. | goal.short.1
Das Ziel „Docs“ wurde verfehlt. | goal.missed.1
Das Ziel „Code“ wurde mit 12,5 Stunden erreicht. | goal.met.2
Au total, 19,5 heures ont été enregistrées. | time.total
Vous avez enregistré 19,5 heures au total. | time.total
Vous avez travaillé 19,5 heures cette semaine. | time.total
Le journal contient 11 entrées. | entries.count
Les réunions ont pris 5 heures. | time.type.meeting
Vous avez passé 5 heures en réunions. | time.type.meeting
Vous avez passé 12,5 heures en développement et 5 heures en réunions. | time.type.development, time.type.meeting
Vous avez consacré 12,5 heures au développement. | time.type.development
Le développement a pris 12,5 heures, soit 64,1 % du temps. | time.type.development, share.type.development
Les réunions représentent 25,6 % du temps. | share.type.meeting
25,6 % du temps a été consacré aux réunions. | share.type.meeting
La plus grande partie du temps, 64,1 %, a été consacrée au développement. | top.type
Le projet « atlas » a pris 12,5 heures. | time.project.atlas
Vous avez consacré 12,5 heures au projet atlas. | time.project.atlas
Vous avez eu 5 réunions. | meeting.count
Les réunions ont diminué de 4 heures. | change.type.meeting
Le temps total a augmenté de 10,5 heures. | change.total
Vous avez enregistré 10,5 heures de plus que pendant la période précédente. | change.total
L’objectif « Docs » a été manqué de 8 heures. | goal.short.1
L’objectif « Code » a été atteint. | goal.met.2
Le plus long bloc de concentration a duré 2,5 heures. | focus.longest
You logged 19.5 hours of work this week. | time.total
Your work this week totalled 19.5 hours. | time.total
A total of 11 entries were logged. | entries.count
An average active day held 3.9 hours. | day.average
You dedicated 12.5 hours to development. | time.type.development
Development received 12.5 hours of your time. | time.type.development
Meetings consumed 5 hours. | time.type.meeting
Documentation work took 2 hours. | time.type.documentation
You put 2 hours into documentation. | time.type.documentation
Meetings represented 25.6 % of your logged time. | share.type.meeting
The atlas project took the most time, with 12.5 hours. | top.project
You had 14.5 hours of uninterrupted focus time. | focus.total
You spent 14.5 hours in focus this week. | focus.total
Your focus came in 6 uninterrupted blocks. | focus.blocks
High-value work made up 64.1 % of your time. | value.share
64.1 % of your logged time was high-value work. | value.share
You spent 25.6 % of your time in collaboration. | collaboration.share
You missed the Docs goal by 8 hours. | goal.short.1
The goal “Docs” fell 8 hours short. | goal.short.1
You achieved your goal “Code” with 12.5 hours. | goal.met.2
Meeting time dropped by 4 hours compared to the previous period. | change.type.meeting
Compared to the period before, meetings fell by 4 hours. | change.type.meeting
Total logged time increased by 10.5 hours. | change.total
You logged 10.5 hours more than before. | change.total
Du hast diese Woche 19,5 Stunden gearbeitet. | time.total
Für Besprechungen hast du 5 Stunden aufgewendet. | time.type.meeting
Vous avez passé 25,6 % de votre temps en réunions. | share.type.meeting
Cette semaine, vous avez enregistré 19,5 heures. | time.total
Les réunions ont occupé 5 heures. | time.type.meeting
In this period you logged 19.5 hours across 5 active days. | time.total, days.active
Your total logged time is 19.5 hours. | time.total
This week you worked 19.5 hours in total. | time.total
You spent 12.5 hours developing. | time.type.development
Time spent on development was 12.5 hours. | time.type.development
Development made up 64.1 % of the time, and meetings 25.6 %. | share.type.development, share.type.meeting
Meetings accounted for 5 hours, or 25.6 % of the time. | time.type.meeting, share.type.meeting
You spent about 13 hours on development and 5 hours on meetings. | time.type.development, time.type.meeting
Documentation accounted for 10.3 % of your time. | share.type.documentation
12.5 hours were spent on project “atlas”. | time.project.atlas
The “atlas” project accounted for 64.1 % of your time. | share.project.atlas
14.5 hours were spent in uninterrupted focus. | focus.total
Your longest focus block was 2.5 hours. | focus.longest
There were 5 meetings. | meeting.count
You held 5 meetings. | meeting.count
64.1 % of the time was high or critical in value. | value.share
Monday was your busiest weekday, with 5.5 hours. | top.weekday
You worked 2 hours outside core hours this week. | late.time
You missed the goal “Docs”: 2 hours done, 8 hours short. | goal.missed.1, goal.short.1
Meeting time decreased by 4 hours compared with the period before. | change.type.meeting
Your total time went up by 10.5 hours. | change.total
Total time was 10.5 hours more than in the period before. | change.total
Die Entwicklung nahm 64,1 % der Zeit ein. | share.type.development
Du hast 5 Stunden für Besprechungen aufgewendet. | time.type.meeting
Das Projekt „atlas“ nahm 12,5 Stunden in Anspruch. | time.project.atlas
Vous avez travaillé 19,5 heures au total cette semaine. | time.total
Le développement représente 64,1 % du temps enregistré. | share.type.development
Vous avez passé 12,5 heures sur le projet « atlas ». | time.project.atlas`;

test.each(
  sentences
    .trim()
    .split('\n')
    .map((line) => line.split(' | ')),
)('%s', (text = '', cited = '') => {
  expect(checkStatement({ text, fact_ids: cited.split(', ') }, toldWeek)).toMatchObject({ ok: true });
});
