import type { FeedEvent } from '@englog/domain';
import { createLogger } from '@englog/runtime';
import { describeWithRedis, leakCheck, startRedis, startTcpProxy, waitFor } from '@englog/testing';
import type { Redis } from '@englog/testing';
import type { Feed, FeedFilter, FeedItem, WakeMessage } from './feed';
import { RedisFeed } from './redis-feed';

const log = createLogger({ name: 'test', level: 'silent' });
const progress = (taskId: string, percent: number): FeedEvent => ({
  kind: 'progress',
  taskId,
  userId: 'ann',
  at: 0,
  attempt: 1,
  percent,
  message: '',
});
const percentOf = ({ event }: FeedItem) => (event.kind === 'progress' ? event.percent : -1);

describeWithRedis('the feed across replicas', () => {
  let redis: Redis;
  const feeds: Feed[] = [];
  const leaving: AbortController[] = [];

  const replica = async (url = redis.url, rest = {}): Promise<RedisFeed> => {
    const feed = new RedisFeed({
      url,
      commandTimeoutMs: 300,
      entriesKept: 10_000,
      bytesKept: 64 * 1024 * 1024,
      eventsKept: 1000,
      queueCapacity: 5000,
      log,
      ...rest,
    });
    feeds.push(feed);
    await feed.start();
    return feed;
  };
  /** Follows until the test ends, and holds what came. */
  const follow = (feed: Feed, filter: FeedFilter, after?: string) => {
    const controller = new AbortController();
    leaving.push(controller);
    const items: FeedItem[] = [];
    const reading = (async () => {
      for await (const item of feed.subscribe(filter, after, controller.signal)) items.push(item);
    })();
    return { items, percents: () => items.map(percentOf), reading };
  };
  const until = (condition: () => boolean, what: string) => waitFor(condition, { timeoutMs: 8000, what });
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

  beforeEach(async () => (redis = await startRedis({ durable: true })));
  afterEach(async () => {
    for (const controller of leaving.splice(0)) controller.abort();
    await Promise.all(feeds.splice(0).map((feed) => feed.stop()));
    await redis.stop();
  });
  afterAll(() => leakCheck());

  it('brings all replicas the same events with the same ids in the same order', async () => {
    const [a, b] = [await replica(), await replica()];
    expect([a.health(), b.health()]).toEqual(['connected', 'connected']);
    const [onA, onB] = [follow(a, { taskId: 't' }), follow(b, { userId: 'ann' })];
    for (const percent of range(1, 500)) (percent % 2 ? a : b).publish(progress('t', percent));
    await until(() => onA.items.length === 500 && onB.items.length === 500, '500 events on both');
    expect(onA.items).toEqual(onB.items);
    expect(onA.percents().filter((percent) => percent % 2)).toEqual(range(1, 500).filter((percent) => percent % 2));
    expect(new Set(onA.items.map(({ id }) => id)).size).toBe(500);
  });

  it('forgets a user’s events at Redis and on every replica, or says that it cannot', async () => {
    const [a, b] = [await replica(), await replica()];
    const anns = { userId: 'ann', before: null, exceptTaskId: null };
    const [ann, bob] = [follow(b, { userId: 'ann' }), follow(b, { userId: 'bob' })];
    for (const percent of range(1, 150)) {
      a.publish(progress('t', percent));
      await until(() => ann.items.length === percent, 'one after the other');
      a.publish({ ...progress('u', percent), userId: 'bob' } as FeedEvent);
      await until(() => bob.items.length === percent, 'one after the other');
    }
    expect(await a.kept(anns)).toBe(150);
    expect(await a.forget(anns)).toBe(150);
    expect([await a.kept(anns), await b.kept({ ...anns, userId: 'bob' })]).toEqual([0, 150]);
    const start = ann.items[0]?.id;
    const replayed = async () => {
      const [again, others] = [follow(b, { userId: 'ann' }, start), follow(b, { userId: 'bob' }, start)];
      await until(() => others.items.length === 150, 'what bob may see');
      return again.items.length;
    };
    await waitFor(async () => (await replayed()) === 0, { timeoutMs: 8000, what: 'the other replica to forget' });
    await redis.stop();
    await until(() => a.health() === 'degraded', 'Redis to be missed');
    await expect(a.forget(anns)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('replays after an id on another replica, from what it has and from what only Redis has', async () => {
    const a = await replica();
    const first = follow(a, { taskId: 't' });
    for (const percent of range(1, 300)) {
      a.publish(progress('t', percent));
      a.publish(progress('other', percent));
      if (percent % 50 === 0) await until(() => first.items.length === percent, 'those so far');
    }
    const late = await replica();
    const fromMiddle = follow(late, { taskId: 't' }, first.items[99]?.id);
    const small = await replica(redis.url, { eventsKept: 10 });
    a.publish(progress('t', 301));
    await until(() => fromMiddle.items.length === 201, 'the rest');
    expect(fromMiddle.items).toEqual(first.items.slice(100));
    const fromStart = follow(small, { taskId: 't' }, '0-0-0');
    await until(() => fromStart.items.length === 301, 'all of them');
    expect(fromStart.items).toEqual(first.items);
  });

  it('wakes every replica but the one that calls', async () => {
    const [a, b, c] = [await replica(), await replica(), await replica()];
    const heard: [string, WakeMessage][] = [];
    for (const [name, feed] of Object.entries({ a, b, c })) feed.onWake((message) => heard.push([name, message]));
    const silent = c.onWake(() => heard.push(['removed', { kind: 'ready', lanes: [] }]));
    silent();
    a.wake({ kind: 'ready', lanes: [1, 2] });
    a.wake({ kind: 'cancel', taskId: 't', attempt: 3 });
    await until(() => heard.length === 4, 'two messages on two replicas');
    for (const name of ['b', 'c']) {
      expect(heard.filter(([who]) => who === name).map(([, message]) => message)).toEqual([
        { kind: 'ready', lanes: [1, 2] },
        { kind: 'cancel', taskId: 't', attempt: 3 },
      ]);
    }
  });

  it('reaches its own followers while Redis is dead, in order, and everybody again once it is back', async () => {
    const [a, b] = [await replica(), await replica()];
    const [onA, onB] = [follow(a, { taskId: 't' }), follow(b, { taskId: 't' })];
    a.publish(progress('t', 1));
    await until(() => onB.items.length === 1, 'the first');
    await redis.kill();
    a.publish(progress('t', 2));
    a.publish(progress('t', 3));
    await until(() => onA.items.length === 3, 'those without Redis');
    await until(() => a.health() === 'degraded' && b.health() === 'degraded', 'both to notice');
    await redis.start();
    await until(() => a.health() === 'connected' && b.health() === 'connected', 'both to be back');
    a.publish(progress('t', 4));
    await until(() => onA.items.length === 4 && onB.items.length === 2, 'the one after');
    expect(onA.percents()).toEqual([1, 2, 3, 4]);
    expect(onB.percents()).toEqual([1, 4]);
    const resumed = follow(a, { taskId: 't' }, onA.items[1]?.id);
    await until(() => resumed.items.length === 2, 'what came after');
    expect(resumed.percents()).toEqual([3, 4]);
  });

  it('keeps what came without Redis when the newest at Redis was forgotten before, and ids only grow', async () => {
    const [a, b] = [await replica(), await replica()];
    const [onA, onB] = [follow(a, { userId: 'ann' }), follow(b, { userId: 'bob' })];
    a.publish(progress('t', 1));
    await until(() => onA.items.length === 1, 'the first');
    b.publish({ ...progress('u', 2), userId: 'bob' } as FeedEvent);
    await until(() => onB.items.length === 1, 'what is forgotten');
    const last = follow(a, { userId: 'bob' }, onA.items[0]?.id);
    await until(() => last.items.length === 1, 'the newest to be known here');
    expect(await b.forget({ userId: 'bob', before: null, exceptTaskId: null })).toBe(1);
    await redis.kill();
    await until(() => a.health() === 'degraded' && b.health() === 'degraded', 'both to notice');
    a.publish(progress('t', 3));
    await until(() => onA.items.length === 2, 'one without Redis');
    await redis.start();
    await until(() => a.health() === 'connected' && b.health() === 'connected', 'both to be back');
    const resumed = follow(a, { userId: 'ann' }, onA.items[0]?.id);
    await until(() => resumed.items.length === 1, 'what came without Redis');
    b.publish(progress('t', 4));
    await until(() => onA.items.length === 3 && resumed.items.length === 2, 'the one after');
    expect([onA.percents(), resumed.percents()]).toEqual([
      [1, 3, 4],
      [3, 4],
    ]);
    await redis.kill();
    await until(() => a.health() === 'degraded', 'it to be missed again');
    a.publish(progress('t', 5));
    await until(() => onA.items.length === 4, 'another without Redis');
    const again = follow(a, { userId: 'ann' }, onA.items[1]?.id);
    await until(() => again.items.length === 2, 'all after');
    expect(again.percents()).toEqual([4, 5]);
  });

  it('goes on when Redis comes back empty', async () => {
    await redis.stop();
    redis = await startRedis();
    const a = await replica();
    const onA = follow(a, { taskId: 't' });
    a.publish(progress('t', 1));
    await until(() => onA.items.length === 1, 'the first');
    await redis.kill();
    await until(() => a.health() === 'degraded', 'it to notice');
    await redis.start();
    await until(() => a.health() === 'connected', 'it to be back');
    a.publish(progress('t', 2));
    await until(() => onA.items.length === 2, 'the second');
    expect(onA.percents()).toEqual([1, 2]);
  });

  it('starts without Redis, and finds it when it comes', async () => {
    await redis.kill();
    const a = await replica();
    expect(a.health()).toBe('degraded');
    const onA = follow(a, { taskId: 't' });
    a.publish(progress('t', 1));
    a.wake({ kind: 'ready', lanes: [1] });
    await until(() => onA.items.length === 1, 'the event');
    await redis.start();
    await until(() => a.health() === 'connected', 'it to be there');
  });

  it('notices a Redis that answers nothing, loses no event to its own followers and repeats none', async () => {
    const proxy = await startTcpProxy({ target: new URL(redis.url).host });
    const a = await replica(`redis://127.0.0.1:${proxy.port}`);
    const onA = follow(a, { taskId: 't' });
    a.publish(progress('t', 1));
    await until(() => onA.items.length === 1, 'the first');
    // Redis still hears us; we do not hear that the event was taken.
    proxy.freeze('toClient');
    a.publish(progress('t', 2));
    await until(() => onA.items.length === 2, 'the second, by hand');
    proxy.thaw();
    await until(() => a.health() === 'connected', 'it to be back');
    a.publish(progress('t', 3));
    await until(() => onA.percents().includes(3), 'the third');
    expect(onA.percents()).toEqual([1, 2, 3]);
    await Promise.all(feeds.splice(0).map((feed) => feed.stop()));
    await proxy.stop();
  });

  it('keeps the stream short', async () => {
    const a = await replica(redis.url, { entriesKept: 100 });
    const onA = follow(a, { taskId: 't' });
    for (const percent of range(1, 600)) {
      a.publish(progress('t', percent));
      if (percent % 3 === 0) await until(() => onA.items.length >= percent, 'those so far');
    }
    const fresh = await replica();
    const kept = follow(fresh, { taskId: 't' }, '0-0-0');
    a.publish(progress('t', 601));
    await until(() => kept.percents().includes(601), 'the newest');
    expect(kept.items.length).toBeLessThan(601);
  });

  it('keeps the stream small where its events are large', async () => {
    const a = await replica(redis.url, { bytesKept: 1024 * 1024 });
    const onA = follow(a, { taskId: 't' });
    const text = 'x'.repeat(16_384);
    for (const n of range(1, 200)) {
      a.publish({ kind: 'chunk', taskId: 't', userId: 'ann', at: n, attempt: 1, text });
      if (n % 10 === 0) await until(() => onA.items.length === n, 'those so far');
    }
    const kept = await a.kept({ userId: 'ann', before: null, exceptTaskId: null });
    expect(kept).toBeGreaterThan(20);
    expect(kept).toBeLessThan(80);
    const late = await replica();
    const newest = follow(late, { taskId: 't' }, '0-0-0');
    await until(() => newest.items.length === kept, 'what is left');
    expect(newest.items.at(-1)?.event.at).toBe(200);
  });

  it('ends its followers when it stops, at once even with Redis silent', async () => {
    const proxy = await startTcpProxy({ target: new URL(redis.url).host });
    const a = await replica(`redis://127.0.0.1:${proxy.port}`);
    const onA = follow(a, { taskId: 't' });
    proxy.freeze();
    a.publish(progress('t', 1));
    const startedAt = performance.now();
    await a.stop();
    await onA.reading;
    expect(performance.now() - startedAt).toBeLessThan(1500);
    expect(onA.percents()).toEqual([1]);
    await proxy.stop();
  });
});
