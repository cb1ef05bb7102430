import { waitFor } from '@englog/testing';
import { GroupCommit } from './group-commit';
import type { GroupCommitOptions } from './group-commit';

const full = new Error('full');
const gone = new Error('connection lost');
const bad = new Error('bad data');

/** A flush that a test lets through by hand. */
class Gate {
  readonly flushed: number[][] = [];
  #open: (() => void)[] = [];
  #isOpen = false;

  async pass(items: number[]): Promise<void> {
    this.flushed.push(items);
    if (!this.#isOpen) await new Promise<void>((resolve) => this.#open.push(resolve));
  }
  open(): void {
    this.#isOpen = true;
    for (const resolve of this.#open.splice(0)) resolve();
  }
}

const commits = (gate: Gate, more: Partial<GroupCommitOptions<number, string>> = {}) =>
  new GroupCommit<number, string>({
    flush: async (items) => {
      await gate.pass(items);
      if (items.includes(13)) throw bad;
      if (items.includes(-1)) throw gone;
      return items.map((item) => `done ${item}`);
    },
    weightOf: (item) => (item >= 100 ? item : 1),
    maxWeight: 4,
    maxWaiting: 6,
    onFull: () => full,
    isItemFault: (error) => error === bad,
    ...more,
  });

test('what arrives in one turn of the event loop is one flush; what arrives meanwhile is the next', async () => {
  const gate = new Gate();
  const group = commits(gate);
  const first = [group.add(1), group.add(2)];
  await waitFor(() => gate.flushed.length === 1);
  const second = [group.add(3), group.add(4)];
  gate.open();
  expect(await Promise.all([...first, ...second])).toEqual(['done 1', 'done 2', 'done 3', 'done 4']);
  expect(gate.flushed).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('a flush carries no more than its weight, unless one item alone weighs more', async () => {
  const gate = new Gate();
  gate.open();
  const group = commits(gate);
  await Promise.all([1, 2, 3, 4, 5].map((item) => group.add(item)));
  await Promise.all([100, 1].map((item) => group.add(item)));
  expect(gate.flushed).toEqual([[1, 2, 3, 4], [5], [100], [1]]);
});

test('two items of one key never share a flush', async () => {
  const gate = new Gate();
  gate.open();
  const group = commits(gate, { keyOf: (item) => item % 10 });
  expect(await Promise.all([1, 2, 11, 3, 1].map((item) => group.add(item)))).toHaveLength(5);
  expect(gate.flushed).toEqual([[1, 2], [11, 3], [1]]);
});

test('one bad item fails alone', async () => {
  const gate = new Gate();
  gate.open();
  const group = commits(gate);
  const told = await Promise.allSettled([1, 13, 2].map((item) => group.add(item)));
  expect(told).toEqual([
    { status: 'fulfilled', value: 'done 1' },
    { status: 'rejected', reason: bad },
    { status: 'fulfilled', value: 'done 2' },
  ]);
});

test('a lost connection fails all of its flush, once, and not the next', async () => {
  const gate = new Gate();
  gate.open();
  const group = commits(gate);
  const told = await Promise.allSettled([1, -1, 2, 3, 4].map((item) => group.add(item)));
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected', 'fulfilled']);
  expect(gate.flushed).toEqual([[1, -1, 2, 3], [4]]);
});

test('I9: too many waiting are refused at once, and taken again when there is room', async () => {
  const gate = new Gate();
  const group = commits(gate);
  const first = group.add(0);
  await waitFor(() => gate.flushed.length === 1);
  const waiting = [1, 2, 3, 4, 5, 6].map((item) => group.add(item));
  await expect(group.add(7)).rejects.toBe(full);
  gate.open();
  expect(await Promise.all([first, ...waiting])).toHaveLength(7);
  expect(await group.add(8)).toBe('done 8');
});

test('idle waits for what is under way and what waits for it', async () => {
  const gate = new Gate();
  const group = commits(gate);
  await group.idle();
  const added = [1, 2, 3, 4, 5].map((item) => group.add(item));
  let isIdle = false;
  const idle = group.idle().then(() => (isIdle = true));
  await waitFor(() => gate.flushed.length === 1);
  expect(isIdle).toBe(false);
  gate.open();
  await idle;
  expect(gate.flushed).toEqual([[1, 2, 3, 4], [5]]);
  expect(await Promise.all(added)).toHaveLength(5);
});
