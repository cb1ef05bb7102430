import type { AnalysisModel, Finding } from './analysis-model';
import type { Correlation } from './correlation';

const likelihood = (pValue: number): string => (pValue < 0.0001 ? 'p < 0.0001' : `p = ${pValue}`);

const maxOf = { trend: 6, change_point: 6, outlier: 5 } as const;

const trends = ({ series }: Omit<AnalysisModel, 'findings'>): Finding[] =>
  series
    // A slope that rounds to nothing is no rise or fall to tell of.
    .filter(({ trend }) => trend?.significant && trend.slope !== 0)
    .map(({ name, step, trend }) => ({
      kind: 'trend' as const,
      text: `Hours (${name}) ${trend?.direction === 'up' ? 'rise' : 'fall'} by ${Math.abs(trend?.slope ?? 0)} a ${step} (${likelihood(trend?.p_value ?? 1)}, ${trend?.n} ${step}s).`,
    }))
    .slice(0, maxOf.trend);

const changes = ({ series }: Omit<AnalysisModel, 'findings'>): Finding[] =>
  series
    .flatMap(({ name, step, change_points }) =>
      change_points.map((point) => ({
        kind: 'change_point' as const,
        text: `Hours (${name}) change from ${point.hours_before} to ${point.hours_after} a ${step} from ${point.date} on (${likelihood(point.p_value)}).`,
      })),
    )
    .slice(0, maxOf.change_point);

const correlation = (what: string, found: Correlation | null, of = 'entries'): Finding[] =>
  found?.significant && Math.abs(found.rho) >= 0.1
    ? [
        {
          kind: 'correlation',
          text: `Value ${found.rho > 0 ? 'rises' : 'falls'} with ${what} (rho = ${found.rho}, ${likelihood(found.p_value)}, ${found.n} ${of}).`,
        },
      ]
    : [];

const busiest = ({ weekdays, entries_count }: Omit<AnalysisModel, 'findings'>): Finding[] => {
  const [first, second] = [...weekdays].sort((a, b) => b.hours_each - a.hours_each);
  if (!first || !second || entries_count < 10) return [];
  // A tie, to about a minute, has no winner.
  if (first.hours_each - second.hours_each < 0.02) return [];
  return [{ kind: 'pattern', text: `The weekday with most time is ${first.name}, ${first.hours_each} hours each.` }];
};

/** What the tests found, in words by rule; one that says so when they found nothing. */
export const findingsOf = (model: Omit<AnalysisModel, 'findings'>): Finding[] => {
  const past = model.own_past;
  const findings: Finding[] = [
    ...trends(model),
    ...changes(model),
    ...model.outliers.days.slice(0, maxOf.outlier).map(({ date, hours }) => ({
      kind: 'outlier' as const,
      text: `${date} stands out with ${hours} hours.`,
    })),
    ...correlation('the hour at which work starts', model.value_correlations.start_hour),
    ...correlation('the length of an entry', model.value_correlations.entry_hours),
    ...correlation('the length of a block of uninterrupted work', model.value_correlations.block_hours, 'blocks'),
    ...busiest(model),
    ...(past
      ? [
          {
            kind: 'own_past' as const,
            text: `${model.totals.hours} hours, against ${past.hours} in the period before (${past.difference_hours > 0 ? '+' : ''}${past.difference_hours}).`,
          },
        ]
      : []),
  ];
  return findings.length > 0
    ? findings
    : [{ kind: 'nothing', text: 'The entries of this period show nothing that can be told from chance.' }];
};
