import type { Days, GoalAsked, LoggedEntry } from '../log';
import type { AnalysisSeen } from '../naive/check-analysis';
import type { ReportSeen } from '../naive/check-report';
import type { FactSeen } from '../naive/expected';
import type { Asked } from '../models/model';

export interface SentenceSeen {
  text: string;
  fact_ids: string[];
  source: 'model' | 'rules';
}

/** An insight's document, as far as the evaluation looks. */
export interface InsightSeen {
  content: string;
  sentences: SentenceSeen[];
  suggestions: { text: string; fact_ids: string[] }[];
  tags: string[];
  confidence: number;
  facts: FactSeen[];
  entries_count: number;
  source: string;
  dropped_claims: number;
}

export interface NarratedReport extends ReportSeen {
  highlights: { text: string; fact_ids: string[] }[];
  narrative: { text: string; sentences: SentenceSeen[]; source: string; dropped_claims: number };
}

/** What came out of a case with the honest model. */
export interface Findings {
  report: NarratedReport;
  page: string;
  analysis: AnalysisSeen;
  /** By type of insight; none for a log without entries in the period. */
  insights: Map<string, InsightSeen>;
  asked: Asked[];
}

export interface Planted {
  name: string;
  /** What must have been found. */
  isFound(findings: Findings): boolean;
}

/** One log whose truths are known because they were put there. */
export interface EvalCase {
  name: string;
  days: Days;
  /** All of the log, what lies before the period included. */
  log: LoggedEntry[];
  goals: GoalAsked[];
  wordGoals?: string[];
  /** What the reader of an insight cares for most. */
  focusAreas?: string[];
  /** Types of insight asked for; the lying models are asked for the first. */
  insights: string[];
  /** Honest models to ask; `honest:en` alone when not told. */
  languages?: string[];
  planted: Planted[];
  /** In the short form too. */
  isShort?: boolean;
}

export const factOf = (facts: readonly FactSeen[], id: string): FactSeen | undefined =>
  facts.find((fact) => fact.id === id);

export const suggests = ({ insights }: Findings, factId: string): boolean =>
  [...insights.values()].some(({ suggestions }) => suggestions.some(({ fact_ids }) => fact_ids.includes(factId)));
