/** In view while the shapes were widened. As in `../en.ts`: a true sentence | the facts it cites | what makes it false. */
export const seen = `
You logged a total of 27.5 hours this week across 16 entries. | time.total, entries.count | 27.5→25.7; 16→61; this week→last week; hours→days
Testing came in second at 5 hours, followed by meetings and planning at 3.5 hours each. | time.type.testing, time.type.meeting, time.type.planning | second→first; Testing→Debugging; each→in total; 5 hours→7 hours
Most of your time (56.4%) was devoted to the Helios project. | share.project.helios, top.project | Helios→Nimbus; 56.4→46.5; Most→Nearly all
Tuesday was your most productive day in terms of hours, with 8 hours logged. | top.weekday | Tuesday→Thursday; 8 hours→6 hours; most→least
Your busiest day was Tuesday, May 12, with a full eight hours. | top.day, top.weekday | busiest→quietest; Tuesday→Monday; May 12→May 11; eight→nine
You had ten uninterrupted focus blocks adding up to 22 hours. | focus.blocks, focus.total | ten→twelve; 22→20; focus blocks→meetings; adding up to 22 hours→of 22 hours each
Focus time was down two hours from the previous week. | change.focus | down→up; two→three; week→month; Focus→Meeting
You attended four meetings, which took 3.5 hours in total. | meeting.count, time.type.meeting | four→five; in total→each; 3.5 hours→3.5% of your time; attended→cancelled
The goal "Billing" was met with 15.5 hours logged. | goal.met.1 | met→missed; Billing→Planning; 15.5→13.5
You fell 2.5 hours short of your Planning goal. | goal.short.2 | short of→beyond; 2.5→3.5; Planning→Billing
You completed 3.5 of the 6 hours planned for Planning. | goal.missed.2, goal.short.2 | 6→8; 3.5→2.5; Planning→Billing
38.2% of your time was rated high or critical in value. | value.share | high or critical→low; 38.2→83.2; of your time→of your entries; was rated→was not rated
Development delivered the highest value at 4 points per hour. | value.best | highest→lowest; Development→Testing; per hour→per day; 4→2.8
On average, your work was worth 2.8 points per hour. | value.per_hour | 2.8→4; per hour→per day; On average→At least
You logged work on six days, including 1.5 hours on the weekend. | days.active, weekend.time | six→five; 1.5→2.5; the weekend→Sunday; hours→days
You also worked 1.5 hours outside core hours, in the early morning or evening. | late.time | 1.5→5.1; outside→within; 1.5 hours→1.5 days
You switched directly between projects three times. | switches.count | three→eight; projects→meetings; times→hours
Work on entries tagged "quality" amounted to 7.5 hours. | time.tag.quality | quality→roadmap; 7.5→5.7; hours→entries
Entries mentioning "tests" took up 5 hours. | theme.time.tests | tests→stand-up; 5→15; took up→saved
Code review and debugging together made up five hours, or about 18% of your time. | time.type.code_review, time.type.debugging, share.type.code_review, share.type.debugging | five→six; together→each; about 18→about 28; Code review→Development
Your work was spread over two projects: Helios (15.5 hours) and Nimbus (8.5 hours). | projects.count, time.project.helios, time.project.nimbus | two→three; 15.5→8.5; Nimbus→Atlas; 8.5 hours→8.5%
You logged fewer hours than in the previous week: 27.5 in total, 4.5 less. | time.total, change.total | fewer→more; less→more; 27.5→25.7
Testing accounted for 18.2% of your hours, compared to 12.7% for meetings. | share.type.testing, share.type.meeting | 18.2→28.2; meetings→debugging; Testing→Planning; 12.7%→12.7 hours
You spent 5 hours on testing, 3.5 hours on planning and 2.5 hours on code review. | time.type.testing, time.type.planning, time.type.code_review | planning→development; 2.5→1.5; 5 hours→5 entries; testing→debugging
Your time was divided among development (10.5 h), testing (5 h), meetings (3.5 h), planning (3.5 h), code review (2.5 h) and debugging (2.5 h). | time.type.development, time.type.testing, time.type.meeting, time.type.planning, time.type.code_review, time.type.debugging | 10.5→15.0; testing→design; (5 h)→(5 %); planning→learning
Nearly 40% of your logged time went into development, and less than 10% into debugging. | share.type.development, share.type.debugging | Nearly 40→Nearly 60; less than→more than; development→meetings
Overall, this week saw a decline of 4.5 hours in logged time compared to the previous period. | change.total | decline→growth; 4.5→5.4; compared to the previous period→because of fewer meetings
Planning saw the largest increase, up 3.5 hours from the week before. | change.type.planning | increase→decrease; Planning→Code review; 3.5→2.5; up→down
One meeting started right after another. | meeting.back_to_back | One→Three; right after→long before; meeting→focus block
In summary, you worked 27.5 hours across six days, with Helios taking the larger share at 56.4%. | time.total, days.active, share.project.helios | larger→smaller; Helios→Nimbus; six→four; 27.5→22.5`;

