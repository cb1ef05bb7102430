import type { AskedFact } from './model';

/** A fact's text, and how models word it. `$1` is its figure or name, as the text has them. */
const wordings: readonly [text: RegExp, ...words: string[]][] = [
  [/^Total time logged: (\S+) hours\.$/, 'You worked a total of $1 hours.', 'A total of $1 hours was logged.'],
  [/^The log holds (\d+) entries\.$/, 'There are $1 entries in the log.', 'You made $1 entries.'],
  [/^Time was logged on (\d+) days\.$/, 'You worked on $1 days.', 'You were active on $1 days.'],
  [
    /^An active day holds (\S+) hours on average\.$/,
    'On average, you logged $1 hours per active day.',
    'Your active days averaged $1 hours.',
  ],
  [
    /^The time is spread over (\d+) projects\.$/,
    'You worked on $1 projects.',
    'Your time was spread over $1 projects.',
  ],
  [
    /^Time logged as ([a-z ]+): (\S+) hours\.$/,
    'You spent $2 hours on $1.',
    '$2 hours went to $1.',
    'Time on $1 came to $2 hours.',
    'You logged $2 hours of $1.',
  ],
  [
    /^Share of the logged time spent on ([a-z ]+): (\S+) %\.$/,
    '$2 % of your time went to $1.',
    'You spent $2 % of your time on $1.',
    'Time spent on $1 made up $2 % of the logged time.',
  ],
  [
    /^Time logged on project (“[^”]*”): (\S+) hours\.$/,
    'You spent $2 hours on project $1.',
    'Project $1 took $2 hours.',
    'The project $1 accounted for $2 hours of your time.',
  ],
  [
    /^Time on entries tagged (“[^”]*”): (\S+) hours\.$/,
    'You spent $2 hours on entries tagged $1.',
    'Entries tagged $1 took $2 hours.',
  ],
  [
    /^The largest part of the logged time, (\S+) %, went to ([a-z ]+)\.$/,
    'The largest share of your time went to $2, at $1 %.',
    'Your main activity was $2, with $1 %.',
  ],
  [
    /^The project with the most time is (“[^”]*”), with (\S+) hours\.$/,
    'Your main project was $1, with $2 hours.',
    '$1 was your top project with $2 hours.',
  ],
  [
    /^The day with the most time is (\S+), with (\S+) hours\.$/,
    'Your busiest day was $1, with $2 hours.',
    'The busiest day was $1 with $2 hours.',
  ],
  [/^The weekday with the most time is (\S+), with (\S+) hours\.$/, 'Your busiest weekday was $1, with $2 hours.'],
  [
    /^Time in uninterrupted focus: (\S+) hours\.$/,
    'You had $1 hours of uninterrupted focus.',
    'Your focus time was $1 hours.',
  ],
  [/^The longest focus block lasted (\S+) hours\.$/, 'Your longest focus block was $1 hours.'],
  [/^Uninterrupted focus came in (\d+) blocks\.$/, 'You had $1 focus blocks.', 'Your focus time came in $1 blocks.'],
  [/^The log holds (\d+) meetings\.$/, 'You had $1 meetings.', 'You attended $1 meetings.'],
  [
    /^Share of the logged time rated high or critical in value: (\S+) %\.$/,
    'High-value work took $1 % of the time.',
    '$1 % of your time was rated high or critical in value.',
  ],
  [
    /^Share of the logged time with impact on the team or beyond: (\S+) %\.$/,
    '$1 % of your time had an impact on the team or beyond.',
  ],
  [
    /^Time in the early morning or evening, outside core hours: (\S+) hours\.$/,
    'You worked $1 hours outside core hours.',
    '$1 hours were logged outside core hours.',
  ],
  [/^Time logged on the weekend: (\S+) hours\.$/, 'You logged $1 hours on the weekend.', 'Weekend work took $1 hours.'],
  [/^Goal (“[^”]*”), met: (\S+ \S+) done\.$/, 'You met the goal $1, with $2 done.', 'The goal $1 was met with $2.'],
  [/^Goal (“[^”]*”), missed: (\S+ \S+) done\.$/, 'You missed the goal $1, with $2 done.'],
  [
    /^Goal (“[^”]*”), missed: (\S+ \S+) short of the target\.$/,
    'You missed the goal $1 by $2.',
    'The goal $1 is $2 short of its target.',
  ],
  [
    /^Total time logged: (\S+) hours more than in the period before\.$/,
    'You logged $1 hours more than in the period before.',
    'Your total time rose by $1 hours.',
  ],
  [
    /^Total time logged: (\S+) hours less than in the period before\.$/,
    'You logged $1 hours less than in the period before.',
    'Your total time fell by $1 hours.',
  ],
  [
    /^Time logged as ([a-z ]+): (\S+) hours more than in the period before\.$/,
    'Time on $1 increased by $2 hours.',
    'You spent $2 hours more on $1 than before.',
  ],
  [
    /^Time logged as ([a-z ]+): (\S+) hours less than in the period before\.$/,
    'Time on $1 fell by $2 hours.',
    'You spent $2 hours less on $1 than before.',
  ],
];

/** In other words than the fact's own, where there are some; `at` chooses among them. */
export function inOtherWords({ text }: AskedFact, at: number): string {
  const [known, ...words] = wordings.find(([pattern]) => pattern.test(text)) ?? [];
  return known ? text.replace(known, words[at % words.length] ?? text) : text;
}
