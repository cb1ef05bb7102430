/** In view while the shapes were widened. As in `../en.ts`: a true sentence | the facts it cites | what makes it false. */
export const seen = `
In dieser Woche hast du insgesamt 27,5 Stunden in 16 Einträgen erfasst. | time.total, entries.count | 27,5→25,7; 16→61; dieser Woche→der Vorwoche; Stunden→Tage
Im Vergleich zur Vorwoche ist die Gesamtzeit um 4,5 Stunden gesunken. | change.total | gesunken→gestiegen; 4,5 Stunden→4,5 %; Vorwoche→Vormonatswoche; um 4,5→auf 4,5
Mit 38,2 % der Zeit war die Entwicklung deine größte Tätigkeit. | share.type.development, top.type | größte→kleinste; 38,2→32,8; Entwicklung→Planung; 38,2 % der Zeit→38,2 Stunden
Für Helios hast du fast doppelt so viel Zeit aufgewendet wie für Nimbus. | time.project.helios, time.project.nimbus | fast→mehr als; doppelt→halb; Helios→Meetings
Dein arbeitsreichster Tag war der Dienstag mit 8 Stunden. | top.weekday | Dienstag→Montag; 8→9; arbeitsreichster→ruhigster
Der längste ungestörte Fokusblock dauerte vier Stunden. | focus.longest | längste→kürzeste; vier→fünf; Fokusblock→Termin; Stunden→Tage
Du hattest 10 Fokusblöcke mit zusammen 22 Stunden. | focus.blocks, focus.total | 10→12; 22→20; Fokusblöcke→Meetings; zusammen→je
Die Zeit in Meetings sank um 4,5 auf 3,5 Stunden. | change.type.meeting, time.type.meeting | sank→stieg; 4,5 auf 3,5→3,5 auf 4,5; Meetings→Planung; Stunden.→Stunden, weil du Einladungen abgelehnt hast.
Der Aufwand für Besprechungen hat sich mehr als halbiert. | change.type.meeting, time.type.meeting | halbiert→verdoppelt; Besprechungen→Entwicklung; mehr als halbiert→kaum verändert
Beim Ziel „Planning“ fehlen noch 2,5 Stunden. | goal.short.2 | fehlen noch→waren übrig; 2,5→3,5; Planning→Billing
Während das Ziel Billing erreicht wurde, wurde das Ziel Planning um 2,5 Stunden verfehlt. | goal.met.1, goal.short.2 | Billing→Planning; 2,5→3,5; verfehlt→übertroffen; erreicht→verfehlt
Für das Ziel „Planning“ wurden 3,5 von 6 Stunden geleistet. | goal.missed.2, goal.short.2 | 6→8; 3,5→2,5; Planning→Billing
Eines deiner beiden Ziele hast du erreicht. | goal.met.1, goal.missed.2 | Eines→Keines; beiden→drei; erreicht→aufgegeben
Die Zusammenarbeit nahm 9,5 Stunden in Anspruch, das sind 34,5 % der gesamten Zeit. | collaboration.time, collaboration.share | 9,5→5,9; 34,5→43,5; Zusammenarbeit→Entwicklung; gesamten Zeit→Fokuszeit
38,2 % der erfassten Zeit wurden mit hohem oder kritischem Wert eingestuft. | value.share | hohem oder kritischem→niedrigem; 38,2→83,2; Zeit→Einträge; wurden mit→wurden nicht mit
Der Wert deiner Arbeit lag im Schnitt bei 2,8 Punkten pro Stunde. | value.per_hour | 2,8→4; Stunde→Tag; im Schnitt→mindestens
Du hast an sechs Tagen gearbeitet, davon 1,5 Stunden am Wochenende. | days.active, weekend.time | sechs→fünf; 1,5→2,5; Wochenende→Sonntag
Dreimal hast du direkt von einem Projekt zum anderen gewechselt. | switches.count | Dreimal→Achtmal; Projekt→Meeting; Dreimal→Nie
Der längste Eintrag ist „Tax rules“ mit 4 Stunden. | entry.longest | längste→kürzeste; Tax rules→Load tests; 4→3
Auf Einträge mit dem Tag „quality“ kamen 7,5 Stunden. | time.tag.quality | quality→roadmap; 7,5→5,7; Stunden→Einträge
Planung und Meetings nahmen jeweils 3,5 Stunden ein. | time.type.planning, time.type.meeting | jeweils→zusammen; 3,5→2,5; Planung→Testen
Helios war mit 15,5 Stunden das Projekt mit dem größten Zeitaufwand, gefolgt von Nimbus mit 8,5 Stunden. | top.project, time.project.helios, time.project.nimbus | größten→kleinsten; gefolgt von→übertroffen von; 8,5→5,8; Helios→Billing
Bei Nimbus gab es einen leichten Anstieg von 0,5 Stunden, bei Helios einen Rückgang von 0,5 Stunden. | change.project.nimbus, change.project.helios | Anstieg→Einbruch; 0,5→1,5; Rückgang→Zuwachs
Tests gingen um 3 Stunden zurück und das Debugging um 3,5 Stunden. | change.type.testing, change.type.debugging | zurück→hoch; 3 Stunden→2 Stunden; Debugging→Planen
Insgesamt waren es 27,5 Stunden und damit 4,5 Stunden weniger als in der Woche davor. | time.total, change.total | weniger→mehr; 27,5→25,7; Woche davor→Woche danach; 4,5→5,4
Testen machte 18,2 % deiner Zeit aus, Meetings hingegen 12,7 %. | share.type.testing, share.type.meeting | 18,2→28,2; Meetings→Debugging; Testen→Planung; 12,7 %→12,7 Stunden
Du hast 5 Stunden getestet, 3,5 Stunden geplant und 2,5 Stunden Code-Reviews gemacht. | time.type.testing, time.type.planning, time.type.code_review | geplant→entwickelt; 2,5→1,5; 5 Stunden→5 Tage
Insgesamt zeigt diese Woche einen Rückgang der erfassten Zeit um 4,5 Stunden. | change.total | Rückgang→Zuwachs; 4,5→5,4; diese Woche→letzter Monat; Stunden.→Stunden wegen weniger Meetings.
Am wenigsten Zeit floss mit je 2,5 Stunden in Debugging und Code-Review. | time.type.debugging, time.type.code_review | wenigsten→meisten; Debugging→Entwicklung; 2,5→3,5; je→zusammen
Ein Meeting begann direkt im Anschluss an ein anderes. | meeting.back_to_back | Ein→Drei; direkt im Anschluss an→weit vor; Meeting→Fokusblock`;

