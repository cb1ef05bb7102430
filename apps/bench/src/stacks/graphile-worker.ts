import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { Pool } from 'pg';
import type { Stack } from './stack';

const taskName = 'insight';
const concurrency = 24;
const silent = new Logger(() => () => undefined);

/** With `localQueue`, tasks are fetched and completed in batches. It keeps no finished task: gone is completed. */
export function graphileWorker({ localQueue }: { localQueue: boolean }): Stack {
  return {
    async prepare(storeUrl) {
      const utils = await makeWorkerUtils({ connectionString: storeUrl, logger: silent });
      await utils.migrate();
      await utils.release();
    },

    async openProducer(storeUrl) {
      const pgPool = new Pool({ connectionString: storeUrl, max: 16 });
      const utils = await makeWorkerUtils({ pgPool, logger: silent });
      let enqueued = 0;
      return {
        enqueue: async (payload) => {
          const { id } = await utils.addJob(taskName, payload);
          enqueued += 1;
          return id;
        },
        enqueueMany: async (payloads) => {
          const added = await utils.addJobs(payloads.map((payload) => ({ identifier: taskName, payload })));
          enqueued += added.length;
          return added.map(({ id }) => id);
        },
        completed: async () => {
          const left = await pgPool.query<{ n: number }>(
            'select count(*)::int as n from graphile_worker._private_jobs',
          );
          return enqueued - left.rows[0]!.n;
        },
        close: async () => {
          await utils.release();
          await pgPool.end();
        },
      };
    },

    async openConsumer(storeUrl, onStart) {
      const runner = await run({
        connectionString: storeUrl,
        concurrency,
        maxPoolSize: concurrency + 2,
        noHandleSignals: true,
        logger: silent,
        taskList: { [taskName]: async (_payload, { job }) => onStart(job.id) },
        preset: localQueue ? { worker: { localQueue: { size: 200 }, completeJobBatchDelay: 0 } } : {},
      });
      return { close: () => runner.stop() };
    },
  };
}
