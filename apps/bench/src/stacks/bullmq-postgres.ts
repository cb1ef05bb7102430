import { createPostgresBackend, Queue, Worker } from 'bullmq';
import type { Stack } from './stack';

const queueName = 'insights';
/** 10, 50, 100 and 200 were tried on this bench: 50 did best. */
const concurrency = 50;
const poolSize = 16;

const connectionTo = (connectionString: string) => ({ connectionString, max: poolSize });

export const bullmqPostgres: Stack = {
  async prepare(storeUrl) {
    const queue = new Queue(
      queueName,
      { connection: { ...connectionTo(storeUrl), migrate: true } },
      createPostgresBackend,
    );
    await queue.waitUntilReady();
    await queue.close();
  },

  async openProducer(storeUrl) {
    const queue = new Queue(queueName, { connection: connectionTo(storeUrl) }, createPostgresBackend);
    await queue.waitUntilReady();
    return {
      enqueue: async (payload) => (await queue.add('insight', payload)).id!,
      enqueueMany: async (payloads) => {
        const added = await queue.addBulk(payloads.map((data) => ({ name: 'insight', data })));
        return added.map(({ id }) => id!);
      },
      completed: () => queue.getCompletedCount(),
      close: () => queue.close(),
    };
  },

  async openConsumer(storeUrl, onStart) {
    const options = { connection: connectionTo(storeUrl), concurrency };
    const worker = new Worker(queueName, async ({ id }) => onStart(id!), options, createPostgresBackend);
    await worker.waitUntilReady();
    return { close: () => worker.close() };
  },
};
