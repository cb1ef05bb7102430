import { Ledger } from './ledger';

test('everything accepted and started once is exact, whichever was heard of first', () => {
  const ledger = new Ledger();
  ledger.start('a', 1_500);
  ledger.accept('a', 1_000);
  ledger.accept('b', 2_000);
  ledger.start('b', 2_200);
  expect(ledger.delivery()).toEqual({ accepted: 2, started: 2, unknown: 0, repeated: 0, missing: 0 });
  expect(ledger.latenciesUs()).toEqual([200, 500]);
  expect(ledger.lastStartUs()).toBe(2_200);
});

test('tells a task never started, one started twice and one nobody asked for', () => {
  const ledger = new Ledger();
  ledger.accept('lost', 1);
  ledger.accept('twice', 1);
  ledger.start('twice', 2);
  ledger.start('twice', 3);
  ledger.start('stranger', 4);
  expect(ledger.delivery()).toEqual({ accepted: 2, started: 2, unknown: 1, repeated: 1, missing: 1 });
});

test('an id given to two tasks is an error', () => {
  const ledger = new Ledger();
  ledger.accept('a', 1);
  expect(() => ledger.accept('a', 2)).toThrow('accepted twice');
});

test('waits for starts, and says how many there were when it gives up', async () => {
  const ledger = new Ledger();
  const both = ledger.startedAtLeast(2, 5_000);
  ledger.start('a', 1);
  ledger.start('b', 2);
  await both;
  await expect(ledger.startedAtLeast(3, 10)).rejects.toThrow('2 of 3 tasks started within 10 ms');
});
