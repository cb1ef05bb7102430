import { startPostgres, startProgram, startRedis, type Program } from '@englog/testing';
import type { BenchEnv, Driver, RunningStack } from './driver';
import { Openings } from '../openings';
import { payload } from './payload';
import { postgresSettings } from './postgres-settings';

interface PeerOptions {
  name: string;
  store: 'postgres' | 'redis';
  note: string;
}

/** A peer behind the common front. */
export function peer({ name, store, note }: PeerOptions): Driver {
  const openStore = () =>
    store === 'redis' ? startRedis({ durable: true }) : startPostgres({ durable: true, settings: postgresSettings });
  return { name, note, start: (env) => Openings.during((openings) => startPeer(name, env, { openings, openStore })) };
}

interface PeerParts {
  openings: Openings;
  openStore: () => ReturnType<typeof startRedis | typeof startPostgres>;
}

async function startPeer(name: string, env: BenchEnv, { openings, openStore }: PeerParts): Promise<RunningStack> {
  const store = await openings.add(openStore());
  const environment = { PATH: '/usr/bin:/bin', NODE_ENV: 'production', BENCH_STORE_URL: store.url };
  const start = (args: string[], ready: RegExp) =>
    openings.add(startProgram({ command: env.node, args: [...env.nodeArgs, ...args], env: environment, ready }));
  const front = await start([env.programs.front, name], /listening on \d+/);
  const worker = await start([env.programs.worker, name, env.reportsSocket], /consuming/);
  const baseUrl = `http://127.0.0.1:${portOf(front)}`;
  const post = (path: string, body: object) => ({ method: 'POST' as const, path, body: JSON.stringify(body) });
  return {
    baseUrl,
    pids: { front: front.pid, worker: worker.pid, store: store.pid },
    single: post('/tasks', payload),
    batch: (size) => post('/tasks/batch', { tasks: Array.from({ length: size }, () => payload) }),
    completed: async () => {
      const answer = await fetch(`${baseUrl}/completed`);
      return ((await answer.json()) as { completed: number }).completed;
    },
    stop: () => openings.stop(),
  };
}

function portOf(front: Program): number {
  return Number(/listening on (\d+)/.exec(front.output())![1]);
}
