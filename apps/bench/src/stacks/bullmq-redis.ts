import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Stack } from './stack';

const queueName = 'insights';
/** 10, 50, 100 and 200 were tried on this bench: 50 did best. */
const concurrency = 50;

const connect = (url: string) => new Redis(url, { maxRetriesPerRequest: null });

export const bullmqRedis: Stack = {
  async openProducer(storeUrl) {
    const connection = connect(storeUrl);
    const queue = new Queue(queueName, { connection });
    await queue.waitUntilReady();
    return {
      enqueue: async (payload) => (await queue.add('insight', payload)).id!,
      enqueueMany: async (payloads) => {
        const added = await queue.addBulk(payloads.map((data) => ({ name: 'insight', data })));
        return added.map(({ id }) => id!);
      },
      completed: () => queue.getCompletedCount(),
      close: async () => {
        await queue.close();
        connection.disconnect();
      },
    };
  },

  async openConsumer(storeUrl, onStart) {
    const connection = connect(storeUrl);
    const worker = new Worker(queueName, async ({ id }) => onStart(id!), { connection, concurrency });
    await worker.waitUntilReady();
    return {
      close: async () => {
        await worker.close();
        connection.disconnect();
      },
    };
  },
};
