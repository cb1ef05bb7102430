import { Pool } from 'pg';
import { PgBoss } from 'pg-boss';
import type { Stack } from './stack';

const queueName = 'insights';
const poolSize = 16;

async function open(connectionString: string, useListenNotify: boolean): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString, max: poolSize, useListenNotify });
  boss.on('error', () => undefined);
  await boss.start();
  return boss;
}

/** Notified, it starts a task at once but commits one at a time (NOTIFY's lock); polling, it is the other way round. */
export function pgBoss({ notify }: { notify: boolean }): Stack {
  return {
    async prepare(storeUrl) {
      const boss = await open(storeUrl, notify);
      await boss.createQueue(queueName, { notify });
      await boss.stop();
    },

    async openProducer(storeUrl) {
      const boss = await open(storeUrl, notify);
      const pool = new Pool({ connectionString: storeUrl, max: 1 });
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

    async openConsumer(storeUrl, onStart) {
      const boss = await open(storeUrl, notify);
      const options = { batchSize: 50, localConcurrency: 4, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true };
      await boss.work(queueName, options, async (tasks) => {
        for (const { id } of tasks) onStart(id);
      });
      return { close: () => boss.stop() };
    },
  };
}
