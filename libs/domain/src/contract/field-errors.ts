import type { z } from 'zod';
import { EnglogError } from '../errors';
import type { FieldError } from '../errors';

/** More than this many problems help nobody. */
const maxFieldErrors = 100;

const pathOf = (...path: PropertyKey[]): string => path.map(String).join('.');

/** What these codes complain about may be that there is nothing. */
const typeCodes = new Set(['invalid_type', 'invalid_union', 'invalid_value']);
const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : value,
    input,
  );

/** Zod's issues about `input` as fields with dotted paths; an unknown field is named itself, not its parent. */
export const fieldErrorsOf = (error: z.ZodError, input: unknown): FieldError[] =>
  error.issues
    .flatMap((issue): FieldError[] => {
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => ({ field: pathOf(...issue.path, key), message: 'is not a known field' }));
      const missing = typeCodes.has(issue.code) && valueAt(input, issue.path) === undefined;
      return [{ field: pathOf(...issue.path), message: missing ? 'is required' : issue.message }];
    })
    .slice(0, maxFieldErrors);

/** One line for people: the first field and how many more there are. */
export const summaryOf = (fields: readonly FieldError[]): string => {
  const [first, ...others] = fields;
  if (!first) return 'The request is not valid';
  const line = first.field === '' ? first.message : `${first.field} ${first.message}`;
  return others.length === 0 ? line : `${line} (and ${others.length} more)`;
};

export const invalidFields = (fields: FieldError[]): EnglogError =>
  new EnglogError('invalid_argument', summaryOf(fields), { fields });

/** @throws EnglogError `invalid_argument` that names every field at fault */
export const parseInput = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw invalidFields(fieldErrorsOf(parsed.error, input));
  return parsed.data;
};
