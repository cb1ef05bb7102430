import { englishShapes } from '../shapes/en';
import { wordsOf } from '../shapes/shape';
import type { Lexicon } from './lexicon';
import { list, phrases, quantityWords, unitWords, words } from './lexicon';

const focus = ['uninterrupted focus time', 'uninterrupted focus', 'focus time', 'focus'];
const together = ['collaboration with others', 'collaborating with others', 'collaboration'];
const learning = ['learning and research'];

export const english: Lexicon = {
  language: 'en',
  decimalComma: false,
  shapes: englishShapes,
  known: wordsOf(englishShapes),
  // “Spread over 17 entries” is not above 17.
  normalise: (text) => text.replace(/\b(spread|split|distributed) over\b/gu, '$1 across'),
  joins: words('and while whereas but plus'),
  above: phrases('over, above, more than, just over, just above, slightly over, slightly more than, a little over'),
  below: phrases('nearly, almost, under, below, less than, just under, just below, slightly under, slightly less than'),
  near: phrases('about, around, approximately, roughly'),
  quantities: quantityWords(
    `half: half, a half | third: a third, one third, one-third | quarter: a quarter, one quarter, one-quarter |
    fifth: a fifth, one fifth, one-fifth | tenth: a tenth, one tenth, one-tenth | thirds: two thirds, two-thirds |
    quarters: three quarters, three-quarters`,
    `2: twice, two times | 3: three times | 4: four times`,
    'two three four five six seven eight nine ten eleven twelve',
  ),
  units:
    unitWords(`hours: h hr hrs hour hours | minutes: m min mins minute minutes | percent: % percent | points_per_hour: point points |
    entries: entry entries | days: day days | projects: project projects | tags: tag tags | meetings: meeting meetings | blocks: block blocks |
    switches: switch switches changes | times: times`),
  terms: {
    'focus.total': focus,
    'focus.share': focus,
    'focus.blocks': [...focus, 'focus blocks', 'focus block'],
    'focus.longest': ['focus block', 'uninterrupted focus block', 'focus session', 'uninterrupted focus session'],
    'value.share': [
      'high-value work',
      'high value work',
      'work of high or critical value',
      'work rated high or critical in value',
      'work rated high or critical',
      'of high or critical value',
      'high or critical in value',
    ],
    'impact.share': ['impact on the team or beyond'],
    'collaboration.time': together,
    'collaboration.share': together,
    'learning.time': learning,
    'learning.share': learning,
    'weekend.time': ['weekend', 'weekends'],
    'late.time': ['outside core hours', 'early morning or evening', 'early mornings or evenings'],
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
  months: list('january february march april may june july august september october november december'),
};
