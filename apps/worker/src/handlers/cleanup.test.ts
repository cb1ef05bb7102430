import { addOutcome, createCleanupHandler } from './cleanup';
import { contextOf } from './testing/context';

test('goes on batch by batch until the API says it is done, and adds up what was done', async () => {
  const cursors: string[] = [];
  const context = contextOf({
    type: 'cleanup',
    payload: { dry_run: true, priority: 3 },
    cleanupBatch: async (cursor, maxRows) => {
      cursors.push(cursor);
      const done = cursors.length === 3;
      return {
        nextCursor: done ? '' : `c${cursors.length}`,
        outcome: { deleted: { log_entries: maxRows }, archives: [`a${cursors.length}`] },
        percent: cursors.length * 33,
      };
    },
  });
  expect(await createCleanupHandler()(context)).toEqual({
    kind: 'cleanup',
    dry_run: true,
    batches: 3,
    complete: true,
    outcome: { deleted: { log_entries: 3_000 }, archives: ['a1', 'a2', 'a3'] },
  });
  expect(cursors).toEqual(['', 'c1', 'c2']);
  expect(context.steps.map((step) => step.percent)).toEqual([33, 66, 99]);
});

test('stops when a batch does not advance, or when it is told to', async () => {
  const stuck = contextOf({
    type: 'cleanup',
    payload: {},
    cleanupBatch: async () => ({ nextCursor: 'same', outcome: {}, percent: 1 }),
  });
  await expect(createCleanupHandler()(stuck)).rejects.toThrow(/does not advance/);
  const controller = new AbortController();
  const told = contextOf({
    type: 'cleanup',
    payload: {},
    signal: controller.signal,
    cleanupBatch: async (cursor) => {
      controller.abort(new Error('cancelled'));
      return { nextCursor: `${cursor}x`, outcome: {}, percent: 1 };
    },
  });
  await expect(createCleanupHandler()(told)).rejects.toThrow('cancelled');
});

test('addOutcome', () => {
  expect(addOutcome({ a: 1, b: { c: [1] }, d: 'old' }, { a: 2, b: { c: [2], e: 5 }, d: 'new' })).toEqual({
    a: 3,
    b: { c: [1, 2], e: 5 },
    d: 'new',
  });
});
