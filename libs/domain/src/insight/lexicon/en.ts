import { englishShapes } from '../shapes/en';
import { wordsOf } from '../shapes/shape';
import type { Lexicon } from './lexicon';
import { boundWords, list, phrases, quantityWords, unitWords, withoutAsides, words } from './lexicon';

const withoutFillers = withoutAsides(
  'overall, in summary, to summarise, to summarize, in short, notably, additionally, in addition, furthermore, moreover, meanwhile, however, in contrast, in comparison, specifically',
  'also, however',
);

const focus = ['uninterrupted focus time', 'uninterrupted focus', 'focus time', 'focus'];
const together = ['collaboration with others', 'collaborating with others', 'collaboration'];
const learning = ['learning and research'];

export const english: Lexicon = {
  language: 'en',
  decimalComma: false,
  shapes: englishShapes,
  known: wordsOf(englishShapes),
  // “Spread over 17 entries” is not above 17.
  normalise: (text) =>
    withoutFillers(text)
      .replace(/\b(spread|split|distributed) over\b/gu, '$1 across')
      .replace(/\b(?:most|the majority|a majority|the bulk)(?= of (?:the|your|all)\b)/gu, 'most-part'),
  joins: words('and while whereas but plus'),
  bounds: boundWords(
    `above: over, above, more than | below: under, below, less than |
    just above: just over, just above, slightly over, slightly above, slightly more than, a little over, a little more than |
    just below: nearly, almost, just under, just below, slightly under, slightly below, slightly less than, close to |
    near: about, around, approximately, roughly | only: only, just, merely`,
  ),
  between: phrases('to, of, of the'),
  quantities: quantityWords({
    parts: `half: half, a half | third: a third, one third, one-third | quarter: a quarter, one quarter, one-quarter |
    fifth: a fifth, one fifth, one-fifth | tenth: a tenth, one tenth, one-tenth | thirds: two thirds, two-thirds |
    quarters: three quarters, three-quarters`,
    most: 'most-part',
    times: '2: twice, two times | 3: three times | 4: four times | 5: five times | 6: six times',
    counts: `two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
      nineteen twenty`,
    hours: '0.5: half an hour, a half hour | 1: an hour, one hour | 1.5: an hour and a half, one and a half hours',
    andHalf: ['# and a half'],
  }),
  units:
    unitWords(`hours: h hr hrs hour hours | minutes: m min mins minute minutes | percent: % percent | points_per_hour: point points |
    entries: entry entries | days: day days | projects: project projects | tags: tag tags | meetings: meeting meetings | blocks: block blocks |
    switches: switch switches changes | times: times`),
  terms: {
    'focus.total': focus,
    'focus.share': [...focus, 'deep work'],
    'focus.blocks': [...focus, 'focus blocks', 'focus block'],
    'focus.longest': [
      'focus block',
      'uninterrupted focus block',
      'uninterrupted block of focus',
      'focus session',
      'uninterrupted focus session',
    ],
    'value.share': [
      'high-value work',
      'high value work',
      'work of high or critical value',
      'work rated high or critical in value',
      'work rated high or critical',
      'of high or critical value',
      'high or critical in value',
      'high or critical value',
      'as high or critical in value',
      'as high or critical',
      'high or critical',
    ],
    'impact.share': ['impact on the team or beyond'],
    'collaboration.time': together,
    'collaboration.share': together,
    'learning.time': learning,
    'learning.share': learning,
    'weekend.time': ['weekend', 'weekends'],
    'late.time': [
      'outside of core hours',
      'outside core hours, in the early morning or evening',
      'outside core hours',
      'early morning or evening',
      'early mornings or evenings',
    ],
  },
  types: {
    development: ['development', 'developing', 'coding'],
    meeting: ['meetings', 'meeting'],
    code_review: ['code reviews', 'code review', 'reviews', 'reviewing', 'reviewing code'],
    debugging: ['debugging'],
    documentation: ['documentation', 'documenting', 'docs'],
    testing: ['testing', 'tests'],
    deployment: ['deployments', 'deployment', 'deploying'],
    research: ['research', 'researching'],
    planning: ['planning'],
    learning: ['learning'],
    maintenance: ['maintenance'],
    support: ['support', 'supporting'],
    other: ['other work', 'other'],
  },
  weekdays: [
    ['monday', 'mondays'],
    ['tuesday', 'tuesdays'],
    ['wednesday', 'wednesdays'],
    ['thursday', 'thursdays'],
    ['friday', 'fridays'],
    ['saturday', 'saturdays'],
    ['sunday', 'sundays'],
  ],
  beforeDate: [' ', ', ', ', the '],
  months: list('january february march april may june july august september october november december'),
};
