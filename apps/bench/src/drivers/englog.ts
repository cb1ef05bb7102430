import { startEnglog } from '../englog/start-englog';
import { Openings } from '../openings';
import type { BenchEnv, Driver, RunningStack } from './driver';

/** EngLog itself, measured through its real API: authenticated, validated, with its own worker over gRPC. */
export const englog: Driver = {
  name: 'englog',
  note: 'the API on PostgreSQL, a JWT on each request, one worker over gRPC with 100 slots',
  start: (env) => Openings.during((openings) => start(env, openings)),
};

async function start(env: BenchEnv, openings: Openings): Promise<RunningStack> {
  const { api, postgres, baseUrl, single, batch, completed, startWorker } = await startEnglog(env, openings);
  const worker = await startWorker();
  const pids = { front: api.pid, worker: worker.pid, store: postgres.pid };
  return { baseUrl, pids, single, batch, completed, stop: () => openings.stop() };
}
