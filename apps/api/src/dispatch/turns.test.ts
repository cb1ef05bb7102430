import { Turns, turnsPerPoint } from './turns';

interface Waiting {
  userId: string;
  priority: number;
  n: number;
  orderKey: number;
  turn: number;
}

/** Dispatches everything that waits in the order the claim would take it. */
function dispatchAll(turns: Turns, waiting: Waiting[]): string[] {
  const order = [...waiting].sort((a, b) => a.orderKey - b.orderKey || a.n - b.n);
  for (const task of order) turns.dispatched(task.turn);
  return order.map((task) => task.userId);
}

function enqueue(turns: Turns, asked: [userId: string, priority: number][]): Waiting[] {
  return asked.map(([userId, priority], n) => ({ userId, priority, n, ...turns.next(1, userId, priority) }));
}

const many = (count: number, userId: string, priority: number) =>
  Array.from({ length: count }, (): [string, number] => [userId, priority]);

test("one user's thousand tasks do not delay another user's first", () => {
  const order = dispatchAll(new Turns(), enqueue(new Turns(), [...many(1000, 'ann', 5), ['bob', 5]]));
  expect(order.indexOf('bob')).toBeLessThanOrEqual(1);
});

test('users with waiting tasks take turns', () => {
  const order = dispatchAll(new Turns(), enqueue(new Turns(), [...many(4, 'ann', 5), ...many(4, 'bob', 5)]));
  expect(order).toEqual(['ann', 'bob', 'ann', 'bob', 'ann', 'bob', 'ann', 'bob']);
});

test('a user who was served much is not held back later', () => {
  const turns = new Turns();
  dispatchAll(turns, enqueue(turns, many(500, 'ann', 5)));
  const order = dispatchAll(turns, enqueue(turns, [...many(3, 'bob', 5), ...many(3, 'ann', 5)]));
  expect(order.slice(0, 4)).toEqual(['bob', 'ann', 'bob', 'ann']);
});

test('the larger priority goes first, then the older', () => {
  const turns = new Turns();
  const waiting = enqueue(turns, [
    ['ann', 1],
    ['ann', 10],
    ['ann', 5],
    ['ann', 10],
  ]);
  const order = [...waiting].sort((a, b) => a.orderKey - b.orderKey || a.n - b.n);
  expect(order.map((task) => task.n)).toEqual([1, 3, 2, 0]);
});

test("a user's less important task comes after all their more important ones, however many", () => {
  const turns = new Turns();
  const waiting = enqueue(turns, [...many(3000, 'ann', 5), ['ann', 4]]);
  const last = waiting.at(-1) as Waiting;
  expect(waiting.filter((task) => task.orderKey < last.orderKey)).toHaveLength(3000);
});

test('waiting is bounded: a flood of more important tasks is overtaken after the head start', () => {
  const turns = new Turns();
  const low = turns.next(1, 'ann', 4);
  let dispatched = 0;
  for (; ; dispatched++) {
    const high = turns.next(1, `user-${dispatched}`, 5);
    if (low.orderKey <= high.orderKey) break;
    turns.dispatched(high.turn);
  }
  expect(dispatched).toBe(turnsPerPoint);
});

test('turns go on after a restart where the waiting tasks left off', () => {
  const before = new Turns();
  const waiting = enqueue(before, many(10, 'ann', 5));
  const after = new Turns();
  after.observe(before.virtualTime);
  after.restore(1, 'ann', 5, waiting.at(-1)?.turn ?? 0);
  expect(after.next(1, 'ann', 5).turn).toBe(11);
  expect(after.next(1, 'bob', 5).turn).toBe(1);
});

test('users without waiting tasks are forgotten', () => {
  const turns = new Turns();
  for (let n = 0; n < 50_000; n++) turns.dispatched(turns.next(1, `user-${n}`, 5).turn);
  expect(turns.remembered).toBeLessThanOrEqual(20_001);
});
