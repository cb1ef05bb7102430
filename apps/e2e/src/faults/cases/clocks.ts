import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '@englog/testing';
import type { App } from '../../harness/app';
import { everywhere, onServers } from '../fault';
import type { Fault, Scene } from '../fault';

const tenMinutesMs = 600_000;
/** Far below the usual lease, grace and silence: a clock that is set is nothing to wait for. */
const mostStallMs = 5_000;

const clockOff: Fault = {
  name: 'worker clocks 10 minutes off',
  worlds: everywhere,
  short: onServers,
  async act({ world }) {
    const [ahead, behind] = world.workers;
    for (const [worker, shiftMs] of [
      [ahead!, tenMinutesMs],
      [behind!, -tenMinutesMs],
    ] as const) {
      await worker.stop();
      await worker.start({ env: { ENGLOG_TEST_CLOCK_SHIFT_MS: String(shiftMs) } });
    }
    const before = await Promise.all([ahead!, behind!].map(async (worker) => (await worker.health()).slots.completed));
    const bothWork = async () => {
      const after = await Promise.all([ahead!, behind!].map(async (worker) => (await worker.health()).slots.completed));
      return after.every((completed, at) => completed >= (before[at] ?? 0) + 5);
    };
    await waitFor(bothWork, { timeoutMs: 30_000, intervalMs: 50, what: 'both to complete tasks' });
    return 'one ahead, one behind; both completed tasks';
  },
};

const setClock = (apps: readonly App[]): void => apps.forEach((app) => app.signal('SIGUSR2'));

/** Ten minutes forward while attempts are under way, and back, each for longer than any lease or silence may last. */
async function stepped({ world }: Scene, apps: readonly App[], timeOf: () => Promise<string>): Promise<string> {
  const holdMs = world.timing.leaseMs + 1_000;
  world.slowModel(800);
  await world.busyWorker();
  setClock(apps);
  try {
    const isAhead = async () => Date.parse(await timeOf()) - Date.now() > tenMinutesMs / 2;
    await waitFor(isAhead, { timeoutMs: 5_000, intervalMs: 20, what: 'the clock to be set' });
    await delay(holdMs);
    await world.busyWorker();
  } finally {
    setClock(apps);
  }
  await delay(holdMs);
  return `${apps.map(({ name }) => name).join(', ')}: ten minutes ahead for ${holdMs} ms, then right again`;
}

const apiStepped: Fault = {
  name: 'API clock stepped 10 minutes forward, then back',
  worlds: everywhere,
  short: ['servers', 'embedded'],
  mostStallMs,
  liesAboutTime: true,
  act: (scene) =>
    stepped(scene, scene.world.apis, async () => {
      const { body } = await scene.world.apis.at(-1)!.admin.get<{ timestamp: string }>('/v1/workers/health');
      return body.timestamp;
    }),
};

const workerStepped: Fault = {
  name: 'worker clocks stepped 10 minutes forward, then back',
  worlds: everywhere,
  short: onServers,
  mostStallMs,
  act: (scene) =>
    stepped(scene, scene.world.workers, async () => (await scene.world.workers.at(-1)!.health()).timestamp),
};

export const clockFaults: readonly Fault[] = [clockOff, apiStepped, workerStepped];
