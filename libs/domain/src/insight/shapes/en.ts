import { toShapes, topicGroups } from './shape';
import type { Topic } from './shape';

const pieces = {
  PER: '([in|during|over|within|throughout|for|across] (the|this) (PERIOD|period))',
  FIG: '[about|around|approximately|roughly] F',
  TIME: '[the|your|all] [total|overall] [logged|recorded|tracked] [working] (time|hours)',
  WAS: '(is|are|was|were)',
  LOGGED: '(logged|recorded|tracked)',
  YOU: '(you [have] (spent|logged|worked|recorded|tracked|devoted|dedicated|invested|put|used)|the log (holds|shows|contains))',
  ON: '(on|in|to|into|for|of|with|as|doing)',
  SPENT:
    '(went (to|into|on)|{WAS} [spent|used] (on|in|for)|{WAS} (devoted|dedicated|given) to|{WAS} {LOGGED} (as|on|in|for))',
  TOOK: '(took [up]|takes [up]|take [up]|lasted|accounted for|account for|accounts for|represented|represents|represent|made up|make up|makes up|amounted to|amounts to|came to|comes to|{WAS}|stood at|stands at|used|consumed|received|occupied|totalled|totaled|filled)',
  THAN: '(than (before|[by then] in the period before|in the previous period)|compared (to|with) the (period before|previous period))',
  MAKING: 'of [the|your] (time for making|making time|maker time)',
  GOAL: '[the|your] (goal M|M goal)',
  REACHED: '(met|reached|achieved|fulfilled)',
  RANK: '(largest|biggest|main|top)',
};

const topics: Topic[] = [
  {
    np: '[the|your] [time [spent|logged|recorded] (on|in|as|for)] [the] [type|category] M [work|time]',
    time: 'time.type',
    share: 'share.type',
    change: 'change.type',
  },
  {
    np: '[the] [time [spent|logged|recorded] (on|in|for)] [work on] [the] ([project] M|M project)',
    time: 'time.project',
    share: 'share.project',
    change: 'change.project',
  },
  { np: '[time on] ([the] tag M|(work|entries) [that {WAS}] tagged [with] M)', time: 'time.tag' },
  { np: '[time on] ([the] theme M|(work|entries) (that mention|mentioning) M)', time: 'theme.time' },
  { np: '[the|your] [time [spent] in] M', time: 'focus.total', change: 'change.focus' },
  { np: '[the|your] [time [spent] in] M', time: 'collaboration.time', share: 'collaboration.share' },
  { np: '[the|your] [time [spent] (in|on)] M', time: 'learning.time', share: 'learning.share' },
  { np: '[the|your] [time [spent|logged|recorded]] [on|in|at] [the] M', time: 'weekend.time' },
  { np: '[the|your] [time [spent|logged|recorded]] [in the] M', time: 'late.time' },
  { np: '[the] M', share: 'value.share' },
];

