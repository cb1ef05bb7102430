/** In view while the shapes were widened. As in `../en.ts`: a true sentence | the facts it cites | what makes it false. */
export const seen = `
Cette semaine, vous avez enregistré un total de 27,5 heures réparties sur 16 entrées. | time.total, entries.count | 27,5→25,7; 16→61; Cette semaine→Le mois dernier; heures→jours
Le temps total enregistré est de 27,5 heures sur six jours. | time.total, days.active | six→sept; 27,5→37,5; jours→semaines
Les tests arrivent en deuxième position avec 5 heures. | time.type.testing | deuxième→première; 5→8; tests→débogages
La majeure partie de votre temps (56,4 %) a été consacrée au projet Helios. | share.project.helios, top.project | Helios→Nimbus; 56,4→46,5; La majeure partie→Un tiers
Vous avez passé 15,5 heures sur Helios, soit presque deux fois plus que sur Nimbus. | time.project.helios, time.project.nimbus | presque deux→plus de deux; 15,5→18,5; deux fois plus→deux fois moins; Helios→les tests
Le temps de concentration a reculé de deux heures. | change.focus | reculé→progressé; deux→trois; concentration→test; de deux→à deux
Le temps passé en réunion est passé de 8 heures à 3,5 heures. | change.type.meeting, time.type.meeting | 8 heures à 3,5→3,5 heures à 8; de 8→de 9; réunion→planification; heures.→heures grâce à vos refus.
Vous avez consacré 3,5 heures de plus à la planification que la semaine précédente. | change.type.planning | de plus→de moins; planification→vente; 3,5→4,5; semaine→année
L'objectif « Billing » a été atteint avec 15,5 heures. | goal.met.1 | atteint→manqué; Billing→Planning; 15,5→13,5
La collaboration a pris 9,5 heures, soit 34,5 % du temps total. | collaboration.time, collaboration.share | 9,5→5,9; 34,5→43,5; collaboration→programmation; du temps total→du temps de concentration
38,2 % du temps a été évalué comme ayant une valeur élevée ou critique. | value.share | élevée ou critique→faible; 38,2→83,2; du temps→des entrées; a été→n'a pas été
C'est le développement qui a la valeur la plus élevée, avec 4 points par heure. | value.best | plus→moins; développement→test; heure→jour; 4→2,8
Environ un cinquième du temps a eu un impact sur l'équipe ou au-delà. | impact.share | cinquième→tiers; a eu un→n'a eu aucun; l'équipe ou au-delà→toute l'entreprise
Vous avez travaillé pendant six jours, dont 1,5 heure le week-end. | days.active, weekend.time | six→cinq; 1,5→2,5; week-end→dimanche
En dehors des heures habituelles, tôt le matin ou le soir, vous avez travaillé 1,5 heure. | late.time | 1,5→5,1; En dehors→Au cours; heure.→jour.
Votre plus longue série est de 6 jours consécutifs. | streak.longest | longue→courte; 6→7; jours→semaines
Vous êtes passé trois fois directement d'un projet à un autre. | switches.count | trois→huit; projet→client; trois fois→trois heures
L'entrée la plus longue, « Tax rules », a duré 4 heures. | entry.longest | longue→courte; Tax rules→Load tests; 4→3
Les entrées étiquetées « quality » totalisent 7,5 heures. | time.tag.quality | quality→roadmap; 7,5→5,7; heures→jours
Les entrées mentionnant « tests » ont pris 5 heures. | theme.time.tests | tests→stand-up; 5→15; mentionnant→ne mentionnant pas
La planification et les réunions ont pris 3,5 heures chacune. | time.type.planning, time.type.meeting | chacune→ensemble; 3,5→2,5; planification→documentation
Votre travail s'est réparti sur deux projets : Helios (15,5 heures) et Nimbus (8,5 heures). | projects.count, time.project.helios, time.project.nimbus | deux→trois; 15,5→8,5; Nimbus→Atlas; 8,5 heures→8,5 %
Helios est le projet le plus important avec 15,5 heures, suivi de Nimbus avec 8,5 heures. | top.project, time.project.helios, time.project.nimbus | plus→moins; suivi de→devancé par; 8,5→5,8; Helios→Billing
Votre temps se répartit entre développement (10,5 h), tests (5 h), réunions (3,5 h), planification (3,5 h), revue de code (2,5 h) et débogage (2,5 h). | time.type.development, time.type.testing, time.type.meeting, time.type.planning, time.type.code_review, time.type.debugging | 10,5→15,0; tests→design; (5 h)→(5 %); planification→apprentissage
Près de 40 % du temps enregistré a été consacré au développement et moins de 10 % au débogage. | share.type.development, share.type.debugging | Près de 40→Près de 60; moins de→plus de; développement→repos
Le développement est resté stable, avec une hausse d'une demi-heure seulement. | change.type.development | hausse→baisse; une demi-heure→cinq heures; développement→test
Vous avez fait 10,5 heures de développement, soit environ le double des tests. | time.type.development, time.type.testing | double→triple; 10,5→11,5; tests→heures sur Helios
La planification a connu la plus forte hausse, avec 3,5 heures de plus. | change.type.planning | hausse→baisse; planification→programmation; 3,5→2,5; plus forte→plus faible
Le débogage et la revue de code ont pris le moins de temps, avec 2,5 heures chacun. | time.type.debugging, time.type.code_review | le moins→le plus; débogage→développement; 2,5→3,5; chacun→en tout
Une réunion a commencé juste après une autre. | meeting.back_to_back | Une réunion→Trois réunions; juste après→bien avant; réunion→séance de concentration`;

