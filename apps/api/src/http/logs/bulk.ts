import {
  entryBulkAnswer,
  entryBulkDocument,
  entryBulkRequest,
  invalidFields,
  parseInput,
  splitEntries,
} from '@englog/domain';
import type { IndexedErrorAnswer, NewEntry } from '@englog/domain';
import { sendJson } from '../answer';
import { requireActFor, requireOfItem } from '../auth/principal';
import type { Principal } from '../auth/principal';
import type { Call, UserEndpoint } from '../endpoint';
import { onceOf, replayHeader } from '../once';
import { timeErrors } from '../times';
import type { LogOptions } from './logs';

const asFields = (errors: readonly IndexedErrorAnswer[]) =>
  errors.map(({ index, field, message }) => ({
    field: field === '' ? `entries.${index}` : `entries.${index}.${field}`,
    message,
  }));

/**
 * Whose entries these are: one user's a call, so that a call is one transaction and one Idempotency-Key.
 * @throws EnglogError `invalid_argument`
 */
const ownerOf = (call: Call, entries: readonly NewEntry[]): string => {
  const owners = new Set(entries.map((entry) => entry.user_id ?? call.principal.userId));
  if (owners.size > 1) throw invalidFields([{ field: 'entries', message: 'must all be of one user_id' }]);
  return [...owners][0] ?? call.principal.userId;
};

export const entryTimeErrors = ({ start_time, end_time }: NewEntry) => timeErrors({ start_time, end_time });

/**
 * One by one, so that the good ones go in.
 * @throws EnglogError `permission_denied` for a good one that is another's
 */
const readEntries = (items: readonly unknown[], principal: Principal): ReturnType<typeof splitEntries> => {
  const valid: NewEntry[] = [];
  const errors: IndexedErrorAnswer[] = [];
  items.forEach((item, index) => {
    const read = splitEntries([item]);
    const requireOwn = ({ user_id: owner = principal.userId }: NewEntry) => requireActFor(principal, owner);
    requireOfItem(`entries.${index}`, () => read.valid.forEach(requireOwn));
    const problems = [...read.errors, ...read.valid.flatMap(entryTimeErrors)];
    if (problems.length === 0) valid.push(...read.valid);
    else errors.push(...problems.map(({ field, message }) => ({ index, field, message })));
  });
  return { valid, errors };
};

const createEntries = async (call: Call, { entries }: LogOptions): Promise<void> => {
  const { valid, errors } = readEntries(parseInput(entryBulkRequest, call.body).entries, call.principal);
  if (valid.length === 0) throw invalidFields(asFields(errors));
  const created = await entries.create(ownerOf(call, valid), valid, onceOf(call, 'entries'));
  const answer = { created_count: created.entries.length, entries: created.entries, errors };
  sendJson(call.response, 201, answer, replayHeader(created.replayed));
};

export const bulkEndpoint = (options: LogOptions): UserEndpoint => ({
  method: 'post',
  path: '/v1/logs/bulk',
  access: 'user',
  tag: 'logs',
  summary: 'Add up to 1000 log entries of one user',
  description: `The valid ones are stored, the others named in \`errors\`; 400 when none is valid. A body of up to ${options.maxBulkBodyBytes} bytes.`,
  creates: true,
  body: { schema: entryBulkDocument, maxBytes: options.maxBulkBodyBytes },
  answers: { 201: { description: 'What was stored and what was not', schema: entryBulkAnswer } },
  handle: (call) => createEntries(call, options),
});
