import { AsyncQueue } from '@englog/runtime';
import type * as proto from '@englog/proto-gen';
import { ServerError, Status } from 'nice-grpc-common';
import type { WorkerGate } from '../dispatch/worker-gate';
import type { AttemptKey, SessionChannel, SessionMessage, WorkerSession } from '../dispatch/worker-session';
import { toTaskRequest } from './wire';

/** Signals that may wait beside the tasks of all slots. */
const signalRoom = 1000;

/** What goes as one message: far below what a message may be. */
const together = {
  maxItems: 64,
  weightOf: (message: SessionMessage) => (message.kind === 'task' ? message.delivery.payload.length : 0),
  maxWeight: 128 * 1024,
};
const oneByOne = { ...together, maxItems: 1 };

export interface TaskStreamOptions {
  gate: WorkerGate;
  session: WorkerSession;
  /** What the worker says it still has; null from a plain worker. */
  inFlight: AttemptKey[] | null;
  leaseMs: number;
  signal: AbortSignal;
}

/**
 * A session's tasks and signals, numbered from 1 without gaps. Owns one queue, which lives as long as the stream and no
 * longer; a worker that does not read until the queue is full loses the stream, not its tasks.
 */
export async function* taskStream(options: TaskStreamOptions): AsyncGenerator<proto.TaskRequest, void, undefined> {
  const { gate, session, signal } = options;
  const queue = new AsyncQueue<SessionMessage>({ capacity: session.record.slots + signalRoom, signal });
  const channel: SessionChannel = {
    send: (message) => {
      if (!queue.push(message) && queue.isFull) channel.close('the worker does not read its stream');
    },
    close: (reason) => queue.close(new ServerError(Status.UNAVAILABLE, reason)),
  };
  let sequence = 0;
  try {
    await gate.connect(session, channel, options.inFlight);
    for await (const messages of queue.batches(session.isFull ? together : oneByOne)) {
      const [first, ...more] = messages.map((message) => toTaskRequest(message, ++sequence, options.leaseMs));
      if (first !== undefined) yield more.length === 0 ? first : { ...first, more };
    }
  } finally {
    queue.abort();
    gate.disconnect(session, channel);
  }
}
