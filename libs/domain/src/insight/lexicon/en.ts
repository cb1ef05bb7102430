import type { Lexicon } from './lexicon';
import { list, unitWords, words } from './lexicon';

const focus = ['uninterrupted focus', 'focus blocks', 'focus block', 'focus time', 'focus'];

export const english: Lexicon = {
  language: 'en',
  decimalComma: false,
  normalise: (text) => text,
  plain: words(`
    a an the this that these those it its of in on at to for from by with within during through throughout over across into is are was were be been
    being has have had you your yours user engineer period time work working hours spent spend went goes took take takes
    taken used devoted dedicated given invested came come comes made make makes up accounted accounts accounting represent represents represented
    representing amounted amounts amounting stood stands sits held holds hold contain contains contained comprise comprises
    comprised covering covered covers lasted lasting show shows showed shown showing see seen found log logs logged recorded tracked worked also
    about around approximately roughly exactly some share part portion proportion percentage project type
    category area activity activities entry entries tag tagged theme topic including included include includes altogether namely respectively
    equal equals equivalent corresponds corresponding out all-in distributed distribution spread split summary data records according based`),
  finite:
    words(`is are was were has have had went goes took take takes came come comes made make makes accounts represents represent amounts stands stood sits
    held holds hold contains contain comprises comprise covers lasted show shows showed see equals corresponds`),
  participles:
    words(`be been being spent taken used devoted dedicated given invested accounted accounting represented representing amounted contained
    comprised covering covered lasting showing shown seen found included including include includes equal equivalent corresponding`),
  pronouns: words('the log you your it they this that these those'),
  beforeNames: words('as'),
  joins: words('and while whereas but plus'),
  up: words(
    'more increase increased increases increasing rise rose risen rising grew grow grown growing higher gained gain added extra additional',
  ),
  down: words(
    'less fewer decrease decreased decreases decreasing fall fell fallen falling drop dropped dropping lower reduced reduction shrank declined decline',
  ),
  most: words(
    'most largest biggest longest highest busiest top main mostly mainly primary primarily dominant leading greatest',
  ),
  met: words('met achieved fulfilled exceeded accomplished'),
  missed: words('missed unmet'),
  short: words('short missing remaining shortfall'),
  atLeast: words('over above'),
  atMost: words('nearly almost under below'),
  units:
    unitWords(`hours: h hr hrs hour hours | minutes: m min mins minute minutes | percent: % percent | points_per_hour: point points |
    entries: entry entries | days: day days | projects: project projects | tags: tag tags | meetings: meeting meetings | blocks: block blocks |
    switches: switch switches changes`),
  terms: {
    'time.total': ['in total', 'total', 'overall', 'altogether'],
    'entries.count': ['entries', 'entry'],
    'days.active': ['active days', 'active day', 'active'],
    'projects.count': ['projects'],
    'tags.count': ['tags'],
    'day.average': ['average', 'per day', 'daily', 'each day'],
    'overlap.time': ['overlap', 'overlaps', 'overlapping', 'overlapped'],
    'focus.total': focus,
    'focus.share': focus,
    'focus.blocks': [...focus, 'blocks', 'block'],
    'focus.longest': focus,
    'switches.count': ['switches', 'switch', 'project changes', 'changes', 'context switches'],
    'meeting.count': ['meetings', 'meeting'],
    'meeting.back_to_back': ['back-to-back', 'back to back'],
    'value.share': ['high or critical', 'high-value', 'high value', 'critical value', 'value'],
    'value.per_hour': ['value'],
    'impact.share': ['impact'],
    'collaboration.time': ['collaboration', 'collaborating', 'collaborative', 'collaboration with others'],
    'collaboration.share': ['collaboration', 'collaborating', 'collaborative', 'collaboration with others'],
    'learning.time': [
      'learning and research',
      'learning',
      'building skills',
      'skill building',
      'skill development',
      'skills',
    ],
    'learning.share': [
      'learning and research',
      'learning',
      'building skills',
      'skill building',
      'skill development',
      'skills',
    ],
    'streak.longest': ['streak', 'in a row', 'consecutive days', 'consecutive'],
    'gap.days': ['gaps', 'gap', 'without any entry', 'without entries', 'without an entry'],
    'weekend.time': ['weekend', 'weekends'],
    'late.time': ['outside core hours', 'early morning or evening', 'early and late', 'evening', 'evenings', 'late'],
  },
  weakTerms: list('logged worked recorded tracked log'),
  // The facts' own texts are English and bring their words.
  companions: {},
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
