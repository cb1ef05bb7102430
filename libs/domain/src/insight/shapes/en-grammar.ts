import type { Topic } from './shape';

export const pieces = {
  PER: '([in|during|over|within|throughout|for|across] (the|this) (PERIOD|period))',
  FIG: '[a total of] F',
  TIME: '[the|your|all] [total|overall] [logged|recorded|tracked] [working] (time|hours)',
  WAS: '(is|are|was|were)',
  LOGGED: '(logged|recorded|tracked)',
  YOU: '(you [have] (spent|logged|worked|recorded|tracked|devoted|dedicated|invested|put|used)|the log (holds|shows|contains))',
  ON: '(on|in|to|into|for|of|with|as|doing)',
  SPENT:
    '(went (to|into|on|towards)|{WAS} [spent|used] (on|in|for)|{WAS} (devoted|dedicated|given) to|{WAS} {LOGGED} (as|on|in|for))',
  TOOK: '(took [up]|takes [up]|take [up]|lasted|accounted for|account for|accounts for|represented|represents|represent|made up|make up|makes up|amounted to|amounts to|came to|comes to|added up to|adds up to|{WAS}|stood at|stands at|used|consumed|received|got|occupied|totalled|totaled|filled)',
  BEFORE:
    '([in|during] the (period before|previous period|LAST before|previous LAST|prior LAST|preceding LAST)|[in|during] last LAST)',
  VERSUS: 'compared (to|with) [by then] {BEFORE}',
  THAN: '(than (before|[by then] {BEFORE})|{VERSUS}|from {BEFORE})',
  MORE: '(took|received|got|had|used|consumed)',
  DAYS: '[active]',
  MAKING: 'of [the|your] (time for making|making time|maker time)',
  GOAL: '[the|your] (goal M|M goal)',
  REACHED: '(met|reached|achieved|fulfilled)',
  RANK: '(largest|biggest|main|top)',
};

export const topics: Topic[] = [
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

export const moves = (verbs: string, nouns: string, than: string): string[] => [
  `[{PER} [,]] {NP} [has|have] (${verbs}) [[by] {FIG}] [{THAN}]`,
  `{VERSUS} [,] {NP} [has|have] (${verbs}) [by] {FIG}`,
  `{NP} ({TOOK}|had) {FIG} ${than} {THAN}`,
  `[{PER}] you [have] (spent|logged|worked|recorded|had) {FIG} ${than} [{ON}] {NP} {THAN}`,
  `{FIG} ${than} {SPENT} {NP} {THAN}`,
  `~{FIG} ${than} (on|in|for|of) {NP} {THAN}`,
  `~{FIG} ${than} {THAN}`,
  `~[with] (a|an) (${nouns}) of {FIG} [{THAN}]`,
  `~(a|an) (${nouns}) of {FIG} in {NP} [{THAN}]`,
  `{NP} (saw|shows|show) (a|an) (${nouns}) of {FIG} [{THAN}]`,
];
export const movesTo = (verbs: string): string[] => [
  `{NP} [has|have] (${verbs}) [by] {FIG} to {FIG} [{THAN}]`,
  `{VERSUS} [,] {NP} [has|have] (${verbs}) [by] {FIG} to {FIG}`,
];
export const compared = (than: string): string[] => [
  `[{PER} [,]] you [have] (spent|worked|logged|recorded|invested) [{FIG}] ${than} [time] {ON} {NP} than {ON} {NP} [{PER}]`,
  `[{PER} [,]] {NP} {MORE} [{FIG}] ${than} [time] than {NP} [{PER}]`,
];
export const timesAs = [
  `[{PER} [,]] you [have] (spent|worked|logged|recorded|invested) X as (much|long) [time] {ON} {NP} as {ON} {NP} [{PER}]`,
  `[{PER} [,]] {NP} {MORE} X as (much|long) [time] as {NP} [{PER}]`,
];
export const upWords = [
  'rose|risen|increased|grew|grown|went up|{WAS} up|gained',
  'increase|rise|gain',
  '(more|higher)',
] as const;
export const downWords = [
  'fell|fallen|decreased|dropped|declined|shrank|went down|{WAS} down|lost',
  'decrease|fall|drop|decline|reduction',
  '(less|fewer|lower)',
] as const;
export const totalMoves = (verbs: string, than: string): string[] => [
  `[the|your] (total|overall) [{LOGGED}] [time|hours] [{LOGGED}] (${verbs}) [[by] {FIG}] [{THAN}]`,
  `{VERSUS} [,] [the|your] (total|overall) [{LOGGED}] [time|hours] [{LOGGED}] (${verbs}) [by] {FIG}`,
  `[overall ,|in total ,|{PER} [,]] you [have] (logged|worked|recorded|put in) {FIG} ${than} [overall|in total] [{PER}] {THAN}`,
  `{VERSUS} [,] you [have] (logged|worked|recorded) {FIG} ${than}`,
  `[overall ,|in total ,] {FIG} ${than} {WAS} {LOGGED} {THAN}`,
  `[the|your] total [time] {WAS} {FIG} ${than} {THAN}`,
];
