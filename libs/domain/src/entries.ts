import { z } from 'zod';

export const entryTypes = [
  'development',
  'meeting',
  'code_review',
  'debugging',
  'documentation',
  'testing',
  'deployment',
  'research',
  'planning',
  'learning',
  'maintenance',
  'support',
  'other',
] as const;
export const valueRatings = ['low', 'medium', 'high', 'critical'] as const;
export const impactLevels = ['personal', 'team', 'department', 'company'] as const;

export type EntryType = (typeof entryTypes)[number];
export type ValueRating = (typeof valueRatings)[number];
export type ImpactLevel = (typeof impactLevels)[number];

const maxSpanMs = 24 * 3_600_000;
/** RFC 3339 with an offset or Z. */
export const timestamp = z.iso.datetime({ offset: true });
export const userId = z.string().min(1).max(128);

const entryFields = z.strictObject({
  user_id: userId.optional(),
  project: z.string().min(1).max(200).nullish(),
  title: z.string().trim().min(1).max(200),
  description: z.string().max(5000).nullish(),
  type: z.enum(entryTypes),
  start_time: timestamp,
  end_time: timestamp,
  value_rating: z.enum(valueRatings).default('medium'),
  impact_level: z.enum(impactLevels).default('personal'),
  tags: z.array(z.string().min(1).max(50)).max(50).default([]),
});

type EntryFields = z.infer<typeof entryFields>;
const endsAfterItStarts = (entry: EntryFields, context: z.RefinementCtx): void => {
  const spanMs = Date.parse(entry.end_time) - Date.parse(entry.start_time);
  if (spanMs <= 0) context.addIssue({ code: 'custom', path: ['end_time'], message: 'must be after start_time' });
  if (spanMs > maxSpanMs)
    context.addIssue({ code: 'custom', path: ['end_time'], message: 'must be within 24 hours of start_time' });
};

/** What a client posts: snake_case, RFC 3339 times. `user_id` defaults to the caller. */
export const newEntry = entryFields.superRefine(endsAfterItStarts);
export type NewEntry = z.infer<typeof newEntry>;

/** What replaces an entry: one as it was read may come back, and what the API computes of it is left as it is. */
export const changedEntry = entryFields
  .extend({
    id: z.unknown().optional(),
    duration_minutes: z.unknown().optional(),
    created_at: z.unknown().optional(),
    updated_at: z.unknown().optional(),
  })
  .superRefine(endsAfterItStarts);

/** A log entry as REST shows it and as workers get it. */
export interface LogEntry {
  id: string;
  user_id: string;
  project: string | null;
  title: string;
  description: string | null;
  type: EntryType;
  start_time: string;
  end_time: string;
  duration_minutes: number;
  value_rating: ValueRating;
  impact_level: ImpactLevel;
  tags: string[];
  created_at: string;
  updated_at: string;
}
