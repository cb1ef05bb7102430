import { z } from 'zod';
import { contextProblems } from './context-problems';
import { userId } from './entries';
import { dayOrInstant, goalFields, timeZone } from './payload-fields';
import { periodOf } from './statistics/period';
import type { TaskType } from './task';

export { goalFields } from './payload-fields';
export type { Goal } from './payload-fields';

/**
 * What each task type's payload holds: strict, snake_case. REST checks a request with these (its own options, such as
 * `priority`, taken off first); the worker checks again what it is sent.
 */

const dayMs = 86_400_000;
/** A leap year: a longer report is two reports. */
export const maxReportDays = 366;
/** Trends want years. */
export const maxAnalysisDays = 1_830;

const periodShape = {
  user_id: userId,
  /** A day (from its first moment) or an instant. */
  start_date: dayOrInstant,
  /** A day (to its last moment) or an instant. */
  end_date: dayOrInstant,
  time_zone: timeZone.optional().meta({ description: 'Left out: the user’s preferred one, else UTC' }),
};

const checkPeriod =
  (maxDays: number) =>
  (fields: { start_date: string; end_date: string; time_zone?: string }, context: z.RefinementCtx): void => {
    const { from, to } = periodOf(fields);
    const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['end_date'], message });
    if (Number.isNaN(from) || Number.isNaN(to)) return; // each field has said so itself
    if (to <= from) refuse('must not be before start_date');
    // An hour more or less for a clock change.
    else if (to - from > maxDays * dayMs + 3_600_000) refuse(`must be within ${maxDays} days of start_date`);
  };

/**
 * Text, or an object whose `goals`, `focus_areas`, `date_range`, `preferences` (`language`, `max_sentences`, `fresh`) and
 * `time_zone` are understood.
 */
const insightContext = z.union([z.string().max(20_000), z.record(z.string().max(200), z.unknown())], {
  error: 'must be a text or an object',
});

const fresh = z.boolean().optional().meta({
  description:
    'true: ask the model again. Else its stored answer to the same question on the same data is given, as source `cache` with its age. An insight takes it in `context.preferences` too.',
});

export const insightPayload = z
  .strictObject({
    user_id: userId,
    entry_ids: z.array(z.string().min(1).max(128)).min(1).max(10_000),
    insight_type: z.string().trim().min(1).max(64),
    context: insightContext.optional(),
    fresh,
  })
  .superRefine(({ context }, { addIssue }) => {
    if (typeof context !== 'object') return;
    for (const { path, message } of contextProblems(context))
      addIssue({ code: 'custom', path: ['context', ...path], message });
  });
export type InsightPayload = z.infer<typeof insightPayload>;

export const reportPayload = z
  .strictObject({
    ...periodShape,
    goals: z.array(goalFields).max(50).default([]),
    title: z.string().trim().min(1).max(200).optional(),
    fresh,
  })
  .superRefine(checkPeriod(maxReportDays));
export type ReportPayload = z.infer<typeof reportPayload>;

export const analysisPayload = z
  .strictObject({
    ...periodShape,
    /** Compare with the team's anonymous percentiles; admins only. */
    compare_team: z.boolean().default(false),
  })
  .superRefine(checkPeriod(maxAnalysisDays));

/**
 * `schedules`, `preferences` and `tasks` are for one user's (`subject_user_id`) only. `tasks`: what waits or runs is
 * cancelled, and then finished. `attempts`: the history of a finished task's attempts before the last. `events`: what is
 * kept for replay; never archived.
 */