const moves = (verbs: string, nouns: string, than: string): string[] => [
  `[{PER} [,]] {NP} [has|have] (${verbs}) [by {FIG}] [{THAN}]`,
  `compared (to|with) the (period before|previous period) [,] {NP} [has|have] (${verbs}) by {FIG}`,
  `{NP} ({TOOK}|had) {FIG} ${than} {THAN}`,
  `[{PER}] you [have] (spent|logged|worked|recorded|had) {FIG} ${than} [{ON}] {NP} {THAN}`,
  `{FIG} ${than} {SPENT} {NP} {THAN}`,
  `~{FIG} ${than} (on|in|for|of) {NP} {THAN}`,
  `~{FIG} ${than} {THAN}`,
  `~[with] (a|an) (${nouns}) of {FIG} [{THAN}]`,
  `~(a|an) (${nouns}) of {FIG} in {NP} [{THAN}]`,
  `{NP} (saw|shows|show) (a|an) (${nouns}) of {FIG} [{THAN}]`,
];
const upWords = ['rose|risen|increased|grew|grown|went up', 'increase|rise|gain', '(more|higher)'] as const;
const downWords = [
  'fell|fallen|decreased|dropped|declined|shrank|went down',
  'decrease|fall|drop|decline|reduction',
  '(less|fewer|lower)',
] as const;
const totalMoves = (verbs: string, than: string): string[] => [
  `[the|your] (total|overall) [{LOGGED}] [time|hours] [{LOGGED}] (${verbs}) [by {FIG}] [{THAN}]`,
  `[overall ,|in total ,] you [have] (logged|worked|recorded) {FIG} ${than} [overall|in total] {THAN}`,
  `[overall ,|in total ,] {FIG} ${than} {WAS} {LOGGED} {THAN}`,
  `[the|your] total [time] {WAS} {FIG} ${than} {THAN}`,
];

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
      ],
      share: [
        `[{PER} [,]] {NP} {TOOK} {FIG} [of {TIME}] [{PER}]`,
        `[{PER} [,]] {FIG} of {TIME} ({SPENT}|{WAS}) {NP} [{PER}]`,
        `[{PER} [,]] you [have] (spent|devoted|dedicated|invested|used) {FIG} [of {TIME}] (on|in|to|for) {NP} [{PER}]`,
        `~{FIG} of {TIME} (on|in|to|for) {NP}`,
        `~{NP} [with|for|at] {FIG} [of {TIME}]`,
        `~[or|which is|which was] {FIG} [of {TIME}]`,
      ],
      up: moves(...upWords),
      down: moves(...downWords),
    }),
    {
      kinds: ['time.total'],
      of: 'log',
      shapes: [
        `[overall ,|in total ,|altogether ,|{PER} [,]] you [have] (logged|worked|recorded|tracked|spent) [a total of] {FIG} [of work] [overall|in total|altogether] [{PER}]`,
        `[overall ,|in total ,|altogether ,|{PER} [,]] [a total of] {FIG} ({WAS}|have been|has been) {LOGGED} [overall|in total|altogether] [{PER}]`,
        `[the|your] total [{LOGGED}] [time|hours] [{LOGGED}] [{PER}] [{WAS}|amounted to|came to] [,] {FIG}`,
        `(the|your) (work|time|log) [for the PERIOD|{PER}] (totalled|totaled|amounted to|comes to|came to) {FIG}`,
        `the log (holds|shows|contains) [a total of] {FIG} [of work] [overall|in total]`,
      ],
    },
    {
      kinds: ['time.total', 'days.active'],
      of: 'log',
      shapes: [`[{PER} [,]] you [have] (logged|worked|recorded) {FIG} (on|across) {FIG} [active]`],
    },
    {
      kinds: ['entries.count', 'days.active'],
      of: 'log',
      shapes: [
        `the log (holds|contains|shows) {FIG} on {FIG} [active]`,
        `you [have] (logged|recorded|made) {FIG} on {FIG} [active]`,
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
        `M {WAS} (the|your) busiest ${unit} [,] with {FIG}`,
        `M {WAS} the ${unit} with the most time [, [with|at]] {FIG}`,
      ],
    })),
    { kinds: ['entry.longest'], of: 'name', shapes: [`(the|your) longest entry {WAS} M [,] [with|at] {FIG}`] },
    { kinds: ['focus.longest'], of: 'name', shapes: [`(the|your) longest (M|block of M) (lasted|{WAS}|took) {FIG}`] },
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
        `~{FIG} short [of (the|its) target]`,
      ],
    },
    { kinds: ['goal.met', 'goal.missed'], of: 'name', shapes: ['^{GOAL}', '~{FIG} done'] },
    { kinds: ['change.total'], of: 'log', sign: 1, shapes: totalMoves(upWords[0], upWords[2]) },
    { kinds: ['change.total'], of: 'log', sign: -1, shapes: totalMoves(downWords[0], downWords[2]) },
  ],
  pieces,
);
