import { z } from 'zod';
import { goalFields } from '../payloads';
import type { Goal, InsightPayload } from '../payloads';
import { isTimeZone, periodOf } from '../statistics/period';
import type { Period } from '../statistics/period';
import { checkedLanguages } from './check';

/** What a client's free-form context asks for, as far as it is understood; the rest is passed on as quoted data. */
export interface InsightContext {
  goals: Goal[];
  wordGoals: string[];
  focusAreas: string[];
  period: Period | null;
  timeZone: string;
  language: (typeof checkedLanguages)[number];
  maxSentences: number;
  /** Ask the model even if its answer to the same question on the same data is stored. */
  fresh: boolean;
  /** The context as the client wrote it, for the prompt. */
  text: string;
}

const defaultSentences = 6;
const maxTextCharacters = 2_000;

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value])
    .filter((one): one is string => typeof one === 'string' && one.trim() !== '')
    .slice(0, 20);

const named = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).flatMap((one: unknown) => {
    const parsed = z.object({ name: z.string().min(1).max(500) }).safeParse(one);
    return parsed.success && !goalFields.safeParse(one).success ? [parsed.data.name] : [];
  });

const preferencesOf = (
  value: unknown,
): { language?: string; max_sentences?: number; reuse?: boolean; fresh?: boolean } => {
  const parsed = z
    .object({
      language: z.string().optional().catch(undefined),
      max_sentences: z.number().int().min(1).max(20).optional().catch(undefined),
      reuse: z.boolean().optional().catch(undefined),
      fresh: z.boolean().optional().catch(undefined),
    })
    .safeParse(value);
  return parsed.success ? parsed.data : {};
};

const dateRange = z.object({
  start: z.string().optional(),
  end: z.string().optional(),
  start_date: z.string().optional(),
  end_date: z.string().optional(),
});

const periodIn = (value: unknown, timeZone: string): Period | null => {
  const range = dateRange.safeParse(value);
  const start = range.data?.start_date ?? range.data?.start;
  const end = range.data?.end_date ?? range.data?.end;
  if (start === undefined || end === undefined) return null;
  const period = periodOf({ start_date: start, end_date: end, time_zone: timeZone });
  return period.to > period.from ? period : null;
};

const languageOf = (wanted: string | undefined): InsightContext['language'] =>
  checkedLanguages.find((language) => wanted?.toLowerCase().startsWith(language)) ?? 'en';

/** A context as far as it is part of the question: without the wish how to get the answer. */
export const questionContext = (context: InsightPayload['context']): InsightPayload['context'] => {
  if (typeof context !== 'object' || typeof context['preferences'] !== 'object' || context['preferences'] === null)
    return context;
  const { preferences, ...rest } = context;
  const { fresh: _fresh, reuse: _reuse, ...wishes } = preferences as Record<string, unknown>;
  const asked = Object.keys(wishes).length > 0 ? { ...rest, preferences: wishes } : rest;
  return Object.keys(asked).length > 0 ? asked : undefined;
};

/** Reads a context leniently: what has no known shape is no error, it is only not acted on. `otherZone` is for one that names none. */
export const readInsightContext = (context: InsightPayload['context'], otherZone = 'UTC'): InsightContext => {
  const fields = typeof context === 'object' ? context : {};
  const asked = questionContext(context);
  const text = typeof asked === 'string' ? asked : asked ? JSON.stringify(asked) : '';
  const timeZone =
    typeof fields['time_zone'] === 'string' && isTimeZone(fields['time_zone']) ? fields['time_zone'] : otherZone;
  const preferences = preferencesOf(fields['preferences']);
  const goals = Array.isArray(fields['goals']) ? fields['goals'] : [];
  return {
    goals: goals.flatMap((goal: unknown) => goalFields.safeParse(goal).data ?? []),
    wordGoals: [...texts(fields['goals']), ...named(goals)].slice(0, 20),
    focusAreas: [
      ...texts(fields['focus_areas']),
      ...texts(fields['focus']),
      ...(typeof context === 'string' ? texts(context) : []),
    ],
    period: periodIn(fields['date_range'] ?? fields, timeZone),
    timeZone,
    language: languageOf(preferences.language),
    maxSentences: preferences.max_sentences ?? defaultSentences,
    // `reuse: false` is its older name.
    fresh: preferences.fresh ?? preferences.reuse === false,
    text: text.slice(0, maxTextCharacters),
  };
};
