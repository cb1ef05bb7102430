import { AsyncQueue } from './async-queue';

const takeAll = async <T>(queue: AsyncQueue<T>): Promise<T[]> => {
  const taken: T[] = [];
  for await (const item of queue) taken.push(item);
  return taken;
};

describe('AsyncQueue', () => {
  it('hands out in order, to a consumer that was there before and one that comes after', async () => {
    const early = new AsyncQueue<number>({ capacity: 10 });
    const taking = takeAll(early);
    for (const item of [1, 2, 3]) early.push(item);
    early.close();
    expect(await taking).toEqual([1, 2, 3]);

    const late = new AsyncQueue<number>({ capacity: 10 });
    for (const item of [1, 2, 3]) late.push(item);
    late.close();
    expect(await takeAll(late)).toEqual([1, 2, 3]);
  });

  it('hands out what waits at once, within bounds', async () => {
    const queue = new AsyncQueue<number>({ capacity: 10 });
    for (const item of [1, 2, 3, 9, 5]) queue.push(item);
    const batches = queue.batches({ maxItems: 3, weightOf: (item) => item, maxWeight: 8 });
    expect((await batches.next()).value).toEqual([1, 2, 3]);
    queue.push(6);
    expect((await batches.next()).value).toEqual([9]);
    expect((await batches.next()).value).toEqual([5]);
    expect((await batches.next()).value).toEqual([6]);
    const waiting = batches.next();
    queue.push(7);
    queue.close();
    expect((await waiting).value).toEqual([7]);
    expect((await batches.next()).done).toBe(true);
  });

  it('says when it is full and takes again once there is room', async () => {
    const queue = new AsyncQueue<number>({ capacity: 2 });
    expect([queue.push(1), queue.push(2), queue.push(3)]).toEqual([true, true, false]);
    expect([queue.isFull, queue.isClosed, queue.size]).toEqual([true, false, 2]);
    const items = queue[Symbol.asyncIterator]();
    expect(await items.next()).toEqual({ done: false, value: 1 });
    expect(queue.push(4)).toBe(true);
    queue.close();
    expect([(await items.next()).value, (await items.next()).value, (await items.next()).done]).toEqual([2, 4, true]);
  });

  it('keeps order and loses nothing over many turns of its inner array', async () => {
    const queue = new AsyncQueue<number>({ capacity: 300 });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const item of queue) seen.push(item);
    })();
    let next = 0;
    while (next < 20_000) {
      if (queue.push(next)) next += 1;
      else await new Promise(setImmediate);
    }
    queue.close();
    await reading;
    expect(seen).toEqual(Array.from({ length: 20_000 }, (_, index) => index));
  });

  it('ends a waiting consumer when its signal aborts, and drops what it held', async () => {
    const controller = new AbortController();
    const queue = new AsyncQueue<number>({ capacity: 5, signal: controller.signal });
    const taking = takeAll(queue);
    controller.abort();
    expect(await taking).toEqual([]);
    expect(queue.push(1)).toBe(false);
    expect(queue.isClosed).toBe(true);
  });

  it('is born ended when its signal has aborted', async () => {
    const queue = new AsyncQueue<number>({ capacity: 5, signal: AbortSignal.abort() });
    expect(queue.push(1)).toBe(false);
    expect(await takeAll(queue)).toEqual([]);
  });

  it('hands out what it holds and then ends with the error it was closed with', async () => {
    const queue = new AsyncQueue<string>({ capacity: 5 });
    queue.push('kept');
    queue.close(new Error('too slow'));
    const taken: string[] = [];
    const reading = (async () => {
      for await (const item of queue) taken.push(item);
    })();
    await expect(reading).rejects.toThrow('too slow');
    expect(taken).toEqual(['kept']);
  });

  it('tells the producer when its consumer has left, and leaves no listener on the signal', async () => {
    const controller = new AbortController();
    const removed = jest.spyOn(controller.signal, 'removeEventListener');
    const queue = new AsyncQueue<number>({ capacity: 5, signal: controller.signal });
    queue.push(1);
    queue.push(2);
    for await (const item of queue) if (item === 1) break;
    expect(queue.push(3)).toBe(false);
    expect(queue.size).toBe(0);
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function));
  });

  it('refuses a second consumer and a capacity of nothing', () => {
    const queue = new AsyncQueue<number>({ capacity: 1 });
    queue[Symbol.asyncIterator]();
    expect(() => queue[Symbol.asyncIterator]()).toThrow('one consumer');
    expect(() => new AsyncQueue({ capacity: 0 })).toThrow(RangeError);
  });
});
