import { backToBackMeetings, measureFocus } from '../statistics/focus';
import type { Focus } from '../statistics/focus';
import type { Span } from '../statistics/span';
import type { Fact } from './fact';
import { toFact } from './fact';

const meetingFacts = (spans: readonly Span[]): Fact[] => {
  const meetings = spans.filter((span) => span.type === 'meeting').length;
  if (meetings === 0) return [];
  return [
    toFact({
      kind: 'meeting.count',
      label: 'Meetings',
      value: meetings,
      unit: 'meetings',
      words: (figure) => `The log holds ${figure}.`,
    }),
    toFact({
      kind: 'meeting.back_to_back',
      label: 'Back-to-back meetings',
      value: backToBackMeetings(spans),
      unit: 'meetings',
      words: (figure) => `Back-to-back, beginning right after another: ${figure}.`,
    }),
  ];
};

/** Focus blocks, fragmentation and meetings. Spans as `clip` gives them. */
export const focusFacts = (spans: readonly Span[], focus: Focus = measureFocus(spans)): Fact[] => {
  const longest = Math.max(0, ...focus.blocks.map((block) => block.minutes));
  return [
    ...(focus.makerMinutes > 0
      ? [
          toFact({
            kind: 'focus.total',
            label: 'Focus time',
            value: focus.focusMinutes / 60,
            unit: 'hours',
            words: (figure) => `Time in uninterrupted focus: ${figure}.`,
          }),
          toFact({
            kind: 'focus.share',
            label: 'Focus share',
            value: (focus.focusMinutes / focus.makerMinutes) * 100,
            unit: 'percent',
            words: (figure) => `Share of uninterrupted focus in the time for making: ${figure}.`,
          }),
          toFact({
            kind: 'focus.blocks',
            label: 'Focus blocks',
            value: focus.blocks.length,
            unit: 'blocks',
            words: (figure) => `Uninterrupted focus came in ${figure}.`,
          }),
          toFact({
            kind: 'switches.count',
            label: 'Project switches',
            value: focus.projectSwitches,
            unit: 'switches',
            words: (figure) => `Changes from one project straight to another: ${figure}.`,
          }),
        ]
      : []),
    ...(longest > 0
      ? [
          toFact({
            kind: 'focus.longest',
            label: 'Longest focus block',
            value: longest / 60,
            unit: 'hours',
            words: (figure) => `The longest focus block lasted ${figure}.`,
          }),
        ]
      : []),
    ...meetingFacts(spans),
  ];
};
