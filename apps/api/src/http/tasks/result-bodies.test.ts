import { leakCheck, waitFor } from '@englog/testing';
import { ResultBodies } from './result-bodies';
import type { Lent, ResultBodiesOptions } from './result-bodies';

/** Half of which a user may have: 4 waiting, 100 bytes. */
const limits = { atOnce: 2, maxWaiting: 8, maxWaitMs: 60_000, maxLentBytes: 200, maxCachedBytes: 100 };
const never = new AbortController().signal;

/** Bodies whose making ends when the test says so. */
const opened = (changes: Partial<ResultBodiesOptions> = {}) => {
  const bodies = new ResultBodies({ ...limits, ...changes });
  const begun: string[] = [];
  const ends = new Map<string, { resolve(body: Uint8Array | null): void; reject(error: Error): void }>();
  const signals = new Map<string, AbortSignal>();
  const makeOf = (key: string) => (wanted: AbortSignal) =>
    new Promise<Uint8Array | null>((resolve, reject) => {
      begun.push(key);
      signals.set(key, wanted);
      ends.set(key, { resolve, reject });
    });
  const lend = (key: string, signal = never, userId = 'u1') => bodies.lend({ key, userId, make: makeOf(key) }, signal);
  const made = async (key: string, size: number, userId = 'u1'): Promise<Lent> => {
    const lent = lend(key, never, userId);
    await waitFor(() => ends.has(key));
    ends.get(key)?.resolve(new Uint8Array(size));
    return lent;
  };
  return { begun, ends, signals, lend, made };
};
afterAll(() => leakCheck());

test('so many are made at once, in the order they were asked for', async () => {
  const { begun, ends, lend } = opened();
  const outcomes = Promise.allSettled(['a', 'b', 'c', 'd'].map((key) => lend(key)));
  expect(begun).toEqual(['a', 'b']);
  ends.get('b')?.resolve(new Uint8Array(1));
  await waitFor(() => begun.length === 3);
  ends.get('a')?.reject(new Error('not this one'));
  await waitFor(() => begun.length === 4);
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  for (const key of ['c', 'd']) ends.get(key)?.resolve(null);
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
});

test('one body is made for all who ask meanwhile, and kept for who asks later', async () => {
  const { begun, ends, lend } = opened();
  const lents = [lend('a'), lend('a'), lend('a')];
  const body = new Uint8Array(10);
  ends.get('a')?.resolve(body);
  for (const lent of [...(await Promise.all(lents)), await lend('a')]) expect(lent.body).toBe(body);
  expect(begun).toEqual(['a']);
});

test('a failure is not kept', async () => {
  const { begun, ends, lend } = opened();
  const first = lend('a');
  ends.get('a')?.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  const second = lend('a');
  ends.get('a')?.resolve(null);
  expect((await second).body).toBeNull();
  expect(begun).toEqual(['a', 'a']);
});

test('keeps no more than it may', async () => {
  const { begun, made } = opened({ maxLentBytes: 2_000 });
  for (const key of ['a', 'b', 'a']) (await made(key, 60)).release();
  expect(begun).toEqual(['a', 'b', 'a']);
});

test('beyond so many that wait it says when to come again, to each user and to all', async () => {
  const { ends, lend } = opened();
  const lents = ['a', 'b', 'c', 'd'].map((key) => lend(key));
  await expect(lend('e')).rejects.toMatchObject({ code: 'resource_exhausted', retryAfterMs: 2_000 });
  lents.push(...['f', 'g', 'h', 'i'].map((key) => lend(key, never, 'u2')));
  await expect(lend('e', never, 'u3')).rejects.toMatchObject({ code: 'resource_exhausted' });
  ends.get('a')?.resolve(null);
  await lents[0];
  const late = lend('e');
  for (const key of ['b', 'c', 'd', 'f', 'g', 'h', 'i', 'e']) {
    await waitFor(() => ends.has(key));
    ends.get(key)?.resolve(null);
  }
  await Promise.all([...lents, late]);
});

test('and to who has waited too long', async () => {
  const { begun, lend } = opened({ maxWaitMs: 20, atOnce: 1 });
  const lents = [lend('a'), lend('b')];
  for (const lent of lents) await expect(lent).rejects.toMatchObject({ code: 'resource_exhausted' });
  expect(begun).toEqual(['a']);
});

test('who leaves frees its place; what is begun for nobody is told, and keeps its own until it ends', async () => {
  const { begun, ends, signals, lend } = opened({ atOnce: 1, maxWaiting: 6 });
  const [first, second] = [new AbortController(), new AbortController()];
  const lents = [lend('a', first.signal), lend('b', second.signal), lend('c')];
  second.abort('cancelled');
  await expect(lents[1]).rejects.toBe('cancelled');
  const instead = lend('d');
  first.abort('cancelled');
  await expect(lents[0]).rejects.toBe('cancelled');
  expect([begun, signals.get('a')?.aborted]).toEqual([['a'], true]);
  ends.get('a')?.reject(new Error('given up'));
  for (const key of ['c', 'd']) {
    await waitFor(() => ends.has(key));
    ends.get(key)?.resolve(null);
  }
  await Promise.all([lents[2], instead]);
  expect(begun).toEqual(['a', 'c', 'd']);
});

test('one of several who leaves takes nothing from the others', async () => {
  const { ends, signals, lend } = opened();
  const leaving = new AbortController();
  const [gone, staying] = [lend('a', leaving.signal), lend('a')];
  leaving.abort('cancelled');
  await expect(gone).rejects.toBe('cancelled');
  expect(signals.get('a')?.aborted).toBe(false);
  ends.get('a')?.resolve(null);
  expect((await staying).body).toBeNull();
});

test('while a user’s readers hold too much nothing more is made for it, and a kept one is still lent', async () => {
  const { begun, ends, made, lend } = opened();
  const [a, b] = [await made('a', 60), await made('b', 60)];
  const again = await lend('b');
  const waiting = lend('c');
  b.release();
  b.release();
  expect(begun).toEqual(['a', 'b']);
  (await made('d', 1, 'u2')).release();
  expect(begun).toEqual(['a', 'b', 'd']);
  again.release();
  await waitFor(() => ends.has('c'));
  ends.get('c')?.resolve(null);
  await waiting;
  a.release();
});

test('what a user who holds too much waits for is made for another who waits for it too', async () => {
  const { begun, ends, made, lend } = opened();
  const held = [await made('a', 60), await made('b', 60)];
  const theirs = lend('c');
  expect(begun).toEqual(['a', 'b']);
  const ours = lend('c', never, 'u2');
  expect(begun).toEqual(['a', 'b', 'c']);
  ends.get('c')?.resolve(null);
  await Promise.all([theirs, ours]);
  for (const lent of held) lent.release();
});

test('while all readers hold too much nothing more is made for anyone', async () => {
  const { begun, ends, made, lend } = opened();
  const [a, b] = [await made('a', 100), await made('b', 100, 'u2')];
  const waiting = lend('c', never, 'u3');
  expect(begun).toEqual(['a', 'b']);
  a.release();
  await waitFor(() => ends.has('c'));
  ends.get('c')?.resolve(null);
  await waiting;
  b.release();
});
