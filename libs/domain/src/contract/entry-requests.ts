import { z } from 'zod';
import { newEntry } from '../entries';
import type { NewEntry } from '../entries';
import { fieldErrorsOf } from './field-errors';
import type { IndexedErrorAnswer } from './answers';

export const maxBulkEntries = 1_000;

/** The items are checked one by one, so that the good ones go in. */
export const entryBulkRequest = z.strictObject({
  entries: z
    .array(z.unknown())
    .min(1, 'must hold at least one entry')
    .max(maxBulkEntries, `must hold at most ${maxBulkEntries} entries`),
});
/** The same as the API's document shows it. */
export const entryBulkDocument = z.strictObject({ entries: z.array(newEntry).min(1).max(maxBulkEntries) });

export const splitEntries = (items: readonly unknown[]): { valid: NewEntry[]; errors: IndexedErrorAnswer[] } => {
  const valid: NewEntry[] = [];
  const errors: IndexedErrorAnswer[] = [];
  items.forEach((item, index) => {
    const parsed = newEntry.safeParse(item);
    if (parsed.success) valid.push(parsed.data);
    else errors.push(...fieldErrorsOf(parsed.error, item).map((problem) => ({ index, ...problem })));
  });
  return { valid, errors };
};