/** Held back: measured before and after, not looked at in between. */
export const heldBack = `
The total time logged for the week was 27.5 hours, averaging 4.6 hours per active day. | time.total, day.average | 4.6→6.4; averaging→at least; 27.5→37.5; for the week→for the month
Compared to the previous week, total logged time decreased by 4.5 hours. | change.total | decreased→increased; 4.5 hours→4.5%; previous week→previous month; by 4.5→to 4.5
Your overall logged hours dropped from 32 to 27.5 compared with the week before. | change.total, time.total | dropped→rose; 32→36; to 27.5→to 25.5
Development accounted for 38.2% of your time, making it your largest activity. | share.type.development, top.type | largest→smallest; 38.2→32.8; Development→Testing; your largest activity→more than half of your week
Helios took up more than half of the logged time, while Nimbus accounted for roughly 31%. | share.project.helios, share.project.nimbus | more than half→less than half; roughly 31→roughly 41; Helios→Testing; more than half→two thirds
You spent 15.5 hours on Helios, nearly twice as much as on Nimbus. | time.project.helios, time.project.nimbus | nearly→more than; 15.5→18.5; nearly twice→half; Helios→testing
Your longest uninterrupted focus block lasted 4 hours. | focus.longest | longest→shortest; 4→14; focus block→meeting; hours→days
With 22 hours of uninterrupted focus, you spent over 90% of your making time in deep work. | focus.total, focus.share | over 90→over 95; making time→total time; 22→2.2
Time in meetings fell by 4.5 hours to just 3.5 hours. | change.type.meeting, time.type.meeting | fell→rose; 4.5 hours to just 3.5→3.5 hours to just 4.5; meetings→planning; hours.→hours because you declined invitations.
Meeting time was cut by more than half. | change.type.meeting, time.type.meeting | more than half→two thirds; cut→increased; Meeting→Focus
Code review increased by 2.5 hours, while debugging decreased by 3.5 hours. | change.type.code_review, change.type.debugging | increased→decreased; Code review→Testing; 3.5→5.3; decreased→increased
You spent 3.5 more hours on planning than the week before. | change.type.planning | more→fewer; planning→testing; 3.5→4.5; week→month
While the Billing goal was achieved at 15.5 hours, the Planning goal was missed by 2.5 hours. | goal.met.1, goal.short.2 | Billing→Planning; 2.5→3.5; missed→exceeded; achieved→missed
One of your two goals was met. | goal.met.1, goal.missed.2 | One→Neither; two→three; met→dropped
About a third of your time went into collaboration with others. | collaboration.share | a third→a quarter; a third→half; collaboration with others→learning
Collaboration took 9.5 hours, or 34.5% of the total. | collaboration.time, collaboration.share | 9.5→5.9; 34.5→43.5; Collaboration→Development; the total→your focus time
Roughly one fifth of your time had an impact on the team or beyond. | impact.share | one fifth→one third; had an→had no; team or beyond→whole company
Your longest streak was six consecutive days. | streak.longest | longest→shortest; six→seven; days→weeks
The longest entry, "Tax rules", ran for 4 hours. | entry.longest | longest→shortest; Tax rules→Load tests; 4→3
The quality tag covered 7.5 hours, more than twice the 3.5 hours tagged roadmap. | time.tag.quality, time.tag.roadmap | twice→three times; 7.5→5.7; more than twice→less than; quality→roadmap
Planning and meetings each took 3.5 hours. | time.type.planning, time.type.meeting | each→together; 3.5→2.5; Planning→Testing
Helios was your top project with 15.5 hours, ahead of Nimbus with 8.5. | top.project, time.project.helios, time.project.nimbus | ahead of→behind; Helios→Billing; 8.5→5.8; top→smallest
Time on Nimbus rose slightly by half an hour, whereas Helios dipped by 0.5 hours. | change.project.nimbus, change.project.helios | rose→fell; half an hour→an hour; dipped→climbed
Testing was down by 3 hours, and debugging by 3.5 hours. | change.type.testing, change.type.debugging | down→up; 3 hours→2 hours; debugging→planning
The average active day came to 4.6 hours. | day.average | 4.6→6.4; average→shortest; active day→entry
Development held steady, rising by only half an hour. | change.type.development | rising→falling; half an hour→five hours; Development→Planning
You did 10.5 hours of development work, roughly twice as much as testing. | time.type.development, time.type.testing | twice→three times; 10.5→11.5; testing→Helios
Meetings consumed just 12.7% of your logged time. | share.type.meeting | 12.7→21.7; Meetings→Code reviews; just→more than
The biggest drop was in meetings, which went down by 4.5 hours. | change.type.meeting | drop→gain; meetings→testing; 4.5→3.5; down→up
Debugging and code review took the least time, at 2.5 hours each. | time.type.debugging, time.type.code_review | least→most; Debugging→Development; 2.5→3.5; each→in total`;
