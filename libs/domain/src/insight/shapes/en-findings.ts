import type { ShapeGroup } from './shape';

/** What stands out, of one name: the most, the longest, shares of value, goals. */
export const findings: readonly ShapeGroup[] = [
  {
    kinds: ['time.type'],
    needs: 'top.type',
    of: 'name',
    shapes: [
      `[{PER} [,]] M {WAS} (the|your) {RANK} {ACTIVITY} [,] [with|at|taking|taking up|accounting for] {FIG} [{PER}]`,
      `[{PER} [,]] you [have] spent the most time (on|in) M [,] [with|at] {FIG} [{PER}]`,
      `(the|your) {RANK} {ACTIVITY} {WAS} M [,] [with|at|taking|taking up|accounting for] {FIG} [{PER}]`,
    ],
  },
  { kinds: ['top.type'], of: 'name', shapes: [`!(making|which makes|which made) it (the|your) {RANK} {ACTIVITY}`] },
  {
    kinds: ['late.time'],
    of: 'name',
    shapes: [
      `{FIG} [of (work|{TIME})] ({WAS} (logged|worked)|fell) M [{PER}]`,
      `[{PER} [,]] {YOU} {FIG} [of work|working] [in the] M [{PER}]`,
    ],
  },
  {
    kinds: ['top.weekday'],
    needs: 'top.day',
    of: 'name',
    shapes: [
      `M {WAS} (the|your) {BUSIEST} day [,] [with|at] {FIG} [{LOGGED}]`,
      `on M [,] {YOU} {FIG} [,] (the|your) {BUSIEST} day`,
      `you [have] (worked|logged) the most [hours|time] on M [,] [with|at] {FIG} [{LOGGED}]`,
      `(the|your) {BUSIEST} day [of the PERIOD] {WAS} M [,] [with|at] {FIG} [{LOGGED}]`,
      `M {WAS} (the|your) {BUSIEST} day of the PERIOD [,] [with|at] {FIG} [{LOGGED}]`,
    ],
  },
  {
    kinds: ['weekend.time'],
    of: 'name',
    shapes: [
      `{FIG} [of work] (took place|{WAS} {LOGGED}|fell|{WAS} worked) (on|at|over|during) [the] M`,
      `(on|at|over) [the] M [,] {YOU} {FIG}`,
      `{YOU} {FIG} (on|at|over|during) [the] M`,
    ],
  },
  {
    kinds: ['focus.share'],
    of: 'name',
    shapes: [
      `[the|your] M {TOOK} {FIG} {MAKING}`,
      `you [have] spent {FIG} {MAKING} (in|on) M`,
      `{FIG} {MAKING} ({WAS} [spent in]|went to) M`,
    ],
  },
  {
    kinds: ['value.share'],
    of: 'name',
    shapes: [
      `[{PER} [,]] {FIG} of {TIME} {WAS} [rated|spent on] M [{PER}]`,
      `[the|your] [{LOGGED}] time [{WAS}] rated M {TOOK} {FIG} [of {TIME}]`,
    ],
  },
  {
    kinds: ['impact.share'],
    of: 'name',
    shapes: [`[{PER} [,]] {FIG} of {TIME} (had|has) [an] M [{PER}]`, `(work|time) with [an] M {TOOK} {FIG} of {TIME}`],
  },
  {
    kinds: ['value.per_hour'],
    of: 'log',
    shapes: [
      `[the|your] value of ({TIME}|[the|your] work) {WAS} {FIG} per hour`,
      `on average [,] your (work|time) (was worth|had a value of|has a value of) {FIG} per hour`,
      `[the|your] average value [of ({TIME}|[the|your] work)] {WAS} {FIG} per hour`,
    ],
  },
  {
    kinds: ['value.best'],
    of: 'name',
    shapes: [
      `the type of work with the highest value {WAS} M , [with|at] {FIG} per hour`,
      `M [work] (had|has|delivered|brought|provided|generated|offered|yielded|offers|provides|delivers|showed) the highest value [per hour] [,] [with|at] {FIG} per hour`,
    ],
  },
  {
    kinds: ['top.type'],
    of: 'name',
    shapes: [
      `[{PER} [,]] M {WAS} (the|your) {RANK} {ACTIVITY} [,] (taking [up]|accounting for|making up|representing) {FIG} [of {TIME}]`,
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
      `(the|your) {RANK} project {WAS} M [,] (with|at) {FIG}`,
      `you [have] (spent|logged|worked) the most time on [[the] project] M [,] [with|at] {FIG}`,
    ],
  },
  ...(['day', 'weekday', 'hour'] as const).map((unit) => ({
    kinds: [`top.${unit}`] as const,
    of: 'name' as const,
    shapes: [
      `the ${unit} [of the day] with the most time ({WAS}|begins at|began at) M [,] with {FIG}`,
      `(the|your) {BUSIEST} ${unit} [of the (day|PERIOD)] ({WAS}|{WAS} on|began at|begins at) M [,] (with|at) {FIG} [{LOGGED}]`,
      `M {WAS} (the|your) {BUSIEST} ${unit} [of the PERIOD] [,] [with|at] {FIG} [{LOGGED}]`,
      `(the|your) ${unit} with the most [{LOGGED}] (time|hours) {WAS} M [,] [with|at] {FIG} [{LOGGED}]`,
      `M {WAS} the ${unit} with the most time [, [with|at]] {FIG}`,
    ],
  })),
  {
    kinds: ['entry.longest'],
    of: 'name',
    shapes: [
      `(the|your) longest [single] entry {WAS} M [,] [with|at|which took|which lasted|taking|lasting] {FIG}`,
      `(the|your) longest [single] entry [,] M [,] (lasted|took|ran for|{WAS}) {FIG}`,
    ],
  },
  {
    kinds: ['focus.longest'],
    of: 'name',
    shapes: [`(the|your) longest (M|block of M) (lasted|{WAS}|took|ran for|came to) {FIG}`],
  },
  {
    kinds: ['streak.longest'],
    of: 'log',
    shapes: [
      `(the|your) longest streak [of logged days] [, weekends aside ,] (lasted|{WAS}|ran for) {FIG} [in a row|consecutive]`,
      `(the|your) longest streak [of logged days] (lasted|{WAS}|ran for) {FIG} consecutive`,
    ],
  },
  {
    kinds: ['goal.met'],
    of: 'name',
    shapes: [
      `{GOAL} ({WAS}|has been) {REACHED}`,
      `{GOAL} ({WAS}|has been) {REACHED} [,] (with|at) {FIG} [done|{LOGGED}|completed|of work]`,
      `~(met|reached|achieved|fulfilled) {GOAL} [[,] with {FIG} [done]]`,
      `you [have] {REACHED} {GOAL} [[,] (with|at) {FIG} [done|{LOGGED}|completed|of work]]`,
    ],
  },
  {
    kinds: ['goal.missed'],
    of: 'name',
    shapes: [
      `{GOAL} ({WAS}|has been) (missed|not met)`,
      `{GOAL} ({WAS}|has been) missed [,] with {FIG} [done|{LOGGED}|completed]`,
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
      `~(missed|not met|missing) {GOAL} by {FIG}`,
      `~{FIG} short [of (the|its) target]`,
    ],
  },
  {
    kinds: ['goal.missed', 'goal.short'],
    of: 'name',
    derives: 'target',
    shapes: [
      `you [have] (completed|logged|did|done|reached) {FIG} (of|out of) [the] {FIG} [planned|targeted|needed] for {GOAL_M}`,
      `{FIG} (of|out of) [the] {FIG} [planned|targeted] (for|of) {GOAL_M} ({WAS}|have been|has been) (done|completed|{LOGGED}|reached)`,
    ],
  },
  { kinds: ['goal.met', 'goal.missed'], of: 'name', shapes: ['^{GOAL}', '~{FIG} done'] },
];