/** Held back: measured before and after, not looked at in between. */
export const heldBack = `
Par rapport à la semaine précédente, le temps total a diminué de 4,5 heures. | change.total | diminué→augmenté; 4,5 heures→4,5 %; semaine précédente→semaine prochaine; diminué de→diminué jusqu'à
Vous avez travaillé quatre heures et demie de moins que la semaine dernière. | change.total | de moins→de plus; quatre→trois; semaine dernière→année dernière
Le développement représente 38,2 % de votre temps, ce qui en fait votre activité principale. | share.type.development, top.type | 38,2→32,8; développement→test; principale→la plus courte; de votre temps→de vos projets
Helios a occupé plus de la moitié du temps, tandis que Nimbus en a représenté environ 31 %. | share.project.helios, share.project.nimbus | plus de→moins de; 31→41; plus de la moitié→les trois quarts; Nimbus→le test
Votre journée la plus chargée a été le mardi, avec 8 heures. | top.weekday | mardi→lundi; 8→9; plus→moins
C'est le mardi 12 mai que vous avez le plus travaillé, avec huit heures. | top.day, top.weekday | le plus→le moins; mardi→jeudi; huit→sept; 12 mai→13 mai
Votre plus long bloc de concentration a duré 4 heures. | focus.longest | plus long→plus court; 4→14; bloc de concentration→trajet; heures→jours
Vous avez eu dix blocs de concentration ininterrompue, pour un total de 22 heures. | focus.blocks, focus.total | dix→douze; 22→20; blocs de concentration→réunions; pour un total de 22 heures→de 22 heures chacun
Plus de 90 % du temps de production s'est déroulé en concentration ininterrompue. | focus.share | Plus de 90→Plus de 95; Plus→Moins; concentration→réunion
Vous avez participé à quatre réunions qui ont duré 3,5 heures au total. | meeting.count, time.type.meeting | quatre→cinq; au total→chacune; 3,5→5,3
Le temps de réunion a diminué de plus de la moitié. | change.type.meeting, time.type.meeting | diminué→augmenté; plus de la moitié→deux tiers; réunion→test
La revue de code a augmenté de 2,5 heures, tandis que le débogage a baissé de 3,5 heures. | change.type.code_review, change.type.debugging | augmenté→baissé; 3,5→5,3; revue de code→phase de test; baissé→grimpé
Il manque 2,5 heures pour atteindre l'objectif Planning. | goal.short.2 | Il manque→Il reste en trop; 2,5→3,5; Planning→Billing
L'objectif Billing est atteint, mais l'objectif Planning est manqué de 2,5 heures. | goal.met.1, goal.short.2 | Billing→Planning; 2,5→3,5; manqué→dépassé; atteint→manqué
Pour l'objectif « Planning », 3,5 heures sur 6 ont été réalisées. | goal.missed.2, goal.short.2 | 6→8; 3,5→2,5; Planning→Billing
Un de vos deux objectifs a été atteint. | goal.met.1, goal.missed.2 | Un de→Aucun de; deux→trois; atteint→abandonné
Environ un tiers de votre temps a été consacré à la collaboration avec d'autres. | collaboration.share | tiers→quart; un tiers→la moitié; collaboration avec d'autres→formation
En moyenne, votre travail a une valeur de 2,8 points par heure. | value.per_hour | 2,8→4; heure→jour; En moyenne→Au minimum
L'étiquette « quality » représente 7,5 heures, plus du double des 3,5 heures de « roadmap ». | time.tag.quality, time.tag.roadmap | double→triple; 7,5→5,7; quality→roadmap; plus du double→moins
La revue de code et le débogage ont pris ensemble 5 heures. | time.type.code_review, time.type.debugging | 5→6; ensemble→chacun; débogage→test
Nimbus a légèrement progressé d'une demi-heure, alors que Helios a reculé de 0,5 heure. | change.project.nimbus, change.project.helios | progressé→baissé; une demi-heure→une heure; reculé→avancé
Les tests ont baissé de 3 heures et le débogage de 3,5 heures. | change.type.testing, change.type.debugging | baissé→augmenté; 3 heures→2 heures; débogage→codage
Une journée active compte 4,6 heures en moyenne. | day.average | 4,6→6,4; en moyenne→au minimum; journée active→entrée
Au total, 27,5 heures ont été enregistrées, soit 4,5 heures de moins que la semaine d'avant. | time.total, change.total | de moins→de plus; 27,5→25,7; semaine d'avant→semaine d'après; 4,5→5,4
Les tests ont représenté 18,2 % de votre temps, contre 12,7 % pour les réunions. | share.type.testing, share.type.meeting | 18,2→28,2; réunions→débogages; tests→congés; 12,7 %→12,7 heures
Vous avez consacré 5 heures aux tests, 3,5 heures à la planification et 2,5 heures à la revue de code. | time.type.testing, time.type.planning, time.type.code_review | planification→conception; 2,5→1,5; 5 heures→5 jours; tests→bogues
Les réunions n'ont occupé que 12,7 % du temps enregistré. | share.type.meeting | 12,7→21,7; réunions→revues de code; n'ont occupé que→ont occupé plus de
Dans l'ensemble, cette semaine affiche une baisse de 4,5 heures du temps enregistré. | change.total | baisse→hausse; 4,5→5,4; cette semaine→cette année; enregistré.→enregistré à cause des réunions.
La plus forte baisse concerne les réunions, avec 4,5 heures de moins. | change.type.meeting | baisse→hausse; réunions→tests; 4,5→3,5; de moins→de plus
En résumé, vous avez travaillé 27,5 heures sur six jours, Helios prenant la plus grande part avec 56,4 %. | time.total, days.active, share.project.helios | plus grande→plus petite; Helios→Nimbus; six→quatre; 27,5→22,5`;
