import { waitFor } from '@englog/testing';
import { everywhere, onServers } from '../fault';
import type { Fault } from '../fault';
import type { World } from '../world';

/** The replica most workers are connected to. */
async function busiestApi(world: World) {
  const targets = await Promise.all(world.workers.map(async (worker) => (await worker.health()).link.target));
  const counts = world.apis.map(
    (_, at) =>
      world.workers.filter((worker, row) => targets[row]?.endsWith(`:${world.lanesOf(worker)[at]?.port}`)).length,
  );
  const most = counts.indexOf(Math.max(...counts));
  return { api: world.apis[most]!, workers: counts[most] ?? 0 };
}

const killed: Fault = {
  name: 'SIGKILL API',
  worlds: everywhere,
  short: ['servers', 'embedded'],
  async act({ world }) {
    world.slowModel(800);
    await world.busyWorker();
    const { api, workers } = await busiestApi(world);
    await api.kill();
    await api.start();
    return `${api.name} killed with ${workers} workers on it`;
  },
};

const rolling: Fault = {
  name: 'SIGTERM each API in turn',
  worlds: everywhere,
  short: onServers,
  async act({ world }) {
    const took: number[] = [];
    for (const api of world.apis) {
      await world.busyWorker(1);
      const begunAt = performance.now();
      const exit = await api.stop();
      took.push(Math.round(performance.now() - begunAt));
      if (exit?.code !== 0) throw new Error(`${api.name} left with ${JSON.stringify(exit)}\n${api.output()}`);
      await api.start();
      await world.untilWhole();
    }
    return `left cleanly (exit 0) in ${took.join(' and ')} ms`;
  },
};

const allAtOnce: Fault = {
  name: 'SIGKILL every API at once',
  worlds: onServers,
  async act({ world }) {
    world.slowModel(800);
    await world.busyWorker();
    await Promise.all(world.apis.map((api) => api.kill()));
    await Promise.all(world.apis.map((api) => api.start()));
    const isBack = async () => (await world.seen(world.workers[0]!.workerId))?.state === 'connected';
    await waitFor(isBack, { timeoutMs: 60_000, what: 'a worker to come back' });
    return 'nobody was left to ask';
  },
};

export const apiFaults: readonly Fault[] = [killed, rolling, allAtOnce];
