import type { FieldError } from '@englog/domain';

/** What an RFC 3339 time may say is more than a column and an answer can hold: an offset leads out of the years 1 to 9999. */
const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** The fields whose moment lies outside; null and undefined are none. Epoch ms or RFC 3339. */
export const timeErrors = (fields: Record<string, number | string | null | undefined>): FieldError[] =>
  Object.entries(fields).flatMap(([field, value]) => {
    const at = typeof value === 'string' ? Date.parse(value) : (value ?? earliest);
    return at >= earliest && at <= latest ? [] : [{ field, message: 'must be within the years 1 to 9999 in UTC' }];
  });
