import { maxEntryMs } from './entry-rows';
import type { Sql, Statement } from './sql';

/** Fewer others than this are no crowd to be anonymous in. */
export const minTeam = 5;

export interface TeamMeasure {
  name: string;
  own: number;
  p25: number;
  median: number;
  p75: number;
  /** 0..100: the share of the others with as much or less. */
  percentile: number;
}

export interface TeamComparison {
  /** Others who logged time in the period. */
  people: number;
  /** Empty below `minTeam`. */
  measures: TeamMeasure[];
}

const hours = (ranges: string): string =>
  `(select coalesce(sum(extract(epoch from upper(r) - lower(r))), 0)::float8 / 3600 from unnest(${ranges}) as r)`;

/**
 * Each person's totals, and of these only quartiles and a rank leave the database. Overlapping entries count once: a
 * person's ranges are merged before they are measured.
 */
const compare: Statement = {
  name: 'team_comparison',
  text: `with entries as (
           select user_id, type, value_rating,
             tstzrange(greatest(start_time, $2::timestamptz), least(end_time, $3::timestamptz)) as span
           from log_entries
           where start_time < $3::timestamptz and start_time > $4::timestamptz and end_time > $2::timestamptz
         ), merged as (
           select user_id, range_agg(span) as logged,
             coalesce(range_agg(span) filter (where type = 'meeting'), '{}') as meetings,
             coalesce(range_agg(span) filter (where value_rating in ('high', 'critical')), '{}') as valuable
           from entries group by user_id
         ), totals as (
           select user_id, ${hours('logged')} as hours, ${hours('meetings')} as meetings, ${hours('valuable')} as valuable
           from merged
         ), measured as (
           select user_id, measure.name, measure.value from totals cross join lateral (values
             ('hours', hours), ('meeting_percent', 100 * meetings / hours), ('high_value_percent', 100 * valuable / hours)
           ) as measure(name, value) where hours > 0
         )
         select others.name, count(*)::int as people, own.value as own,
           percentile_cont(0.25) within group (order by others.value) as p25,
           percentile_cont(0.5) within group (order by others.value) as median,
           percentile_cont(0.75) within group (order by others.value) as p75,
           100.0 * count(*) filter (where others.value <= own.value + 1e-9) / count(*) as percentile
         from measured as others
         left join measured as own on own.name = others.name and own.user_id = $1
         where others.user_id <> $1
         group by others.name, own.value
         order by others.name`,
};

type Row = { name: string; people: number } & Record<Exclude<keyof TeamMeasure, 'name'>, number | string | null>;

/** Where a user stands among the others in [from, to), epoch ms. */
export async function compareWithTeam(
  sql: Sql,
  { userId, from, to }: { userId: string; from: number; to: number },
): Promise<TeamComparison> {
  const times = [from, to, from - maxEntryMs].map((time) => new Date(time).toISOString());
  const rows = await sql.query<Row>(compare, [userId, ...times]);
  const people = rows[0]?.people ?? 0;
  if (people < minTeam) return { people, measures: [] };
  const measures = rows.map(({ name, own, p25, median, p75, percentile }) => {
    const [a, b, c, d, e] = [own, p25, median, p75, percentile].map(Number) as [number, number, number, number, number];
    return { name, own: a, p25: b, median: c, p75: d, percentile: e };
  });
  return { people, measures };
}
