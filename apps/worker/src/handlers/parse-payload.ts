import type { JsonObject } from '@englog/domain';
import type { z } from 'zod';
import { AttemptError } from './handler';

/**
 * The task's payload as its schema has it. What the schema does not know (the request's own options, which the API
 * keeps beside it) is left aside. A payload that is wrong stays wrong: not retryable.
 */
export const parsePayload = <S extends z.ZodType>(
  schema: S,
  payload: JsonObject,
  fields?: readonly string[],
): z.output<S> => {
  const known = fields ? Object.fromEntries(Object.entries(payload).filter(([key]) => fields.includes(key))) : payload;
  const parsed = schema.safeParse(known);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`);
  throw new AttemptError({ code: 'invalid_payload', message: problems.slice(0, 10).join('; '), retryable: false });
};
