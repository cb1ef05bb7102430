import { workerListAnswer, workersHealthAnswer } from '@englog/domain';
import type { WorkerAnswer, WorkersHealthAnswer } from '@englog/domain';
import type { Dispatch } from '../../dispatch/dispatch';
import type { Feed } from '../../feed/feed';
import type { WorkerReads, WorkerRecord } from '../../store/records';
import { sendJson, toTime } from '../answer';
import type { Call, UserEndpoint } from '../endpoint';
import { fleetHealth } from './fleet-health';

export interface WorkerOptions {
  workers: WorkerReads;
  dispatch: Dispatch;
  feed: Feed;
}

/** Field by field, so that a record's secret, should it ever carry one, stays where it is. */
const toView = (worker: WorkerRecord): WorkerAnswer => ({
  worker_id: worker.workerId,
  worker_name: worker.workerName,
  version: worker.version,
  capabilities: worker.capabilities,
  pools: worker.pools,
  labels: worker.labels,
  models: worker.models,
  slots: worker.slots,
  active_tasks: worker.activeTasks,
  state: worker.state,
  status: worker.status,
  stats: worker.stats,
  registered_at: toTime(worker.registeredAt),
  last_seen_at: toTime(worker.lastSeenAt),
});

const list = async (call: Call, { workers }: WorkerOptions): Promise<void> => {
  const known = (await workers.list()).map(toView);
  sendJson(call.response, 200, { workers: known, count: known.length });
};

const health = async (call: Call, options: WorkerOptions): Promise<void> => {
  const workers = await options.workers.list();
  const dispatch = options.dispatch.health();
  const feed = options.feed.health();
  const answer: WorkersHealthAnswer = {
    ...fleetHealth({ workers, dispatch, feed }),
    active_workers: workers.filter(({ state }) => state === 'connected').length,
    timestamp: toTime(Date.now()),
    workers: workers
      .map(toView)
      .map(({ worker_id, worker_name, state, status, active_tasks, slots, last_seen_at }) => ({
        worker_id,
        worker_name,
        state,
        status,
        active_tasks,
        slots,
        last_seen_at,
      })),
    queue: { depth: dispatch.backlog, slots: dispatch.slots, slots_in_use: dispatch.slotsInUse },
    breakers: dispatch.breakers,
    feed,
  };
  sendJson(call.response, 200, answer);
};

export const workerEndpoints = (options: WorkerOptions): UserEndpoint[] => {
  const shared = { method: 'get', access: 'user', tag: 'workers' } as const;
  return [
    {
      ...shared,
      path: '/v1/workers',
      summary: 'The workers this service knows',
      answers: { 200: { description: 'The workers', schema: workerListAnswer } },
      handle: (call) => list(call, options),
    },
    {
      ...shared,
      path: '/v1/workers/health',
      summary: 'How the fleet does, in one word and in figures',
      answers: { 200: { description: 'Its health', schema: workersHealthAnswer } },
      handle: (call) => health(call, options),
    },
  ];
};
