import type { Topic } from './shape';

export const pieces = {
  PER: '([in|during|over|within|throughout|for|across] (the|this) (PERIOD|period))',
  FIG: '[a total of] F',
  TIME: '[the|your|all] [total|overall] [logged|recorded|tracked] [working] (time|hours)',
  WAS: '(is|are|was|were)',
  LOGGED: '(logged|recorded|tracked)',
  YOU: '(you [have] (put in|did|completed|spent|logged|worked|recorded|tracked|devoted|dedicated|invested|put|used)|the log (holds|shows|contains))',
  MADE: '(come|comes|came|turned) out (at|to)',
  ON: '(on|in|to|into|for|of|with|as|doing)',
  SPENT:
    '(went (to|into|on|towards)|{WAS} [spent|used] (on|in|for)|{WAS} (devoted|dedicated|given) to|{WAS} {LOGGED} (as|on|in|for))',
  TOOK: '(took [up]|{MADE}|ran [up] to|takes [up]|take [up]|lasted|accounted for|account for|accounts for|represented|represents|represent|made up|make up|makes up|amounted to|amounts to|came to|comes to|added up to|adds up to|{WAS}|stood at|stands at|used|consumed|received|got|occupied|totalled|totaled|filled)',
  BEFORE:
    '([in|during] the (period before|previous period|LAST before|previous LAST|prior LAST|preceding LAST)|[in|during] last LAST)',
  VERSUS: 'compared (to|with) [by then] {BEFORE}',
  THAN: '(than (before|[by then] {BEFORE})|{VERSUS}|from {BEFORE})',
  MORE: '(took|received|got|had|used|consumed)',
  DAYS: '[active]',
  MAKING: 'of [the|your] (time for making|making time|maker time)',
  GOAL: '[the|your] (goal [for] M|M goal)',
  GOAL_M: '([the|your] goal M|[the|your] M goal|M)',
  REACHED: '(met|reached|achieved|fulfilled)',
  RANK: '(largest|biggest|main|top|primary)',
  BUSIEST: '(busiest|most active)',
  MOST: '(largest|biggest|greatest|sharpest|steepest|strongest)',
  ACTIVITY: '(activity|type|type of work|category|work type)',
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
  { np: '[time on|work on] ([the] tag M|[the] M tag|(work|entries) [that {WAS}] tagged [with] M)', time: 'time.tag' },
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
  `{VERSUS} [,] you [have] (spent|logged|worked) {FIG} ${than} {ON} {NP}`,
  `~{FIG} ${than} {THAN}`,
  `&{NP} by {FIG}`,
  `~[with] (a|an) (${nouns}) of {FIG} [{THAN}]`,
  `~(a|an) (${nouns}) of {FIG} in {NP} [{THAN}]`,
  `{NP} (saw|shows|show|had) (a|an) {FIG} (${nouns}) [{THAN}]`,
  `[{PER} [,]] {NP} (saw|shows|show|had) (a|an) (${nouns}) of {FIG} [{THAN}]`,
  `there was (a|an) (${nouns}) of {FIG} in {NP} [{THAN}]`,
];
export const movesTo = (verbs: string): string[] => [
  `{NP} [has|have] (${verbs}) [by] {FIG} to {FIG} [{THAN}]`,
  `{VERSUS} [,] {NP} [has|have] (${verbs}) [by] {FIG} to {FIG}`,
];
export const compared = (than: string): string[] => [
  `[{PER} [,]] you [have] (spent|worked|logged|recorded|invested) [{FIG}] ${than} [time] {ON} {NP} than {ON} {NP} [{PER}]`,
  `[{PER} [,]] {NP} {MORE} [{FIG}] ${than} [time] than {NP} [{PER}]`,
  `~{FIG} ${than} than [{ON}] {NP}`,
];
export const timesAs = [
  '~[which is|that is] X as (much|long) [time] as [{ON}] {NP}',
  `[{PER} [,]] you [have] (spent|worked|logged|recorded|invested) X as (much|long) [time] {ON} {NP} as {ON} {NP} [{PER}]`,
  `[{PER} [,]] {NP} {MORE} X as (much|long) [time] as {NP} [{PER}]`,
];
export const upWords = [
  'rose|risen|rising|increasing|climbed|expanded|increased|grew|grown|went up|{WAS} up|gained',
  'increase|rise|gain',
  '(more|higher)',
] as const;
export const downWords = [
  'fell|fallen|falling|decreasing|dipped|shrunk|{WAS} (reduced|cut)|decreased|dropped|declined|shrank|went down|{WAS} down|lost',
  'decrease|fall|drop|decline|reduction',
  '(less|fewer|lower)',
] as const;
export const totalMoves = ([verbs, nouns, than]: readonly [string, string, string], way: string): string[] => [
  `+[which is|that is] (${way} [by] {FIG}|{FIG} ${than}) {THAN}`,
  `+${way} [by] {FIG} [{THAN}]`,
  `[overall ,] [{PER} [,]|this PERIOD] (saw|shows|showed|had) (a|an) (${nouns}) of {FIG} in [the|your] [total|overall] [{LOGGED}] (time|hours) [{LOGGED}] [{THAN}]`,
  `you [have] (logged|worked|recorded) ${than} [hours|time] [[in total] {PER}] {THAN}`,
  `+{FIG} ${than} [{THAN}]`,
  `+(a|an) (${nouns}) of {FIG} [{THAN}]`,
  `[the|your] (total|overall) [{LOGGED}] [time|hours] [{LOGGED}] (${verbs}) [[by] {FIG}] [{THAN}]`,
  `{VERSUS} [,] [the|your] (total|overall) [{LOGGED}] [time|hours] [{LOGGED}] (${verbs}) [by] {FIG}`,
  `[overall ,|in total ,|{PER} [,]] you [have] (logged|worked|recorded|put in) {FIG} ${than} [overall|in total] [{PER}] {THAN}`,
  `{VERSUS} [,] you [have] (logged|worked|recorded) {FIG} ${than}`,
  `[overall ,|in total ,] {FIG} ${than} {WAS} {LOGGED} {THAN}`,
  `[the|your] total [time] {WAS} {FIG} ${than} {THAN}`,
];

/** What totals, and topics, can be told to have come from. */
export const movesFrom = (verbs: string, np: string): string[] => [
  `[{PER} [,]] ${np} [has|have] (${verbs}) from {FIG} to {FIG} [{THAN}]`,
  `{VERSUS} [,] ${np} [has|have] (${verbs}) from {FIG} to {FIG}`,
];
export const totalNp = '[the|your] (total|overall) [{LOGGED}] [time|hours] [{LOGGED}]';
