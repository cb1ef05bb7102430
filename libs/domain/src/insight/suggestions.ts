import type { Fact } from '../facts/fact';

/** Advice by rule, so that it rests on a figure and on nothing else. */
export interface Suggestion {
  text: string;
  fact_ids: string[];
}

const find = (facts: readonly Fact[], id: string): Fact | undefined => facts.find((fact) => fact.id === id);

interface Rule {
  id: string;
  applies: (value: number) => boolean;
  text: string;
}

const rules: readonly Rule[] = [
  {
    id: 'share.type.meeting',
    applies: (share) => share >= 35,
    text: 'Meetings take a third of the time or more: see which could be shorter, fewer or written.',
  },
  {
    id: 'focus.share',
    applies: (share) => share < 50,
    text: 'Most work outside meetings comes in pieces under 90 minutes: reserve blocks without interruptions.',
  },
  {
    id: 'meeting.back_to_back',
    applies: (count) => count >= 3,
    text: 'Meetings follow each other without a pause: leave a gap between them, or join them on one half of a day.',
  },
  {
    id: 'switches.count',
    applies: (count) => count >= 10,
    text: 'Work changes project often: give each project its own half-day where that is possible.',
  },
  {
    id: 'late.time',
    applies: (hours) => hours >= 5,
    text: 'Several hours fall into the early morning or evening: see whether that is by choice.',
  },
  {
    id: 'weekend.time',
    applies: (hours) => hours >= 4,
    text: 'Work reached into the weekend: plan a lighter day in return.',
  },
  {
    id: 'value.share',
    // None at all: nobody rates here.
    applies: (share) => share > 0 && share < 20,
    text: 'Little of the time is rated high or critical in value: put such work first in the week.',
  },
  {
    id: 'gap.days',
    applies: (days) => days >= 2,
    text: 'Weekdays without entries leave holes in these figures: log them, if only roughly.',
  },
  {
    id: 'overlap.time',
    applies: (hours) => hours >= 2,
    text: 'Entries overlap; the time counts once. Check their start and end.',
  },
  {
    id: 'learning.share',
    applies: (share) => share < 2,
    text: 'Hardly any time went to learning or research: an hour a week keeps skills growing.',
  },
];

const maxSuggestions = 4;

/** Suggestions whose figure calls for them, each naming the fact it rests on. */
export const suggestionsFor = (facts: readonly Fact[]): Suggestion[] => {
  const byRule = rules.flatMap((rule) => {
    const fact = find(facts, rule.id);
    return fact && rule.applies(fact.value) ? [{ text: rule.text, fact_ids: [fact.id] }] : [];
  });
  const goals = facts
    .filter((fact) => fact.kind === 'goal.short')
    .map((fact) => ({
      text: `To reach the goal “${fact.subject?.name ?? ''}”, plan its time first.`,
      fact_ids: [fact.id],
    }));
  return [...goals, ...byRule].slice(0, maxSuggestions);
};
