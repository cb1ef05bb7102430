import type { NewTask } from '@englog/domain';
import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds } from '../store/database-fixture';
import { newTask, openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture } from '../testing/dispatch-fixture';
import { Backlog } from './backlog';

afterAll(() => leakCheck());

const of = (...userIds: string[]) => userIds.map((userId) => ({ userId }));
const many = (count: number, task: Partial<NewTask> = {}) => Array.from({ length: count }, () => task);
const full = { code: 'resource_exhausted', retryAfterMs: 5000 };

describe('the backlog', () => {
  it('I9: admits up to its limit, as a whole or not at all, and says when to come back', () => {
    const backlog = new Backlog({ max: 5, maxPerUser: 0, onFull: () => undefined });
    backlog.admit(of('ann', 'ann', 'ann'));
    expect(() => backlog.admit(of('bob', 'bob', 'bob'))).toThrow(expect.objectContaining(full));
    expect(backlog.waiting).toBe(3);
    backlog.admit(of('ann', 'ann'));
    backlog.left(of('ann', 'ann', 'ann', 'ann'));
    backlog.returned(of('ann'));
    expect(backlog.waiting).toBe(2);
    backlog.left(many(9).flatMap(() => of('ann')));
    expect(backlog.waiting).toBe(0);
    backlog.counted(5);
    expect(() => backlog.admit(of('ann'))).toThrow(/full: 5 of 5/);
  });

  it('I9: admits up to a user’s limit, and others under theirs', () => {
    const backlog = new Backlog({ max: 6, maxPerUser: 3, onFull: () => undefined });
    backlog.admit(of('ann', 'ann'));
    expect(() => backlog.admit(of('bob', 'ann', 'ann'))).toThrow(expect.objectContaining(full));
    expect(() => backlog.admit(of('ann', 'ann'))).toThrow(/of user ann is full: 2 of the 3 tasks one user/);
    expect(backlog.waiting).toBe(2);
    backlog.admit(of('bob', 'ann', 'bob', 'bob'));
    expect(() => backlog.admit(of('cid'))).toThrow(/backlog is full: 6 of 6/);
    backlog.left(of('bob'));
    expect(() => backlog.admit(of('ann'))).toThrow(/user ann/);
    backlog.admit(of('bob'));
    backlog.left(of('ann', 'bob', 'bob'));
    expect(backlog.admitSome(of('ann', 'ann', 'bob', 'ann'))).toEqual(of('ann', 'bob'));
    expect(() => backlog.admitSome(of('ann'))).toThrow(/user ann/);
    expect(backlog.admitSome([])).toEqual([]);
    backlog.countedByUser(new Map([['ann', 1]]));
    expect(backlog.waiting).toBe(1);
    backlog.admit(of('ann', 'ann', 'bob'));
    expect(() => backlog.admit(of('ann'))).toThrow(/3 of the 3/);
  });
});

describe.each(databaseKinds)('a user’s backlog on %s', (kind) => {
  let room: DispatchFixture;

  beforeAll(async () => {
    room = await openDispatchFixture(kind, { limits: { maxBacklogPerUser: 3 } });
  });
  afterEach(() => room.clear());
  afterAll(() => room.close());

  const annIsFull = () =>
    expect(room.create({ userId: 'ann' })).rejects.toMatchObject({ ...full, message: expect.stringMatching(/ann.*3/) });

  it('I9: takes tasks again as they are started, cancelled and expire, and not before', async () => {
    const [first = '', second = ''] = await room.create(...many(3));
    await annIsFull();
    await room.create(...many(3, { userId: 'bob' }));
    const worker = await room.worker('w', { slots: 1 });
    expect(await worker.delivery()).toMatchObject({ taskId: first });
    await room.create({});
    await annIsFull();
    expect(await room.dispatcher.cancel(second)).toBe('cancelled');
    await room.create({});
    await annIsFull();
    await room.dispatcher.cancelWhere({ userId: 'ann', limit: 10 });
    await room.create(...many(3, { runAt: Date.now() + 3_600_000, expiresAt: Date.now() + 200 }));
    await waitFor(() => room.create({}), { what: 'ann’s expired tasks to make room' });
  });

  it('counts an attempt that comes back', async () => {
    const worker = await room.worker('w', { slots: 1 });
    const [first = ''] = await room.create({});
    const delivery = await worker.delivery();
    await room.create(...many(2));
    await worker.fail(delivery, undefined, { retryAfterMs: 60_000 });
    await room.until(first, 'pending');
    await worker.delivery(1);
    await room.create({});
    await annIsFull();
  });

  it('I9: is not gone around by retrying what was cancelled', async () => {
    const { dispatcher } = room;
    const cancelled: string[] = [];
    for (const userId of ['dan', 'dan', 'eve']) {
      cancelled.push(...(await room.create(...many(2, { userId }))));
      await dispatcher.cancelWhere({ userId, limit: 10 });
    }
    const [first = '', ...others] = cancelled;
    const again = (limit = 10) => dispatcher.redriveWhere({ userId: 'dan', status: 'cancelled', limit });
    expect(await dispatcher.redrive(first)).toEqual({ outcome: 'redriven' });
    // As many as there is room for, and the next call is told why no more.
    expect(await again()).toBe(2);
    await expect(again()).rejects.toMatchObject({ ...full, message: expect.stringMatching(/dan is full: 3 of the 3/) });
    await expect(dispatcher.redrive(others[2] ?? '')).rejects.toMatchObject(full);
    expect(await dispatcher.redrive(first)).toEqual({ outcome: 'not_failed' });
    expect(await dispatcher.redriveWhere({ userId: 'eve', status: 'cancelled', limit: 10 })).toBe(2);

    expect(await dispatcher.cancel(first)).toBe('cancelled');
    expect(await dispatcher.redriveWhere({ status: 'cancelled', userId: 'dan', limit: 1 })).toBe(1);
    await expect(room.create({ userId: 'dan' })).rejects.toMatchObject(full);
    await room.create({ userId: 'eve' });
  });

  it('is not spent by what was not stored, nor by a key’s second use', async () => {
    const key = { userId: 'ann', scope: 'tasks', key: kind, fingerprint: 'f' };
    const task = () => room.dispatcher.create([newTask()], key);
    const first = await task();
    for (let n = 0; n < 5; n += 1) expect(await task()).toEqual({ ids: first.ids, replayed: true });
    const other = room.dispatcher.create([newTask()], { ...key, fingerprint: 'g' });
    await expect(other).rejects.toMatchObject({ code: 'conflict' });
    await room.create(...many(2));
    await annIsFull();
  });

  it('is what a replica that starts finds in the store', async () => {
    await room.create(...many(2), { userId: 'bob' });
    const later = await room.replica();
    await expect(later.create(...many(2))).rejects.toMatchObject({
      ...full,
      message: expect.stringMatching(/2 of the 3/),
    });
    await later.create({}, ...many(2, { userId: 'bob' }));
    await expect(later.create({ userId: 'bob' })).rejects.toMatchObject(full);
  });

  it('knows what another replica did by the time a refused one comes back', async () => {
    const other = await room.replica();
    await room.create(...many(3));
    await annIsFull();
    await other.dispatcher.cancelWhere({ userId: 'ann', limit: 10 });
    await annIsFull();
    await waitFor(() => room.create({}), { what: 'room for ann' });
  });
});
