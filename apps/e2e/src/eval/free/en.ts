/** A true sentence | the facts it cites | what makes it false, each `these words → those`. */
export const english = `
Over the week, you logged nearly 26 hours of work. | time.total | 26→27; nearly 26→more than 26; week→month; logged→wasted
You put in just under 26 hours this week across 5 working days. | time.total, days.active | 26→24; 5→6; this week→last week; just under→just over
Your total logged time came to 25.8 hours, spread over 17 entries. | time.total, entries.count | 25.8→28.5; 17→71; 17 entries→17 projects
You recorded 17 entries across 2 projects. | entries.count, projects.count | 17→12; 2→3; entries→meetings
All 17 entries fall on 5 days, averaging 5.2 hours per active day. | entries.count, days.active, day.average | 17→16; 5.2→6.2; per active day→per entry
On a typical active day, you worked about 5.2 hours. | day.average | 5.2→3.7; On a typical active day→On every active day; about 5.2→at least 5.5
Development dominated your week with 11.8 hours, nearly half of all logged time. | time.type.development, share.type.development | 11.8→8.11; nearly half→nearly a third; nearly half→more than half; Development→Debugging
Development was by far your biggest activity at 11.8 hours. | top.type, time.type.development | biggest→smallest; Development→Documentation; 11.8→18.1
Almost half of your time (45.6%) went into development. | share.type.development | Almost half→Almost a quarter; 45.6→54.6; development→meetings; Almost half→Over half
You devoted 45.6% of your logged time to development, making it the largest category. | share.type.development, top.type | 45.6→46.5; largest→smallest; development→learning; largest→second largest
About half of your time was spent on the atlas project. | share.project.atlas | half→a third; atlas→borealis; About half→Less than half; half→all
Roughly a third of your time went to borealis. | share.project.borealis | a third→a half; borealis→atlas; Roughly a third→Two thirds; a third→a quarter
About a fifth of your logged hours were spent in meetings. | share.type.meeting | a fifth→a tenth; a fifth→a third; meetings→documentation; hours were→hours were not
You spent roughly a quarter of your time collaborating with others. | collaboration.share | a quarter→a third; a quarter→three quarters; collaborating with others→in meetings
Atlas received 13 hours, compared to 9 hours for borealis. | time.project.atlas, time.project.borealis | 13→31; 9→6; Atlas received→Borealis received; compared to 9 hours for borealis→compared to 9 hours in the previous week
You spent 4 hours more on atlas than on borealis. | time.project.atlas, time.project.borealis | 4→5; more→less; atlas than on borealis→borealis than on atlas
You worked more on atlas than on borealis. | time.project.atlas, time.project.borealis | more→less; more→twice as much; atlas than on borealis→borealis than on atlas
Development took more than twice as much time as meetings. | time.type.development, time.type.meeting | twice→three times; more than twice→less than twice; Development took→Debugging took; Development took more than twice as much time as meetings→Meetings took more than twice as much time as development
You spent twice as much time in meetings as on documentation. | time.type.meeting, time.type.documentation | twice→three times; twice→half; meetings as on documentation→documentation as in meetings; documentation→debugging
Compared to the previous week, your total time increased by 4.8 hours. | change.total | 4.8→8.4; increased→decreased; previous week→previous month; increased by→increased to; total time→focus time
That is 4.8 hours more than the week before. | change.total | 4.8→5.8; more→less; week before→day before; more than→of
You logged 4.8 more hours this week than last week. | change.total | 4.8→2.8; more hours→fewer hours; this week than last week→last week than this week
Time spent in meetings dropped by 2 hours compared to the previous week. | change.type.meeting | 2→3; dropped→rose; meetings→development; dropped by→dropped to
Meetings decreased by 2 hours, while development increased by 3.8 hours. | change.type.meeting, change.type.development | 3.8→8.3; decreased by 2→increased by 2; Meetings decreased→Documentation decreased; increased by 3.8→decreased by 3.8
You spent 2 hours less in meetings than in the week before. | change.type.meeting | 2→5; less→more; meetings→learning; week before→month before
Work on atlas grew by 5 hours, and borealis gained 3 hours. | change.project.atlas, change.project.borealis | 5→7; 3→1; gained→lost; atlas grew→docs grew
Debugging was down by 1 hour, whereas documentation was up by 2.5 hours. | change.type.debugging, change.type.documentation | down by→up by; 2.5→5.2; Debugging→Development; up by→down by
Your focus time also improved, rising by 1.3 hours to 15.3 hours. | change.focus, focus.total | 1.3→3.1; 15.3→13.5; rising→falling; focus time→meeting time
You attended 5 meetings that took up 5 hours in total. | meeting.count, time.type.meeting | You attended 5→You attended 7; 5 hours→7 hours; attended→cancelled; 5 meetings→5 projects
Only 1 of your 5 meetings was back-to-back with another. | meeting.back_to_back, meeting.count | 1→2; 5→6; was→was not; back-to-back with another→on Monday
Wednesday was your busiest day, with 7 hours logged. | top.weekday, top.day | Wednesday→Thursday; busiest→quietest; 7→6; busiest→second busiest
Your longest entry was “Login rewrite”, which took 4 hours. | entry.longest | Login rewrite→Session store; longest→shortest; 4→5; longest entry→longest meeting
The longest uninterrupted focus block ran for 4 hours. | focus.longest | longest→shortest; 4→6; focus block→meeting; ran for 4 hours→ran for 4 days
Your deepest focus session lasted a full 4 hours. | focus.longest | deepest→shortest; 4→3; 4 hours→4 minutes; focus session→meeting
You had 6 focus blocks totalling 15.3 hours. | focus.blocks, focus.total | 6→9; 15.3→25.3; focus blocks→meetings; totalling→each of
Work tagged “auth” added up to nearly 12 hours. | time.tag.auth | 12→13; auth→infra; nearly 12→over 12; hours→days
You met your “Deep work” goal with 13 hours, but fell 2.5 hours short on “Reviews”. | goal.met.1, goal.short.2 | met your→missed your; 13→12; 2.5→1.5; fell 2.5 hours short on→exceeded by 2.5 hours
The “Reviews” goal was missed by 2.5 hours. | goal.short.2, goal.missed.2 | missed→exceeded; 2.5→1.5; Reviews→Deep work; was missed→was not missed
There were no days without entries during the work week, and no time was logged on the weekend. | gap.days, weekend.time | no days without→5 days without; no time was→some time was; no time was→most time was; weekend→Friday
Just 1 hour of work fell outside core hours, and nothing was logged on the weekend. | late.time, weekend.time | 1 hour→3 hours; nothing→everything; outside→inside; nothing was→2 hours were
`;
