import { startPostgres, startProgram, startRedis, type Program } from '@englog/testing';
import { postgresSettings } from './postgres-settings';
import type { BenchEnv, Driver, RunningStack } from './driver';

interface PeerOptions {
  name: string;
  store: 'postgres' | 'redis';
  note: string;
}

/** What a client asks for: the same work for every stack. */
export const payload = {
  user_id: 'bench-user',
  entry_ids: ['0197e7a0-7f5e-7c6b-9d3e-2f4a6b8c0d1e'],
  insight_type: 'productivity',
};

/** A peer behind the common front. */
export function peer({ name, store, note }: PeerOptions): Driver {
  return { name, note, start: (env) => startPeer(name, store, env) };
}

async function startPeer(name: string, store: 'postgres' | 'redis', env: BenchEnv): Promise<RunningStack> {
  const opened: { stop(): Promise<unknown> }[] = [];
  const open = async <T extends { stop(): Promise<unknown> }>(opening: Promise<T>): Promise<T> => {
    const it = await opening;
    opened.push(it);
    return it;
  };
  const stop = async () => {
    for (const it of opened.reverse()) await it.stop();
  };
  try {
    const server = await open(
      store === 'redis' ? startRedis({ durable: true }) : startPostgres({ durable: true, settings: postgresSettings }),
    );
    const urls = store === 'redis' ? { BENCH_REDIS_URL: server.url } : { BENCH_POSTGRES_URL: server.url };
    const start = (args: string[], ready: RegExp) =>
      open(
        startProgram({
          command: env.node,
          args,
          env: { PATH: '/usr/bin:/bin', NODE_ENV: 'production', ...urls },
          ready,
        }),
      );
    const front = await start([env.programs.front, name], /listening on \d+/);
    const worker = await start([env.programs.worker, name, env.reportsSocket], /consuming/);
    const baseUrl = `http://127.0.0.1:${portOf(front)}`;
    const bodyOf = (body: object) => ({ method: 'POST' as const, body: JSON.stringify(body) });
    return {
      baseUrl,
      pids: { front: front.pid, worker: worker.pid, store: server.pid },
      single: { ...bodyOf(payload), path: '/tasks' },
      batch: (size) => ({ ...bodyOf({ tasks: Array.from({ length: size }, () => payload) }), path: '/tasks/batch' }),
      completed: async () => {
        const answer = await fetch(`${baseUrl}/completed`);
        return ((await answer.json()) as { completed: number }).completed;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function portOf(front: Program): number {
  return Number(/listening on (\d+)/.exec(front.output())![1]);
}
