import { newEntry, splitEntries } from '@englog/domain';
import type { NewEntry } from '@englog/domain';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';
import { CliError } from '../cli-error';

export type EntryFileFormat = 'csv' | 'json';

/** What the API adds to an entry: an export can be imported again. */
const addedByApi = ['id', 'user_id', 'created_at', 'updated_at'];
const columns = [...Object.keys(newEntry.shape), 'duration_minutes', ...addedByApi];
const maxShownProblems = 10;

/**
 * The entries a file holds, every one checked before any is sent. CSV: a header of field names, tags separated by `;`;
 * JSON: an array of entries, or `{"entries": […]}`. A time without an offset is in `zone`; `duration_minutes` may stand
 * in for `end_time`.
 */
export const readEntries = (text: string, format: EntryFileFormat, zone: string): NewEntry[] => {
  const rows = format === 'csv' ? csvRows(text) : jsonRows(text);
  if (rows.length === 0) throw new CliError('the file holds no entry');
  const { valid, errors } = splitEntries(rows.map((row) => toEntryFields(row, zone)));
  if (errors.length === 0) return valid;
  const place = format === 'csv' ? 'row' : 'entry';
  const lines = errors
    .slice(0, maxShownProblems)
    .map(({ index, field, message }) => `  ${place} ${index + 1}: ${field} ${message}`);
  if (errors.length > maxShownProblems) lines.push(`  and ${errors.length - maxShownProblems} more`);
  throw new CliError(
    `nothing was imported, the file has ${errors.length} problem${errors.length === 1 ? '' : 's'}:\n${lines.join('\n')}`,
  );
};

const csvRows = (text: string): Record<string, unknown>[] => {
  const checkHeader = (header: string[]): string[] => {
    const unknown = header.find((name) => !columns.includes(name));
    if (unknown !== undefined)
      throw new CliError(`the CSV's column "${unknown}" is not known: the columns are ${columns.join(', ')}`);
    return header;
  };
  try {
    const rows = parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      columns: (header: string[]) => checkHeader(header.map((name) => name.toLowerCase())),
    });
    return (rows as unknown as Record<string, string>[]).map((row) => ({
      ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')),
      ...(row['tags']
        ? {
            tags: row['tags']
              .split(';')
              .map((tag) => tag.trim())
              .filter(Boolean),
          }
        : {}),
    }));
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`the file is no CSV: ${messageOf(error)}`);
  }
};

const jsonRows = (text: string): unknown[] => {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new CliError(`the file is no JSON: ${messageOf(error)}`);
  }
  const entries = Array.isArray(document) ? document : (document as { entries?: unknown } | null)?.entries;
  if (!Array.isArray(entries)) throw new CliError('the file must be an array of entries, or an object with "entries"');
  return entries as unknown[];
};

const toEntryFields = (row: unknown, zone: string): unknown => {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return row;
  const { duration_minutes: minutes, ...fields } = row as Record<string, unknown>;
  for (const name of addedByApi) delete fields[name];
  for (const name of ['start_time', 'end_time'])
    if (typeof fields[name] === 'string') fields[name] = withOffset(fields[name], zone);
  if (fields['end_time'] === undefined && minutes !== undefined)
    fields['end_time'] = endAfter(fields['start_time'], minutes);
  return fields;
};

/** As it is when it has an offset or is no time at all: the check that follows names it. */
const withOffset = (text: string, zone: string): string => {
  if (/(?:Z|[+-]\d{2}:?\d{2})$/i.test(text)) return text;
  const time = DateTime.fromISO(text.replace(' ', 'T'), { zone });
  return time.isValid ? (time.toUTC().toISO() ?? text) : text;
};

const endAfter = (start: unknown, minutes: unknown): unknown => {
  const startMs = typeof start === 'string' ? Date.parse(start) : Number.NaN;
  const lengthMs = Number(minutes) * 60_000;
  return Number.isFinite(startMs + lengthMs) ? new Date(startMs + lengthMs).toISOString() : minutes;
};

const messageOf = (error: unknown): string => (error as { message?: string }).message ?? String(error);
