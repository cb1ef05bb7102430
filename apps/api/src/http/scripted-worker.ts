import type { JsonObject, TaskFailure } from '@englog/domain';
import { capabilities } from '@englog/domain';
import { waitFor } from '@englog/testing';
import type { Dispatcher } from '../dispatch/dispatcher';
import type { Delivery, WorkerSession } from '../dispatch/worker-session';

/** A worker at the far end of a dispatch session: takes what it is sent and reports as it is told. */
export interface ScriptedWorker {
  deliveries: Delivery[];
  /** The task's delivery of this attempt or a later one, once it has come. */
  next(taskId: string, attempt?: number): Promise<Delivery>;
  acknowledge(delivery: Delivery): void;
  progress(delivery: Delivery, percent: number, message: string, text?: string | { anew: string }): void;
  complete(delivery: Delivery, result: JsonObject): Promise<void>;
  fail(delivery: Delivery, failure: TaskFailure): Promise<void>;
}

const chunkOf = (text: string | { anew: string }) =>
  typeof text === 'string' ? { textChunk: text } : { textChunk: text.anew, textRestart: true };

export const connectWorker = async (dispatcher: Dispatcher): Promise<ScriptedWorker> => {
  const { token } = await dispatcher.gate.register({
    workerId: 'worker-1',
    workerName: 'Scripted',
    version: '1',
    capabilities: [...capabilities],
    pools: ['default'],
    labels: {},
    models: [],
    slots: 4,
    linkVersion: 1,
    instanceId: 'i1',
    inFlight: [],
  });
  const session: WorkerSession = await dispatcher.gate.authenticateToken(token);
  const deliveries: Delivery[] = [];
  const channel = {
    send: (message: Parameters<WorkerSession['send']>[0]) => {
      if (message.kind === 'task') deliveries.push(message.delivery);
      if (message.kind === 'ping') session.echoed(message.sequence, Date.now());
    },
    close: () => undefined,
  };
  await dispatcher.gate.connect(session, channel, []);
  const end = async (
    delivery: Delivery,
    outcome: 'completed' | 'failed',
    result: string,
    failure: TaskFailure | null,
  ) => {
    const { taskId, attempt } = delivery;
    await dispatcher.reports.result(session, {
      taskId,
      attempt,
      outcome,
      result,
      failure,
      retryAfterMs: null,
      startedAt: null,
    });
  };
  return {
    deliveries,
    next: (taskId, attempt = 1) =>
      waitFor(() => deliveries.find((delivery) => delivery.taskId === taskId && delivery.attempt >= attempt), {
        what: `task ${taskId} at the worker`,
      }),
    acknowledge: (delivery) => void dispatcher.reports.acknowledge(session, delivery),
    progress: ({ taskId, attempt }, percent, message, text = '') =>
      void dispatcher.reports.progress(session, { taskId, attempt, percent, message, ...chunkOf(text) }),
    complete: (delivery, result) => end(delivery, 'completed', JSON.stringify(result), null),
    fail: (delivery, failure) => end(delivery, 'failed', '', failure),
  };
};
