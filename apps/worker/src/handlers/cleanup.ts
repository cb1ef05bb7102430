import { cleanupPayload } from '@englog/domain';
import type { JsonObject } from '@englog/domain';
import type { Handler } from './handler';
import { parsePayload } from './parse-payload';

const batchRows = 1_000;
/** A cleanup that never ends is a defect: at a thousand rows each this is a hundred million. */
const maxBatches = 100_000;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Adds up what batches did: numbers are summed, lists joined, parts merged; of anything else the last stands. */
export const addOutcome = (sum: JsonObject, batch: JsonObject): JsonObject => {
  const merged: JsonObject = { ...sum };
  for (const [key, value] of Object.entries(batch)) {
    const before = merged[key];
    if (typeof before === 'number' && typeof value === 'number') merged[key] = before + value;
    else if (Array.isArray(before) && Array.isArray(value))
      merged[key] = [...(before as unknown[]), ...(value as unknown[])];
    else if (isObject(before) && isObject(value)) merged[key] = addOutcome(before, value);
    else merged[key] = value;
  }
  return merged;
};

/** Drives the API's cleanup batch by batch; each is committed with its cursor there, so that another attempt goes on. */
export const createCleanupHandler = (): Handler => async (context) => {
  const payload = parsePayload(cleanupPayload, context.task.payload, Object.keys(cleanupPayload.shape));
  let cursor = '';
  let outcome: JsonObject = {};
  let batches = 0;
  do {
    context.signal.throwIfAborted();
    const batch = await context.cleanupBatch(cursor, batchRows);
    outcome = addOutcome(outcome, batch.outcome);
    batches += 1;
    if (batch.nextCursor !== '' && batch.nextCursor === cursor)
      throw new Error(`the cleanup does not advance beyond ${cursor}`);
    cursor = batch.nextCursor;
    context.progress(
      Math.min(99, Math.max(0, batch.percent)),
      `${batches} ${batches === 1 ? 'batch' : 'batches'} done`,
    );
  } while (cursor !== '' && batches < maxBatches);
  return { kind: 'cleanup', dry_run: payload.dry_run, batches, complete: cursor === '', outcome };
};
