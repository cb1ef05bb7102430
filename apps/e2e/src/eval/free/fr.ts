/** As `en.ts`. */
export const french = `
Cette semaine, vous avez travaillé près de 26 heures. | time.total | 26→28; près de→plus de; Cette semaine→Ce mois; avez travaillé→n'avez pas travaillé
Au total, vous avez enregistré 25,8 heures sur 5 jours. | time.total, days.active | 25,8→28,5; 5 jours→7 jours; jours→projets
Votre temps total s'élève à 25,8 heures, réparties sur 17 entrées. | time.total, entries.count | 25,8→52,8; 17→71; entrées→projets
Vous avez saisi 17 entrées dans 2 projets. | entries.count, projects.count | 17→16; 2→4; saisi→supprimé
En moyenne, vous avez travaillé 5,2 heures par jour actif. | day.average | 5,2→6,2; par jour actif→par entrée; En moyenne→Au moins
Chaque jour actif compte en moyenne environ 5,2 heures. | day.average | 5,2→2,5; en moyenne→au plus; heures→entrées
Avec 11,8 heures, le développement a été votre activité principale. | top.type, time.type.development | 11,8→18,1; le développement→la documentation; principale→secondaire; a été→n'a pas été
Près de la moitié de votre temps (45,6 %) a été consacrée au développement. | share.type.development | la moitié→un tiers; 45,6→54,6; au développement→aux réunions; Près de→Plus de
Le développement représente 45,6 % de votre temps. | share.type.development | 45,6→64,5; Le développement→La documentation; représente→ne représente pas
Vous avez consacré 11,8 heures au développement. | time.type.development | 11,8→1,8; au développement→à la planification; avez consacré→n'avez pas consacré
Environ la moitié de votre temps a été consacrée au projet atlas. | share.project.atlas | la moitié→un quart; atlas→borealis; Environ→Moins de
Environ un tiers du temps est allé à borealis. | share.project.borealis | un tiers→deux tiers; borealis→atlas; un tiers→la moitié
Environ un cinquième de votre temps a été passé en réunion. | share.type.meeting | un cinquième→un tiers; en réunion→en débogage; un cinquième→un dixième
Environ un quart du temps a été consacré à la collaboration avec d'autres. | collaboration.share | un quart→trois quarts; à la collaboration avec d'autres→aux réunions; un quart→un tiers
Le projet atlas a reçu 13 heures, contre 9 heures pour borealis. | time.project.atlas, time.project.borealis | 13→31; 9→19; atlas a→borealis a; contre 9 heures pour borealis→contre 9 heures la semaine précédente
Vous avez passé 4 heures de plus sur atlas que sur borealis. | time.project.atlas, time.project.borealis | 4→6; de plus→de moins; sur atlas que sur borealis→sur borealis que sur atlas
Vous avez passé plus de temps sur atlas que sur borealis. | time.project.atlas, time.project.borealis | plus de temps→moins de temps; plus de temps→deux fois plus de temps; sur atlas que sur borealis→sur borealis que sur atlas
Le développement a pris plus de deux fois plus de temps que les réunions. | time.type.development, time.type.meeting | deux fois→trois fois; plus de deux→moins de deux; Le développement a→L'apprentissage a; Le développement a pris plus de deux fois plus de temps que les réunions→Les réunions ont pris plus de deux fois plus de temps que le développement
Les réunions ont pris deux fois plus de temps que la documentation. | time.type.meeting, time.type.documentation | deux fois→trois fois; deux fois plus→deux fois moins; la documentation→le débogage; Les réunions ont pris deux fois plus de temps que la documentation→La documentation a pris deux fois plus de temps que les réunions
Par rapport à la semaine précédente, votre temps total a augmenté de 4,8 heures. | change.total | 4,8→8,4; augmenté→diminué; la semaine précédente→au mois précédent; de 4,8→à 4,8
C'est 4,8 heures de plus que la semaine précédente. | change.total | 4,8→3,8; de plus→de moins; semaine précédente→semaine suivante
Vous avez travaillé 4,8 heures de plus que la semaine précédente. | change.total | 4,8→5,8; de plus→de moins; la semaine précédente→le mois précédent
Le temps passé en réunion a diminué de 2 heures par rapport à la semaine précédente. | change.type.meeting | 2→3; diminué→augmenté; en réunion→en développement; diminué de→diminué à
Les réunions ont baissé de 2 heures, tandis que le développement a augmenté de 3,8 heures. | change.type.meeting, change.type.development | 3,8→8,3; de 2→de 4; a augmenté→a baissé; Les réunions ont→La documentation a
Vous avez passé 2 heures de moins en réunion que la semaine précédente. | change.type.meeting | 2→5; de moins→de plus; en réunion→en apprentissage; semaine précédente→semaine suivante
Le travail sur atlas a augmenté de 5 heures. | change.project.atlas | 5→13; augmenté→diminué; atlas→docs; de 5→à 5
Le débogage a reculé de 1 heure, alors que la documentation a progressé de 2,5 heures. | change.type.debugging, change.type.documentation | reculé→progressé; 2,5→5,2; Le débogage→Le développement; documentation a progressé→documentation a reculé
Votre temps de concentration a augmenté de 1,3 heure pour atteindre 15,3 heures. | change.focus, focus.total | 1,3→3,1; 15,3→13,5; augmenté→diminué; de concentration→total
Vous avez participé à 5 réunions, pour un total de 5 heures. | meeting.count, time.type.meeting | 5 réunions→6 réunions; 5 heures→6 heures; réunions→projets
Seule 1 réunion sur 5 a suivi directement une autre. | meeting.back_to_back, meeting.count | 1→2; 5→6; a suivi→n'a pas suivi
Mercredi a été votre journée la plus chargée, avec 7 heures. | top.weekday, top.day | Mercredi→Vendredi; 7→8; plus→moins
Votre entrée la plus longue est « Login rewrite », avec 4 heures. | entry.longest | Login rewrite→Session store; plus→moins; 4→5; entrée→réunion
Le plus long bloc de concentration a duré 4 heures. | focus.longest | plus long→plus court; 4→6; heures→jours
Votre plus longue session de concentration ininterrompue a duré 4 heures. | focus.longest | plus longue→plus courte; 4→2; session de concentration→réunion
Vous avez eu 6 blocs de concentration, pour un total de 15,3 heures. | focus.blocks, focus.total | 6→9; 15,3→25,3; pour un total de→chacun de; blocs de concentration→réunions
Les entrées étiquetées « auth » totalisent presque 12 heures. | time.tag.auth | 12→14; auth→infra; presque→plus de; heures→jours
Vous avez atteint l'objectif « Deep work » avec 13 heures, mais il manque 2,5 heures pour « Reviews ». | goal.met.1, goal.short.2 | avez atteint→avez manqué; 13→12; 2,5→1,5; il manque→il ne manque pas
L'objectif « Reviews » a été manqué de 2,5 heures. | goal.short.2, goal.missed.2 | manqué→dépassé; 2,5→1,5; Reviews→Deep work; a été→n'a pas été
Aucun temps n'a été enregistré le week-end, et aucun jour ouvré n'est resté sans entrée. | gap.days, weekend.time | Aucun temps n'a→Du temps a; aucun jour ouvré n'est resté→un jour ouvré est resté; le week-end→le vendredi
Seulement 1 heure a été travaillée en dehors des heures habituelles, et rien n'a été enregistré le week-end. | late.time, weekend.time | 1 heure→3 heures; rien→tout; en dehors des→pendant les; le week-end→le vendredi
`;