/** Held back: measured before and after, not looked at in between. */
export const heldBack = `
Die gesamte erfasste Arbeitszeit beträgt 27,5 Stunden, verteilt auf sechs Tage. | time.total, days.active | sechs→sieben; 27,5→37,5; Tage→Wochen; beträgt→betrug letzten Monat
Gegenüber der letzten Woche hast du viereinhalb Stunden weniger gearbeitet. | change.total | weniger→mehr; viereinhalb→dreieinhalb; letzten Woche→gleichen Woche im Vorjahr
Das Testen folgt mit 5 Stunden auf dem zweiten Platz. | time.type.testing | zweiten→ersten; 5→8; Testen→Debugging
Der Großteil deiner Zeit (56,4 %) entfiel auf das Projekt Helios. | share.project.helios, top.project | Helios→Nimbus; 56,4→46,5; Der Großteil→Ein Drittel
Auf Helios entfielen 15,5 Stunden, auf Nimbus dagegen nur 8,5 Stunden. | time.project.helios, time.project.nimbus | 15,5→8,5; nur 8,5→nur 5,8; Nimbus→Testen; 15,5 Stunden→15,5 %
Am Dienstag, dem 12. Mai, hast du mit acht Stunden am meisten gearbeitet. | top.day, top.weekday | meisten→wenigsten; Dienstag→Freitag; acht→sieben; 12. Mai→13. Mai
Über 90 % deiner Arbeitszeit fürs Schaffen war ungestörter Fokus. | focus.share | Über 90→Über 95; Über→Unter; Fokus→Austausch
Die Fokuszeit ist um zwei Stunden zurückgegangen. | change.focus | zurückgegangen→gewachsen; zwei→drei; Fokuszeit→Testzeit; um→auf
Du hast an vier Besprechungen teilgenommen, die insgesamt 3,5 Stunden dauerten. | meeting.count, time.type.meeting | vier→fünf; insgesamt→jeweils; 3,5→5,3
Code-Reviews nahmen um 2,5 Stunden zu, während das Debugging um 3,5 Stunden abnahm. | change.type.code_review, change.type.debugging | zu→ab; 3,5→5,3; Code-Reviews→Tests; abnahm→zunahm
In die Planung flossen 3,5 Stunden mehr als in der Vorwoche. | change.type.planning | mehr→weniger; Planung→Fehlersuche; 3,5→4,5; Vorwoche→Sommerwoche
Das Ziel „Billing“ wurde mit 15,5 Stunden erreicht. | goal.met.1 | erreicht→verfehlt; Billing→Planning; 15,5→13,5
Rund ein Drittel der Zeit war Zusammenarbeit mit anderen. | collaboration.share | Drittel→Viertel; ein Drittel→die Hälfte; Zusammenarbeit mit anderen→Weiterbildung
Den höchsten Wert erzielte die Entwicklung mit 4 Punkten pro Stunde. | value.best | höchsten→niedrigsten; Entwicklung→Planung; Stunde→Tag; 4→2,8
Etwa ein Fünftel der Zeit wirkte sich auf das Team oder darüber hinaus aus. | impact.share | Fünftel→Drittel; wirkte sich→wirkte sich nicht; Team oder darüber hinaus→ganze Unternehmen
Außerhalb der Kernzeiten, früh morgens oder abends, wurden 1,5 Stunden erfasst. | late.time | 1,5→5,1; Außerhalb→Innerhalb; Stunden→Tage
Die längste Serie umfasst 6 Tage in Folge. | streak.longest | längste→kürzeste; 6→7; Tage→Wochen
Das Tag „quality“ umfasst 7,5 Stunden und damit mehr als doppelt so viel wie „roadmap“ mit 3,5 Stunden. | time.tag.quality, time.tag.roadmap | doppelt→dreimal; 7,5→5,7; quality→roadmap; mehr als doppelt→halb
Einträge, die „tests“ erwähnen, machen 5 Stunden aus. | theme.time.tests | tests→stand-up; 5→15; erwähnen→nicht erwähnen
Code-Review und Debugging machten zusammen 5 Stunden aus. | time.type.code_review, time.type.debugging | 5→6; zusammen→jeweils; Debugging→Planung
Deine Arbeit verteilte sich auf zwei Projekte: Helios (15,5 Stunden) und Nimbus (8,5 Stunden). | projects.count, time.project.helios, time.project.nimbus | zwei→drei; 15,5→8,5; Nimbus→Atlas; 8,5 Stunden→8,5 %
Ein aktiver Tag umfasste durchschnittlich 4,6 Stunden. | day.average | 4,6→6,4; durchschnittlich→mindestens; aktiver Tag→Eintrag
Die Zeit verteilt sich auf Entwicklung (10,5 h), Testen (5 h), Meetings (3,5 h), Planung (3,5 h), Code-Review (2,5 h) und Debugging (2,5 h). | time.type.development, time.type.testing, time.type.meeting, time.type.planning, time.type.code_review, time.type.debugging | 10,5→15,0; Testen→Design; (5 h)→(5 %); Planung→Lernen
Fast 40 % der erfassten Zeit gingen in die Entwicklung, weniger als 10 % in das Debugging. | share.type.development, share.type.debugging | Fast 40→Fast 60; weniger als→mehr als; Entwicklung→Meetings
Die Entwicklungszeit ist mit einem Plus von einer halben Stunde nahezu unverändert. | change.type.development | Plus→Minus; einer halben Stunde→fünf Stunden; Entwicklungszeit→Planungszeit
Du hast 10,5 Stunden entwickelt, etwa doppelt so lange wie getestet. | time.type.development, time.type.testing | doppelt→dreimal; 10,5→11,5; getestet→an Helios gearbeitet
Besprechungen beanspruchten lediglich 12,7 % der erfassten Zeit. | share.type.meeting | 12,7→21,7; Besprechungen→Code-Reviews; lediglich→mehr als
Am stärksten gingen die Meetings zurück, nämlich um 4,5 Stunden. | change.type.meeting | zurück→nach oben; Meetings→Tests; 4,5→3,5; stärksten→schwächsten
Den größten Zuwachs verzeichnete die Planung mit 3,5 Stunden mehr. | change.type.planning | Zuwachs→Rückgang; Planung→Entwicklung; 3,5→2,5; größten→kleinsten
Zusammenfassend hast du 27,5 Stunden an sechs Tagen gearbeitet, wobei Helios mit 56,4 % den größeren Anteil hatte. | time.total, days.active, share.project.helios | größeren→kleineren; Helios→Nimbus; sechs→vier; 27,5→22,5`;
