import { Pool } from 'pg';
import { PgBoss } from 'pg-boss';
import type { Stack } from './stack';

const queueName = 'insights';
const poolSize = 16;

async function open(connectionString: string): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString, max: poolSize, useListenNotify: true });
  boss.on('error', () => undefined);
  await boss.start();
  return boss;
}

export const pgBoss: Stack = {
  async prepare({ postgresUrl }) {
    const boss = await open(postgresUrl);
    await boss.createQueue(queueName, { notify: true });
    await boss.stop();
  },

  async openProducer({ postgresUrl }) {
    const boss = await open(postgresUrl);
    const pool = new Pool({ connectionString: postgresUrl, max: 1 });
    return {
      enqueue: async (payload) => (await boss.send(queueName, payload))!,
      enqueueMany: async (payloads) => {
        const ids = await boss.insert(
          queueName,
          payloads.map((data) => ({ data })),
          { returnId: true },
        );
        return ids!;
      },
      completed: async () => {
        const counted = await pool.query<{ n: number }>(
          `select count(*)::int as n from pgboss.job where name = $1 and state = 'completed'`,
          [queueName],
        );
        return counted.rows[0]!.n;
      },
      close: async () => {
        await pool.end();
        await boss.stop();
      },
    };
  },

  async openConsumer({ postgresUrl }, onStart) {
    const boss = await open(postgresUrl);
    const options = { batchSize: 50, localConcurrency: 4, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true };
    await boss.work(queueName, options, async (tasks) => {
      for (const { id } of tasks) onStart(id);
    });
    return { close: () => boss.stop() };
  },
};
