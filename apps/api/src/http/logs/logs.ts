import {
  EnglogError,
  changedEntry,
  entryAnswer,
  entryListAnswer,
  entryListQuery,
  invalidFields,
  newEntry,
  parseInput,
} from '@englog/domain';
import type { LogEntry, NewEntry } from '@englog/domain';
import type { EntryStore } from '../../store/entries';
import { sendJson, sendNothing } from '../answer';
import { mayActFor, requireActFor, scopeOf } from '../auth/principal';
import type { Call, UserEndpoint } from '../endpoint';
import { paramOf } from '../endpoint';
import { onceOf, replayHeader } from '../once';
import { bulkEndpoint, entryTimeErrors } from './bulk';

/** What the log routes ask of the store. */
export type Entries = Omit<EntryStore, 'selectForTask'>;

export interface LogOptions {
  entries: Entries;
  maxBodyBytes: number;
  maxBulkBodyBytes: number;
}

const notFound = () => new EnglogError('not_found', 'Log entry not found');

const findOwn = async (call: Call, { entries }: LogOptions): Promise<LogEntry> => {
  const entry = await entries.find(paramOf(call, 'entry_id'));
  if (entry === null || !mayActFor(call.principal, entry.user_id)) throw notFound();
  return entry;
};

const checkedTimes = <T extends NewEntry>(entry: T): T => {
  const errors = entryTimeErrors(entry);
  if (errors.length > 0) throw invalidFields(errors);
  return entry;
};

const createEntry = async (call: Call, { entries }: LogOptions): Promise<void> => {
  const entry = checkedTimes(parseInput(newEntry, call.body));
  const userId = entry.user_id ?? call.principal.userId;
  requireActFor(call.principal, userId);
  const { entries: stored, replayed } = await entries.create(userId, [entry], onceOf(call, 'entries'));
  const [created] = stored;
  // A replayed key whose entry has been deleted since.
  if (created === undefined) throw notFound();
  sendJson(call.response, 201, created, { location: `/v1/logs/${created.id}`, ...replayHeader(replayed) });
};

const listEntries = async (call: Call, { entries }: LogOptions): Promise<void> => {
  const { user_id, from, to, ...filter } = parseInput(entryListQuery, call.request.query);
  const page = await entries.list({
    ...filter,
    userId: scopeOf(call.principal, user_id),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
  });
  sendJson(call.response, 200, { entries: page.items, next_cursor: page.nextCursor });
};

const updateEntry = async (call: Call, options: LogOptions): Promise<void> => {
  const entry = checkedTimes(parseInput(changedEntry, call.body));
  const known = await findOwn(call, options);
  for (const field of ['id', 'user_id'] as const)
    if (entry[field] !== undefined && entry[field] !== known[field])
      throw invalidFields([{ field, message: 'cannot be changed' }]);
  const updated = await options.entries.update(known.id, entry);
  if (updated === null) throw notFound();
  sendJson(call.response, 200, updated);
};

const deleteEntry = async (call: Call, options: LogOptions): Promise<void> => {
  const { id } = await findOwn(call, options);
  if (!(await options.entries.delete(id))) throw notFound();
  sendNothing(call.response);
};

export const logEndpoints = (options: LogOptions): UserEndpoint[] => {
  const shared = { access: 'user', tag: 'logs' } as const;
  const body = { schema: newEntry, maxBytes: options.maxBodyBytes };
  const one = '/v1/logs/:entry_id';
  const found = { 200: { description: 'The entry', schema: entryAnswer } };
  return [
    bulkEndpoint(options),
    {
      ...shared,
      method: 'post',
      path: '/v1/logs',
      summary: 'Add a log entry',
      creates: true,
      body,
      answers: { 201: { description: 'The entry as stored', schema: entryAnswer } },
      handle: (call) => createEntry(call, options),
    },
    {
      ...shared,
      method: 'get',
      path: '/v1/logs',
      summary: 'Log entries, newest first',
      description: 'The caller’s own; an admin sees everyone’s, or those of `user_id`.',
      query: entryListQuery,
      answers: { 200: { description: 'One page', schema: entryListAnswer } },
      handle: (call) => listEntries(call, options),
    },
    {
      ...shared,
      method: 'get',
      path: one,
      summary: 'A log entry',
      answers: found,
      handle: async (call) => sendJson(call.response, 200, await findOwn(call, options)),
    },
    {
      ...shared,
      method: 'put',
      path: one,
      summary: 'Replace a log entry',
      description: 'An entry as it was read may come back: what the API computes of it is not looked at.',
      body: { ...body, schema: changedEntry },
      answers: found,
      handle: (call) => updateEntry(call, options),
    },
    {
      ...shared,
      method: 'delete',
      path: one,
      summary: 'Delete a log entry',
      answers: { 204: { description: 'Deleted' } },
      handle: (call) => deleteEntry(call, options),
    },
  ];
};
