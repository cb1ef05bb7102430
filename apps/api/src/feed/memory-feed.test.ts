import type { FeedEvent } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { createLogger } from '@englog/runtime';
import { createFeed } from './create-feed';
import type { FeedItem } from './feed';
import { MemoryFeed } from './memory-feed';

const progress = (taskId: string, percent: number, userId = 'ann'): FeedEvent => ({
  kind: 'progress',
  taskId,
  userId,
  at: 0,
  attempt: 1,
  percent,
  message: '',
});
const alert = (userId: string): FeedEvent => ({ kind: 'alert', userId, at: 0, alertId: 'a', title: 't', body: 'b' });
const make = (options = {}) => new MemoryFeed({ eventsKept: 100, queueCapacity: 10, startedAt: 1000, ...options });
const percents = (items: FeedItem[]) =>
  items.map(({ event }) => (event.kind === 'progress' ? event.percent : event.kind));

const take = async (items: AsyncIterable<FeedItem>, count: number): Promise<FeedItem[]> => {
  const taken: FeedItem[] = [];
  if (count === 0) return taken;
  for await (const item of items) if (taken.push(item) === count) break;
  return taken;
};
const all = (items: AsyncIterable<FeedItem>) => take(items, Number.POSITIVE_INFINITY);

describe('the in-process feed', () => {
  const { signal } = new AbortController();

  it('brings a task its own events and a user all of theirs, in order', async () => {
    const feed = make();
    const [ofTask, ofUser] = [
      feed.subscribe({ taskId: 't1' }, undefined, signal),
      feed.subscribe({ userId: 'ann' }, undefined, signal),
    ];
    feed.publish(progress('t1', 1));
    feed.publish(progress('t2', 2));
    feed.publish(progress('t3', 3, 'bob'));
    feed.publish(alert('ann'));
    feed.publish(progress('t1', 4));
    await feed.stop();
    expect(percents(await all(ofTask))).toEqual([1, 4]);
    expect(percents(await all(ofUser))).toEqual([1, 2, 'alert', 4]);
  });

  it('forgets what it is told to, and nothing else', async () => {
    const feed = make();
    const nobody = { userId: 'ann', before: null, exceptTaskId: null };
    for (const [task, user] of [
      ['t1', 'ann'],
      ['t2', 'ann'],
      ['t3', 'bob'],
    ] as const)
      feed.publish({ ...progress(task, 1, user), at: task === 't1' ? 100 : 200 } as FeedEvent);
    feed.publish(alert('ann'));
    expect(await feed.kept(nobody)).toBe(3);
    expect(await feed.forget({ ...nobody, before: 150, exceptTaskId: 't1' })).toBe(1);
    expect(await feed.forget({ ...nobody, exceptTaskId: 't2' })).toBe(1);
    expect(await feed.kept({ ...nobody, userId: null })).toBe(2);
    const left = feed.subscribe({ userId: 'ann' }, '1000-0-0', signal);
    feed.publish(progress('t9', 9));
    await feed.stop();
    expect((await all(left)).map(({ event }) => 'taskId' in event && event.taskId)).toEqual(['t2', 't9']);
  });

  it('replays after an id and goes live without a gap or a repeat', async () => {
    const feed = make();
    for (const percent of [1, 2, 3, 4]) feed.publish(progress('t1', percent));
    const [, second] = await take(feed.subscribe({ taskId: 't1' }, '0-0-0', signal), 2);
    const resumed = feed.subscribe({ taskId: 't1' }, second?.id, signal);
    feed.publish(progress('t1', 5));
    await feed.stop();
    expect(percents(await all(resumed))).toEqual([3, 4, 5]);
  });

  it('gives the first it still has when the id is older than what is kept', async () => {
    const feed = make({ eventsKept: 10 });
    for (let percent = 1; percent <= 45; percent += 1) feed.publish(progress('t1', percent));
    await feed.stop();
    expect(percents(await all(feed.subscribe({ taskId: 't1' }, '1000-1-0', AbortSignal.timeout(50))))).toEqual([
      36, 37, 38, 39, 40, 41, 42, 43, 44, 45,
    ]);
  });

  it('keeps no more text than its bound, however few the events', async () => {
    const feed = make({ eventsKept: 10_000 });
    const everybody = { userId: null, before: null, exceptTaskId: null };
    const text = 'x'.repeat(1024 * 1024);
    for (let n = 0; n < 40; n += 1)
      feed.publish({ kind: 'chunk', taskId: 't1', userId: 'ann', at: n, attempt: 1, text });
    expect(await feed.kept(everybody)).toBe(16);
    await feed.forget({ ...everybody, before: 36 });
    for (let n = 0; n < 13; n += 1) feed.publish(alert('ann'));
    expect(await feed.kept(everybody)).toBe(17);
    const told = all(feed.subscribe({ taskId: 't1' }, '1000-1-0', signal));
    await feed.stop();
    expect((await told).map(({ event }) => event.at)).toEqual([36, 37, 38, 39]);
  });

  it('replays everything to who comes from before a restart', async () => {
    const before = make({ startedAt: 1000 });
    before.publish(progress('t1', 1));
    const [seen] = await take(before.subscribe({ taskId: 't1' }, '0-0-0', signal), 1);
    const after = make({ startedAt: 2000 });
    after.publish(progress('t1', 2));
    const resumed = after.subscribe({ taskId: 't1' }, seen?.id, signal);
    expect(percents(await take(resumed, 1))).toEqual([2]);
  });

  it.each([undefined, '', 'nonsense', '1-2', '99999999999999999999-0-0'])('starts live after the id %j', async (id) => {
    const feed = make();
    feed.publish(progress('t1', 1));
    const live = feed.subscribe({ taskId: 't1' }, id, signal);
    feed.publish(progress('t1', 2));
    await feed.stop();
    expect(percents(await all(live))).toEqual([2]);
  });

  it('cuts a follower that falls behind: what it holds, then its end, and it can resume', async () => {
    const feed = make({ queueCapacity: 3 });
    const slow = feed.subscribe({ taskId: 't1' }, undefined, signal);
    for (let percent = 1; percent <= 8; percent += 1) feed.publish(progress('t1', percent));
    const got = await all(slow);
    expect(percents(got)).toEqual([1, 2, 3]);
    expect(percents(await take(feed.subscribe({ taskId: 't1' }, got.at(-1)?.id, signal), 5))).toEqual([4, 5, 6, 7, 8]);
  });

  it('ends a follower when its signal aborts, before it began too', async () => {
    const feed = make();
    const leaving = new AbortController();
    const items = all(feed.subscribe({ taskId: 't1' }, undefined, leaving.signal));
    feed.publish(progress('t1', 1));
    leaving.abort();
    await items;
    expect(await all(feed.subscribe({ taskId: 't1' }, '0-0-0', AbortSignal.abort()))).toEqual([]);
  });

  it('leaves nothing on a long-lived signal', async () => {
    const feed = make();
    const added = jest.spyOn(signal, 'addEventListener');
    const removed = jest.spyOn(signal, 'removeEventListener');
    feed.publish(progress('t1', 1));
    for (let n = 0; n < 5; n += 1) await take(feed.subscribe({ taskId: 't1' }, '0-0-0', signal), 1);
    const listening = new Set(added.mock.calls.map(([, listener]) => listener));
    for (const [, listener] of removed.mock.calls) listening.delete(listener);
    expect(listening.size).toBe(0);
  });

  it('is what no Redis gives', () => {
    const log = createLogger({ name: 'test', level: 'silent' });
    expect(createFeed({ command_timeout: 1000, events_kept: 10 }, log).health()).toBe('local');
    expect(createFeed({ url: 'redis://127.0.0.1:1', command_timeout: 1000, events_kept: 10 }, log).health()).toBe(
      'degraded',
    );
  });
});

afterAll(() => leakCheck());
