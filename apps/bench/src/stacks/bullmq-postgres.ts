import { createPostgresBackend, Queue, Worker } from 'bullmq';
import type { Stack } from './stack';

const queueName = 'insights';
const concurrency = 50;
const poolSize = 16;

const connectionTo = (connectionString: string) => ({ connectionString, max: poolSize });

export const bullmqPostgres: Stack = {
  async prepare({ postgresUrl }) {
    const queue = new Queue(
      queueName,
      { connection: { ...connectionTo(postgresUrl), migrate: true } },
      createPostgresBackend,
    );
    await queue.waitUntilReady();
    await queue.close();
  },

  async openProducer({ postgresUrl }) {
    const queue = new Queue(queueName, { connection: connectionTo(postgresUrl) }, createPostgresBackend);
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

  async openConsumer({ postgresUrl }, onStart) {
    const options = { connection: connectionTo(postgresUrl), concurrency };
    const worker = new Worker(queueName, async ({ id }) => onStart(id!), options, createPostgresBackend);
    await worker.waitUntilReady();
    return { close: () => worker.close() };
  },
};