export const cleanupTargets = [
  'finished_tasks',
  'log_entries',
  'idempotency_keys',
  'stored_answers',
  'alerts',
  'schedules',
  'preferences',
  'notification_keys',
  'tasks',
  'attempts',
  'events',
] as const;
const cleanupPolicy = z.strictObject({
  target: z.enum(cleanupTargets),
  /** 0: whatever its age. */
  older_than_days: z.number().int().min(0).max(36_500),
  /** Write what goes to compressed JSONL with its checksum before it is deleted. */
  archive: z.boolean().default(true),
  /** Archive only, an export: nothing is deleted. */
  keep: z.boolean().optional(),
});
const cleanupShape = {
  user_id: userId.optional(),
  /** None: the API's configured retention. */
  policies: z.array(cleanupPolicy).min(1).max(20).optional(),
  /** Tell what would go, and change nothing. */
  dry_run: z.boolean().default(false),
  /** Only what belongs to this user. */
  subject_user_id: userId.optional(),
  // No default: a worker of an older version refuses what it does not know.
  erase: z.boolean().optional().meta({
    description: 'Everything of subject_user_id goes, archives included: instead of policies.',
  }),
  /** Also drop what partitions allow and refresh the planner's statistics. */
  upkeep: z.boolean().default(true),
};
export const cleanupPayload = z.strictObject(cleanupShape).superRefine((cleanup, context) => {
  if (cleanup.erase !== true) return;
  const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
  if (cleanup.subject_user_id === undefined) refuse('subject_user_id', 'is needed with erase');
  if (cleanup.policies !== undefined) refuse('policies', 'must be left out with erase');
});
export type CleanupPolicy = z.infer<typeof cleanupPolicy>;
export type CleanupPayload = z.infer<typeof cleanupPayload>;

const title = z.string().trim().min(1).max(200);
const text = z.string().min(1).max(100_000);
const users = (max: number) => z.array(userId).min(1).max(max);
const notificationShape = {
  user_id: userId.optional(),
  /** Never sent twice for one key of the user and channel; the task's id when absent. */
  key: z.string().min(1).max(255).optional(),
  // No default: a worker of an older version refuses what it does not know, and most are not urgent.
  urgent: z
    .boolean()
    .optional()
    .meta({ description: 'Quiet hours do not hold it back; a disabled channel still gets none of it.' }),
};
const sentShape = {
  ...notificationShape,
  resend_if_unknown: z.boolean().optional().meta({
    description:
      'Send again when nobody knows whether an earlier send of the key arrived; else it ends `delivery_unknown`.',
  }),
};
const oneLine = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\r\n]*$/, 'must be one line');

const email = z.strictObject({
  ...sentShape,
  channel: z.literal('email'),
  to: z.union([z.email(), z.array(z.email()).min(1).max(50)]),
  subject: oneLine,
  text: text.optional(),
  html: text.optional(),
  template: z
    .strictObject({
      name: z.enum(['message', 'insight_ready', 'report_ready']),
      values: z.record(z.string().max(64), z.union([z.string().max(20_000), z.number()])).default({}),
    })
    .optional(),
});
const webhook = z.strictObject({
  ...sentShape,
  channel: z.literal('webhook'),
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(2048),
  /** Sent as JSON. */
  body: z.record(z.string(), z.unknown()),
});
const inApp = z.strictObject({
  ...notificationShape,
  channel: z.literal('in_app'),
  user_ids: users(1_000),
  title,
  body: z.string().max(5_000),
});
const announcement = z.strictObject({
  ...notificationShape,
  channel: z.literal('announcement'),
  title,
  body: z.string().max(5_000),
  /** All known users, or these. */
  everyone: z.boolean().default(false),
  user_ids: users(10_000).optional(),
});

export const notificationPayload = z
  .discriminatedUnion('channel', [email, webhook, inApp, announcement])
  .superRefine((message, context) => {
    const refuse = (field: string, problem: string) =>
      context.addIssue({ code: 'custom', path: [field], message: problem });
    if (message.channel === 'email' && !message.text && !message.html && !message.template)
      refuse('text', 'give text, html or template');
    if (message.channel === 'announcement' && message.everyone === (message.user_ids !== undefined))
      refuse('user_ids', 'give user_ids, or everyone: true');
  });
export type NotificationPayload = z.infer<typeof notificationPayload>;
export type NotificationChannel = NotificationPayload['channel'];

/** The schema of each task type's payload. */
export const payloadOf = {
  insight_generation: insightPayload,
  weekly_report: reportPayload,
  data_analysis: analysisPayload,
  cleanup: cleanupPayload,
  notification: notificationPayload,
} as const satisfies Record<TaskType, z.ZodType>;
