import type { FactKind } from '../facts/fact';

export const insightKinds = [
  'productivity',
  'skill_development',
  'time_management',
  'team_collaboration',
  'patterns',
  'goals',
  'improvement',
  'general',
] as const;
export type InsightKind = (typeof insightKinds)[number];

export interface InsightPlan {
  /** What the reader wants to know, for the model. */
  asks: string;
  /** The facts that answer it, most telling first. */
  facts: readonly FactKind[];
}

const totals: readonly FactKind[] = ['time.total', 'entries.count', 'days.active', 'day.average'];
const changes: readonly FactKind[] = ['change.total', 'change.focus', 'change.type', 'change.project'];
const goals: readonly FactKind[] = ['goal.met', 'goal.missed', 'goal.open', 'goal.short', 'goal.words'];

export const insightPlans: Record<InsightKind, InsightPlan> = {
  productivity: {
    asks: 'where the time produced the most value, how much of it was uninterrupted, and what changed',
    facts: [
      'value.share',
      'focus.share',
      'focus.total',
      'focus.longest',
      'value.per_hour',
      'value.best',
      'top.type',
      ...totals,
      'switches.count',
      ...changes,
      'time.type',
      'time.project',
      ...goals,
    ],
  },
  skill_development: {
    asks: 'how much time went into learning and research, and on which subjects',
    facts: [
      'learning.time',
      'learning.share',
      'theme.time',
      'time.tag',
      'tags.count',
      'projects.count',
      'time.type',
      'change.type',
      ...goals,
      ...totals,
    ],
  },
  time_management: {
    asks: 'how the time was divided, how meetings and switching cut into it, and when it was worked',
    facts: [
      'time.total',
      'top.type',
      'meeting.count',
      'meeting.back_to_back',
      'focus.share',
      'switches.count',
      'late.time',
      'weekend.time',
      'share.type',
      'time.type',
      'day.average',
      'top.day',
      'top.hour',
      'overlap.time',
      ...changes,
      ...goals,
      'gap.days',
    ],
  },
  team_collaboration: {
    asks: 'how much was done with and for others, and its impact beyond oneself',
    facts: [
      'collaboration.time',
      'collaboration.share',
      'impact.share',
      'meeting.count',
      'meeting.back_to_back',
      'time.type',
      'share.type',
      'change.type',
      'top.project',
      'time.project',
      ...totals,
      ...goals,
    ],
  },
  patterns: {
    asks: 'when the work happens: weekdays, hours, streaks, gaps and recurring themes',
    facts: [
      'top.weekday',
      'top.hour',
      'top.day',
      'streak.longest',
      'gap.days',
      'late.time',
      'weekend.time',
      'theme.time',
      'focus.blocks',
      'focus.longest',
      'top.type',
      ...totals,
      ...changes,
    ],
  },
  goals: {
    asks: 'how far each goal was reached, and what the time went into instead',
    facts: [...goals, 'time.total', 'top.project', 'top.type', 'time.project', 'time.type', 'time.tag', ...changes],
  },
  improvement: {
    asks: 'what holds the work back: fragmentation, meeting load, late hours, gaps, low value',
    facts: [
      'focus.share',
      'switches.count',
      'meeting.count',
      'meeting.back_to_back',
      'late.time',
      'weekend.time',
      'value.share',
      'gap.days',
      'overlap.time',
      'share.type',
      'top.type',
      ...changes,
      ...goals,
      ...totals,
    ],
  },
  general: {
    asks: 'what the period was like',
    facts: [
      'time.total',
      'days.active',
      'top.project',
      'top.type',
      'focus.total',
      'value.share',
      'meeting.count',
      'top.day',
      ...changes,
      ...goals,
      'time.project',
      'time.type',
      'theme.time',
      'entries.count',
      'entry.longest',
    ],
  },
};

/** Any type of insight a client names; those without a plan of their own are general. */
export const insightKindOf = (type: string): InsightKind => {
  const name = type
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return insightKinds.find((kind) => kind === name) ?? 'general';
};
