import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Answers, Order, Reply } from './orders';

export interface Client {
  readonly pid: number;
  /** One order at a time; rejects with what went wrong in the client. */
  ask<K extends Order['kind']>(order: Extract<Order, { kind: K }>): Promise<Answers[K]>;
  stop(): Promise<void>;
}

/** Starts the client's process; workers report to it on `socketPath`. */
export async function startClient(options: { node: string; program: string; socketPath: string }): Promise<Client> {
  const child = fork(options.program, [options.socketPath], { execPath: options.node, execArgv: [] });
  await nextReply(child);
  return {
    pid: child.pid!,
    ask: async (order) => {
      child.send(order);
      return (await nextReply(child)) as never;
    },
    stop: async () => {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

async function nextReply(child: ChildProcess): Promise<Answers[Order['kind']]> {
  const ended = new AbortController();
  try {
    const [reply] = (await Promise.race([
      once(child, 'message', { signal: ended.signal }),
      once(child, 'exit', { signal: ended.signal }).then(() => [{ ok: false, message: 'the client ended' }]),
    ])) as [Reply];
    if (!reply.ok) throw new Error(reply.message);
    return reply.value;
  } finally {
    ended.abort();
  }
}
