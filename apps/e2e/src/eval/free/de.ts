/** As `en.ts`. */
export const german = `
In dieser Woche hast du knapp 26 Stunden gearbeitet. | time.total | 26→28; knapp→über; dieser Woche→diesem Monat; gearbeitet→gefehlt
Insgesamt hast du 25,8 Stunden an 5 Tagen erfasst. | time.total, days.active | 25,8→28,5; 5 Tagen→7 Tagen; hast→hast nicht; Tagen→Projekten
Deine gesamte Arbeitszeit betrug 25,8 Stunden, verteilt auf 17 Einträge. | time.total, entries.count | 25,8→52,8; 17→71; Einträge→Projekte
Du hast 17 Einträge in 2 Projekten angelegt. | entries.count, projects.count | 17→16; 2→4; angelegt→gelöscht
Im Durchschnitt hast du 5,2 Stunden pro aktivem Tag gearbeitet. | day.average | 5,2→6,2; pro aktivem Tag→pro Eintrag; Im Durchschnitt→Mindestens
Pro Arbeitstag waren es durchschnittlich etwa 5,2 Stunden. | day.average | 5,2→2,5; durchschnittlich→höchstens; Stunden→Einträge
Mit 11,8 Stunden war Entwicklung deine größte Tätigkeit. | top.type, time.type.development | 11,8→18,1; Entwicklung→Lernen; größte→kleinste; größte→zweitgrößte
Fast die Hälfte deiner Zeit (45,6 %) entfiel auf Entwicklung. | share.type.development | Fast die Hälfte→Fast ein Drittel; 45,6→54,6; Entwicklung→Besprechungen; Fast die Hälfte→Über die Hälfte
Die Entwicklung nahm 45,6 % deiner Zeit in Anspruch. | share.type.development | 45,6→64,5; Entwicklung→Dokumentation; nahm→nahm nicht
Für die Entwicklung hast du 11,8 Stunden aufgewendet. | time.type.development | 11,8→1,8; Entwicklung→Planung; aufgewendet→gespart
Etwa die Hälfte deiner Zeit hast du für das Projekt atlas aufgewendet. | share.project.atlas | die Hälfte→ein Viertel; atlas→borealis; Etwa die Hälfte→Weniger als die Hälfte
Rund ein Drittel der Zeit floss in borealis. | share.project.borealis | ein Drittel→zwei Drittel; borealis→atlas; ein Drittel→die Hälfte
Etwa ein Fünftel deiner Arbeitszeit verbrachtest du in Besprechungen. | share.type.meeting | ein Fünftel→ein Drittel; Besprechungen→Dokumentation; ein Fünftel→ein Zehntel
Rund ein Viertel der Zeit ging in die Zusammenarbeit mit anderen. | collaboration.share | ein Viertel→drei Viertel; Zusammenarbeit mit anderen→Besprechungen; ein Viertel→ein Drittel
Auf atlas entfielen 13 Stunden, auf borealis 9 Stunden. | time.project.atlas, time.project.borealis | 13→31; 9→19; auf borealis 9→auf docs 9; Auf atlas entfielen 13 Stunden, auf borealis 9→Auf atlas entfielen 9 Stunden, auf borealis 13
Für atlas hast du 4 Stunden mehr aufgewendet als für borealis. | time.project.atlas, time.project.borealis | 4→6; mehr→weniger; Für atlas→Für docs; Für atlas hast du 4 Stunden mehr aufgewendet als für borealis→Für borealis hast du 4 Stunden mehr aufgewendet als für atlas
Du hast mehr Zeit mit atlas verbracht als mit borealis. | time.project.atlas, time.project.borealis | mehr→weniger; mehr Zeit→doppelt so viel Zeit; mit atlas verbracht als mit borealis→mit borealis verbracht als mit atlas
Die Entwicklung nahm mehr als doppelt so viel Zeit in Anspruch wie Besprechungen. | time.type.development, time.type.meeting | doppelt→dreimal; mehr als→weniger als; Die Entwicklung→Das Lernen; Die Entwicklung nahm mehr als doppelt so viel Zeit in Anspruch wie Besprechungen→Besprechungen nahmen mehr als doppelt so viel Zeit in Anspruch wie die Entwicklung
Besprechungen nahmen doppelt so viel Zeit ein wie Dokumentation. | time.type.meeting, time.type.documentation | doppelt→dreimal; doppelt→halb; Besprechungen nahmen→Lernen nahm; Dokumentation→Fehlersuche
Im Vergleich zur Vorwoche stieg deine Gesamtzeit um 4,8 Stunden. | change.total | 4,8→8,4; stieg→sank; Vorwoche→Vormonat; um→auf
Das sind 4,8 Stunden mehr als in der Vorwoche. | change.total | 4,8→3,8; mehr→weniger; Vorwoche→nächsten Woche
Du hast 4,8 Stunden mehr gearbeitet als in der Woche zuvor. | change.total | 4,8→5,8; mehr→weniger; in der Woche zuvor→im Monat zuvor
Die Zeit in Besprechungen ist gegenüber der Vorwoche um 2 Stunden gesunken. | change.type.meeting | 2→3; gesunken→gestiegen; Besprechungen→Entwicklung; um 2→auf 2
Besprechungen gingen um 2 Stunden zurück, während Entwicklung um 3,8 Stunden zunahm. | change.type.meeting, change.type.development | 3,8→8,3; um 2→um 4; zunahm→abnahm; Besprechungen gingen→Dokumentation ging
Du hast 2 Stunden weniger in Besprechungen verbracht als in der Vorwoche. | change.type.meeting | 2→5; weniger→mehr; in Besprechungen→mit Lernen; Vorwoche→nächsten Woche
Die Arbeit an atlas nahm um 5 Stunden zu. | change.project.atlas | 5→13; zu→ab; atlas→docs; um 5→auf 5
Die Fehlersuche sank um 1 Stunde, die Dokumentation stieg um 2,5 Stunden. | change.type.debugging, change.type.documentation | sank→stieg; 2,5→5,2; Fehlersuche→Entwicklung; stieg→sank
Deine Fokuszeit stieg um 1,3 Stunden auf 15,3 Stunden. | change.focus, focus.total | 1,3→3,1; 15,3→13,5; stieg→sank; Fokuszeit→Gesamtzeit
Du hattest 5 Besprechungen, die insgesamt 5 Stunden dauerten. | meeting.count, time.type.meeting | 5 Besprechungen→6 Besprechungen; 5 Stunden→6 Stunden; Besprechungen→Fokusblöcke
Nur 1 von 5 Besprechungen folgte direkt auf eine andere. | meeting.back_to_back, meeting.count | 1→2; 5→6; folgte→folgte nicht
Der Mittwoch war mit 7 Stunden dein arbeitsreichster Tag. | top.weekday, top.day | Mittwoch→Freitag; 7→8; arbeitsreichster→ruhigster
Dein längster Eintrag war „Login rewrite“ mit 4 Stunden. | entry.longest | Login rewrite→Session store; längster→kürzester; 4→5; Eintrag→Tag
Der längste Fokusblock dauerte 4 Stunden. | focus.longest | längste→kürzeste; 4→6; Stunden→Tage
Deine längste ununterbrochene Fokusphase betrug 4 Stunden. | focus.longest | längste→kürzeste; 4→2; Fokusphase→Besprechung
Du hattest 6 Fokusblöcke mit insgesamt 15,3 Stunden. | focus.blocks, focus.total | 6→9; 15,3→25,3; mit insgesamt→mit je; Fokusblöcke→Besprechungen
Einträge mit dem Tag „auth“ machten fast 12 Stunden aus. | time.tag.auth | 12→14; auth→infra; fast→über; Stunden→Tage
Das Ziel „Deep work“ hast du mit 13 Stunden erreicht, bei „Reviews“ fehlten 2,5 Stunden. | goal.met.1, goal.short.2 | erreicht→verfehlt; 13→12; 2,5→1,5; fehlten→fehlten nicht
Das Ziel „Reviews“ wurde um 2,5 Stunden verfehlt. | goal.short.2, goal.missed.2 | verfehlt→übertroffen; 2,5→1,5; Reviews→Deep work; wurde→wurde nicht
Am Wochenende hast du nicht gearbeitet, und kein Werktag blieb ohne Eintrag. | gap.days, weekend.time | nicht gearbeitet→gearbeitet; kein Werktag→ein Werktag; Am Wochenende→Am Freitag
Nur 1 Stunde lag außerhalb der Kernzeit, am Wochenende wurde nichts erfasst. | late.time, weekend.time | 1 Stunde→3 Stunden; außerhalb→innerhalb; nichts→alles; am Wochenende→am Freitag
`;
