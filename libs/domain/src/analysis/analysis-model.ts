import type { ReportPeriod } from '../report/report-model';
import type { Correlation } from './correlation';
import type { Distribution } from './distribution';
import type { Trend } from './mann-kendall';

/** An analysis as its result document has it. */
export interface AnalysisModel {
  kind: 'analysis';
  period: ReportPeriod;
  entries_count: number;
  totals: { minutes: number; hours: number; active_days: number };
  distributions: { entry_hours: Distribution | null; day_hours: Distribution | null };
  /** `total`, `focus`, then each type with at least 2 % of the time; without the days and weeks that have not ended. */
  series: Tested[];
  /** From Monday; `hours_each` by occurrence of the weekday in what has gone by of the period. */
  weekdays: { name: string; hours: number; hours_each: number }[];
  /** Minutes: 7 weekdays from Monday, 24 local hours. */
  heatmap: number[][];
  outliers: {
    days: { date: string; hours: number; score: number }[];
    entries: { id: string; title: string; hours: number; score: number }[];
  };
  /**
   * Of the entries' value with when they start and how long they are, and of the value of blocks (entries of work other
   * than meetings and support that follow each other without interruption) with their length; null with too few or
   * without variety.
   */
  value_correlations: {
    start_hour: Correlation | null;
    entry_hours: Correlation | null;
    block_hours: Correlation | null;
  };
  /** The period of the same length before; as much of it as has gone by of one that is not over. */
  own_past: {
    period: ReportPeriod;
    hours: number;
    difference_hours: number;
    change_percent: number | null;
    /** Where this period's average day stands among the days before: 0..100. */
    average_day_percentile: number;
  } | null;
  findings: Finding[];
}

/** Hours by step, with what the tests say of them. */
export interface Tested {
  name: string;
  step: 'week' | 'day';
  starts: string[];
  hours: number[];
  /** Null with too few steps to test. */
  trend: Trend | null;
  change_points: { date: string; hours_before: number; hours_after: number; p_value: number }[];
}

export interface Finding {
  kind: 'trend' | 'change_point' | 'outlier' | 'correlation' | 'own_past' | 'pattern' | 'nothing';
  text: string;
}
