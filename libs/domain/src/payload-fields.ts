import { z } from 'zod';
import { timestamp } from './entries';
import { isDayOrInstant, isTimeZone } from './statistics/period';

/** What several payloads hold. */

export const dayOrInstant = z
  .union([z.iso.date(), timestamp], { error: 'must be a date (2026-03-02) or an RFC 3339 time' })
  .refine(isDayOrInstant, 'is not a date that exists');
export const timeZone = z.string().max(64).refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin');

export const goalFields = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    /** At least this many hours in the period… */
    target_hours: z.number().positive().max(10_000).optional(),
    /** …or at least this share of the logged time. */
    target_share: z.number().gt(0).max(1).optional(),
    by: z.enum(['project', 'type', 'tag']),
    value: z.string().min(1).max(200),
  })
  .superRefine((goal, context) => {
    if ((goal.target_hours === undefined) === (goal.target_share === undefined))
      context.addIssue({
        code: 'custom',
        path: ['target_hours'],
        message: 'give target_hours or target_share, one of them',
      });
  });
export type Goal = z.infer<typeof goalFields>;
