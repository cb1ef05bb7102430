import type { EntryType, ImpactLevel, ValueRating } from '../entries';
import type { Fact } from '../facts/fact';
import type { GoalOutcome } from '../facts/goals';
import type { Sentence } from '../insight/compose';
import type { Suggestion } from '../insight/suggestions';

/** A report as its result document has it. Minutes are exact to 0.01; hours are minutes / 60, to 0.01. */
export interface ReportModel {
  kind: 'report';
  title: string;
  user_id: string;
  period: ReportPeriod;
  entries_count: number;
  totals: {
    minutes: number;
    hours: number;
    active_days: number;
    hours_per_active_day: number;
    /** Logged more than once; counted once. */
    overlap_minutes: number;
  };
  by_type: Amount<EntryType>[];
  /** Name null: entries without a project. */
  by_project: Amount<string | null>[];
  /** An entry counts in full under each of its tags, so these may add up to more than the total. */
  by_tag: Amount<string>[];
  /** Every day of the period. */
  by_day: { date: string; weekday: string; minutes: number; hours: number }[];
  /** 24 local hours, minutes each. */
  by_hour: number[];
  /** Day × project × type. */
  table: ReportRow[];
  value: { by_rating: Amount<ValueRating>[]; points_per_hour: number };
  impact: { by_level: Amount<ImpactLevel>[] };
  focus: {
    hours: number;
    blocks: number;
    longest_hours: number;
    fragmentation: number | null;
    project_switches: number;
  };
  goals: GoalOutcome[];
  /** The period of the same length before; null when nothing was logged then. */
  before: { period: ReportPeriod; entries_count: number; totals: { minutes: number; hours: number } } | null;
  /** Now beside before: the total, focus, then each type and project that changed. */
  comparison: ComparisonRow[];
  highlights: Suggestion[];
  /** Monday-to-Friday days without any entry. */
  gaps: string[];
  narrative: Narrative;
  facts: Fact[];
}

export interface ReportPeriod {
  /** First and last day. */
  start_date: string;
  end_date: string;
  time_zone: string;
  from: string;
  /** Exclusive. */
  to: string;
  days: number;
}

export interface Amount<N> {
  name: N;
  minutes: number;
  hours: number;
  /** 0..100 of the total. */
  percent: number;
}

export interface ReportRow {
  date: string;
  project: string | null;
  type: EntryType;
  minutes: number;
  hours: number;
  entries: number;
}

export interface ComparisonRow {
  name: string;
  hours: number;
  hours_before: number;
  difference_hours: number;
  /** Null when there was none before. */
  change_percent: number | null;
}

export interface Narrative {
  text: string;
  sentences: Sentence[];
  source: 'model' | 'fallback_model' | 'cache' | 'rules';
  model: string | null;
  dropped_claims: number;
  /** How old the words are, when they are stored ones. */
  age_seconds?: number;
}
