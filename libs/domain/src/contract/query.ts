import { z } from 'zod';
import { entryTypes, timestamp, userId } from '../entries';
import { taskStatuses, taskTypes } from '../task';

export const maxPageSize = 200;
/** Number() would take `0x10`, `1e2` and ` 5` too. */
const digits = (text: unknown): unknown => (typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text);
const page = {
  /** `next_cursor` of the page before. */
  cursor: z.string().min(1).max(512).optional(),
  limit: z
    .preprocess(
      digits,
      z
        .number({ error: `must be a whole number from 1 to ${maxPageSize}, in digits` })
        .int()
        .min(1)
        .max(maxPageSize),
    )
    .default(50),
};

export const taskListQuery = z.strictObject({
  status: z.enum(taskStatuses).optional(),
  type: z.enum(taskTypes).optional(),
  user_id: userId.optional(),
  ...page,
});

const day = z.iso.date();
export const entryListQuery = z.strictObject({
  user_id: userId.optional(),
  project: z.string().min(1).max(200).optional(),
  type: z.enum(entryTypes).optional(),
  tag: z.string().min(1).max(50).optional(),
  /** Entries that end after this day (UTC) or instant… */
  from: z.union([day, timestamp], { error: 'must be a date or an RFC 3339 time' }).optional(),
  /** …and start before this one. */
  to: z.union([day, timestamp], { error: 'must be a date or an RFC 3339 time' }).optional(),
  ...page,
});

export const alertListQuery = z.strictObject({ user_id: userId.optional(), ...page });
export const scheduleListQuery = z.strictObject({ user_id: userId.optional(), ...page });

export const resultFormats = ['json', 'markdown', 'html', 'csv'] as const;
export type ResultFormat = (typeof resultFormats)[number];
export const resultQuery = z.strictObject({
  /** How long to wait for the task to finish: `30s`, at most 60 s. */
  wait: z.string().max(16).optional(),
  format: z.enum(resultFormats).optional(),
});

export const userEventsQuery = z.strictObject({ user_id: userId.optional() });

/** Which tasks a bulk cancel or retry is about; the caller's own unless an admin says otherwise. */
export const taskSelectionRequest = z.strictObject({
  status: z.enum(taskStatuses).optional(),
  type: z.enum(taskTypes).optional(),
  user_id: userId.optional(),
  created_before: timestamp.optional(),
  limit: z.number().int().min(1).max(10_000).default(1_000),
});
