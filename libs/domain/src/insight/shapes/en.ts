import { pieces, topics, moves, movesTo, compared, timesAs, upWords, downWords, totalMoves } from './en-grammar';
import { toShapes, topicGroups } from './shape';

export const englishShapes = toShapes(
  [
    ...topicGroups(topics, {
      opening: ['^[in|on|for|with|during] {NP}'],
      time: [
        `[{PER} [,]] {YOU} {FIG} [of {TIME}] [{ON}] {NP} [{PER}]`,
        `[{PER} [,]] you [have] had {FIG} [of] {NP} [{PER}]`,
        `{FIG} [of {TIME}] {SPENT} {NP} [{PER}]`,
        `{FIG} {WAS} ({LOGGED}|spent|worked) [{ON}] {NP} [{PER}]`,
        `<including {FIG} [{ON}] {NP}`,
        `<{FIG} of (them|these|it) [{ON}] {NP}`,
        `[{PER} [,]] {NP} {TOOK} [a total of] {FIG} [of {TIME}] [{PER}]`,
        `~{FIG} [of {TIME}] [{ON}] {NP} [{PER}]`,
        `~[on|in|for|with] {NP} [with|for|at] {FIG} [{PER}]`,
        `>{YOU} {FIG} [{PER}]`,
        `~{FIG}`,
        `=(compared (to|with)|versus|against) {FIG} [{ON}] {NP}`,
      ],
      share: [
        `[{PER} [,]] {NP} {TOOK} {FIG} [of {TIME}] [{PER}]`,
        `[{PER} [,]] {FIG} of {TIME} [, {FIG} ,] ({SPENT}|{WAS}) {NP} [{PER}]`,
        `[{PER} [,]] you [have] (spent|devoted|dedicated|invested|used) {FIG} [of {TIME}] [, {FIG} ,] [on|in|to|for] {NP} [{PER}]`,
        `=(compared (to|with)|versus|against) {FIG} (on|in|to|for) {NP}`,
        `~{FIG} of {TIME} (on|in|to|for) {NP}`,
        `~{NP} [with|for|at] {FIG} [of {TIME}]`,
        `~[or|which is|which was] {FIG} [of {TIME}]`,
      ],
      up: moves(...upWords),
      down: moves(...downWords),
      above: [...compared('more'), ...timesAs],
      below: compared('less'),
      upTo: movesTo(upWords[0]),
      downTo: movesTo(downWords[0]),
    }),
    {
      kinds: ['time.type'],
      needs: 'top.type',
      of: 'name',
      shapes: [`M {WAS} (the|your) {RANK} (activity|type|type of work|category) [,] [with|at] {FIG} [{PER}]`],
    },
    { kinds: ['top.type'], of: 'name', shapes: [`!making it (the|your) {RANK} (activity|type|category)`] },
    {
      kinds: ['entries.count', 'days.active', 'projects.count'],
      of: 'log',
      shapes: [`+[spread|distributed|split|logged] (over|across|on) {FIG} {DAYS}`],
    },
    {
      kinds: ['day.average'],
      of: 'log',
      shapes: [`+(averaging|with an average of|an average of|for an average of) {FIG} per active day`],
    },
    {
      kinds: ['entries.count', 'projects.count'],
      of: 'log',
      shapes: [
        `[{PER} [,]] (the log (holds|contains|shows)|you [have] (logged|recorded|made)) {FIG} (in|on|across) {FIG}`,
      ],
    },
    {
      kinds: ['meeting.count', 'time.type'],
      of: 'meetings',
      shapes: [
        `[{PER} [,]] you [have] (had|attended|held) {FIG} (that took [up]|taking [up]|totalling|totaling|that added up to|adding up to|[,] for a total of) {FIG} [in total|altogether]`,
      ],
    },
    {
      kinds: ['focus.blocks', 'focus.total'],
      of: 'log',
      shapes: [`you had {FIG} [[of] M] (totalling|totaling|adding up to|with a total of|for a total of) {FIG}`],
    },
    {
      kinds: ['late.time'],
      of: 'name',
      shapes: [`{FIG} [of (work|{TIME})] ({WAS} (logged|worked)|fell) M [{PER}]`],
    },
    {
      kinds: ['top.weekday'],
      needs: 'top.day',
      of: 'name',
      shapes: [
        `M {WAS} (the|your) busiest day [,] [with|at] {FIG} [{LOGGED}]`,
        `(the|your) busiest day {WAS} M [,] [with|at] {FIG} [{LOGGED}]`,
      ],
    },
    {
      kinds: ['time.total'],
      of: 'log',
      shapes: [
        `[overall ,|in total ,|altogether ,|{PER} [,]] you [have] (logged|worked|recorded|tracked|spent|put in) {FIG} [of work] [overall|in total|altogether] [{PER}]`,
        `[overall ,|in total ,|altogether ,|{PER} [,]] [a total of] {FIG} ({WAS}|have been|has been) {LOGGED} [overall|in total|altogether] [{PER}]`,
        `[the|your] total [{LOGGED}] [time|hours] [{LOGGED}] [{PER}] [{WAS}|amounted to|amounts to|came to|comes to|added up to] [,] {FIG}`,
        `(the|your) (work|time|log) [for the PERIOD|{PER}] (totalled|totaled|amounted to|comes to|came to) {FIG}`,
        `the log (holds|shows|contains) [a total of] {FIG} [of work] [overall|in total]`,
      ],
    },
    {
      kinds: ['time.total', 'days.active'],
      of: 'log',
      shapes: [
        `[in total ,|overall ,|{PER} [,]] you [have] (logged|worked|recorded|put in) {FIG} [of work] [{PER}] (on|across|over) {FIG} {DAYS} [{PER}]`,
      ],
    },
    {
      kinds: ['entries.count', 'days.active'],
      of: 'log',
      shapes: [
        `(the log (holds|contains|shows)|you [have] (logged|recorded|made)) {FIG} (on|across|over) {FIG} {DAYS}`,
        `[all] {FIG} (fall|fell|{WAS} {LOGGED}) on {FIG} {DAYS}`,
      ],
    },
    {
      kinds: ['entries.count', 'meeting.count'],
      of: 'log',
      shapes: [
        `[{PER} [,]] (the log (holds|contains|shows)|you [have] (had|logged|recorded|made|attended|held)|there (were|are))  {FIG} [in total|in the log] [{PER}]`,
      ],
    },
    {
      kinds: ['days.active'],
      of: 'log',
      shapes: [
        `[{PER} [,]] you [have] (worked|logged time|logged work) on {FIG} [active] [{PER}]`,
        `time was {LOGGED} on {FIG} [active] [{PER}]`,
        `you (had|were active on) {FIG} [active] [{PER}]`,
      ],
    },
    {
      kinds: ['projects.count'],
      of: 'log',
      shapes: [
        `(the|your) (time|work) [{WAS}] (spread|split) (over|across) {FIG} [{PER}]`,
        `you worked on {FIG} [{PER}]`,
      ],
    },
    {
      kinds: ['entries.count'],
      of: 'log',
      shapes: [`[{PER} [,]] [a total of] {FIG} were (logged|recorded|made) [in total] [{PER}]`],
    },
    { kinds: ['tags.count'], of: 'log', shapes: [`the entries (carry|carried) {FIG}`] },
    {
      kinds: ['day.average'],
      of: 'log',
      shapes: [
        `you (logged|worked|recorded) {FIG} on average per active day`,
        `on average [,] you (logged|worked|recorded) {FIG} (per|on an|on each) active day`,
        `you (logged|worked|recorded) {FIG} per active day on average`,
        `you averaged {FIG} per active day`,
        `(the|an|your) average active day (had|held|holds|was) {FIG}`,
        `your active days averaged {FIG}`,
        `(an|each) active day (holds|held|had) {FIG} on average`,
      ],
    },
    {
      kinds: ['focus.blocks'],
      of: 'log',
      shapes: [`you had {FIG} [[of] M]`, `[the|your] M (came|comes) in {FIG} [uninterrupted]`],
    },
    {
      kinds: ['switches.count'],
      of: 'log',
      shapes: [
        `you [have] (made|had) {FIG} [between projects|project|from one project straight to another]`,
        `there were {FIG} [between projects|project]`,
      ],
    },
    {
      kinds: ['meeting.back_to_back'],
      of: 'log',
      shapes: [`[you had] {FIG} {WAS} (back-to-back|back to back)`, `you had {FIG} (back-to-back|back to back)`],
    },
    { kinds: ['weekend.time'], of: 'name', shapes: [`(on|at|over) [the] M [,] {YOU} {FIG}`] },
    {
      kinds: ['overlap.time'],
      of: 'log',
      shapes: [`{FIG} (overlap|overlapped)`, `entries (overlap|overlapped) for {FIG}`],
    },
    {
      kinds: ['focus.share'],
      of: 'name',
      shapes: [`[the|your] M {TOOK} {FIG} {MAKING}`, `{FIG} {MAKING} ({WAS} [spent in]|went to) M`],
    },
    {
      kinds: ['value.share'],
      of: 'name',
      shapes: [
        `{FIG} of {TIME} {WAS} [rated] M`,
        `[the|your] [{LOGGED}] time [{WAS}] rated M {TOOK} {FIG} [of {TIME}]`,
      ],
    },
    {
      kinds: ['impact.share'],
      of: 'name',
      shapes: [`{FIG} of {TIME} (had|has) [an] M`, `(work|time) with [an] M {TOOK} {FIG} of {TIME}`],
    },
    { kinds: ['value.per_hour'], of: 'log', shapes: [`[the|your] value of {TIME} {WAS} {FIG} per hour`] },
    {
      kinds: ['value.best'],
      of: 'name',
      shapes: [
        `the type of work with the highest value {WAS} M , [with|at] {FIG} per hour`,
        `M [work] (had|has) the highest value [per hour] [,] [with|at] {FIG} per hour`,
      ],
    },
    {
      kinds: ['top.type'],
      of: 'name',
      shapes: [
        `(the|your) {RANK} (part|share|portion) of {TIME} , [with|at] {FIG} , (went to|{WAS} spent (on|in)) M`,
        `(the|your) {RANK} (part|share|portion) of {TIME} (went to|{WAS} spent (on|in)) M [,] [with|at] {FIG} [of {TIME}]`,
        `M {WAS} (the|your) {RANK} (activity|type|type of work|category|part of {TIME}|share of {TIME}) [,] [with|at] {FIG} [of {TIME}]`,
        `M (took|received|got) the largest (part|share) [of {TIME}] [,] [with|at] {FIG} [of {TIME}]`,
      ],
    },
    {
      kinds: ['top.project'],
      of: 'name',
      shapes: [
        `([project] M|[the|your] M project) (took|had|received) the most time [,] with {FIG}`,
        `the project with the most time {WAS} M , [with|at] {FIG}`,
        `[project] M {WAS} (the|your) {RANK} project [,] with {FIG}`,
        `(the|your) {RANK} project {WAS} M [,] with {FIG}`,
      ],
    },
    ...(['day', 'weekday', 'hour'] as const).map((unit) => ({
      kinds: [`top.${unit}`] as const,
      of: 'name' as const,
      shapes: [
        `the ${unit} [of the day] with the most time ({WAS}|begins at|began at) M [,] with {FIG}`,
        `(the|your) busiest ${unit} [of the day] ({WAS}|{WAS} on|began at|begins at) M [,] with {FIG}`,
        `M {WAS} (the|your) busiest ${unit} [,] [with|at] {FIG} [{LOGGED}]`,
        `M {WAS} the ${unit} with the most time [, [with|at]] {FIG}`,
      ],
    })),
    {
      kinds: ['entry.longest'],
      of: 'name',
      shapes: [`(the|your) longest [single] entry {WAS} M [,] [with|at|which took|which lasted|taking|lasting] {FIG}`],
    },
    {
      kinds: ['focus.longest'],
      of: 'name',
      shapes: [`(the|your) longest (M|block of M) (lasted|{WAS}|took|ran for) {FIG}`],
    },
    {
      kinds: ['streak.longest'],
      of: 'log',
      shapes: [`(the|your) longest streak [of logged days] [, weekends aside ,] (lasted|{WAS}) {FIG}`],
    },
    {
      kinds: ['goal.met'],
      of: 'name',
      shapes: [
        `{GOAL} ({WAS}|has been) {REACHED}`,
        `{GOAL} ({WAS}|has been) {REACHED} [,] with {FIG} [done]`,
        `you [have] {REACHED} {GOAL} [[,] with {FIG} [done]]`,
      ],
    },
    {
      kinds: ['goal.missed'],
      of: 'name',
      shapes: [
        `{GOAL} ({WAS}|has been) (missed|not met)`,
        `{GOAL} ({WAS}|has been) missed [,] with {FIG} [done]`,
        `you [have] missed {GOAL} [[,] with {FIG} [done]]`,
      ],
    },
    {
      kinds: ['goal.short'],
      of: 'name',
      shapes: [
        `{GOAL} ({WAS}|has been) missed by {FIG}`,
        `you [have] missed {GOAL} by {FIG}`,
        `you {WAS} {FIG} short of {GOAL}`,
        `{GOAL} fell {FIG} short [of (the|its) target]`,
        `{GOAL} {WAS} {FIG} short [of [the|its] target]`,
        `(you fell|you came|fell|came) {FIG} short (of|on|for) ({GOAL}|M)`,
        `~{FIG} short [of (the|its) target]`,
      ],
    },
    { kinds: ['goal.met', 'goal.missed'], of: 'name', shapes: ['^{GOAL}', '~{FIG} done'] },
    { kinds: ['change.total'], of: 'log', sign: 1, shapes: totalMoves(upWords[0], upWords[2]) },
    { kinds: ['change.total'], of: 'log', sign: -1, shapes: totalMoves(downWords[0], downWords[2]) },
  ],
  pieces,
);
